"""How many: numbers with their bounds, harms, victims, tolls."""
