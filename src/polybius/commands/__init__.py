"""Groups of commands, each registered in `polybius.cli` by one line."""
