"""Measures what Polybius promises, on gold data in the format of its published corpora."""
