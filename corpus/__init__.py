"""Polybius' own annotated corpus of invented conflict reporting: sources, compiler, agreement."""
