"""Records as JSON, CSV and tables."""
