"""How parties stand to one another, and what they hold."""
