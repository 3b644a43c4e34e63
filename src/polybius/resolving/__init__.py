"""Which party, which place, which day: surfaces to register, gazetteer and calendar."""
