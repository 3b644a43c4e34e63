"""Which mentions of events, in many parsed texts, speak of one and the same event."""
