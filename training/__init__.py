"""How the shipped models and statistics were made: data, seeds, one command each."""
