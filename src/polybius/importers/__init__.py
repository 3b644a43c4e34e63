"""Existing datasets of events, row by row, as claims by the dataset: files → reports and claims."""
