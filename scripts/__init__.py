"""Scripts that make parts of the project."""
