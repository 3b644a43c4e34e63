"""Who the report speaks of: mentions, titles, coreference, entities."""
