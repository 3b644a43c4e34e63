"""When: time expressions, their grammar, and the calendar they are read against."""
