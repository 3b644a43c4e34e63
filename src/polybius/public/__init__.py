"""What `import polybius` offers; docs/python.md lists it."""
