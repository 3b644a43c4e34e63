"""The pages of the desk: one module per area, each with its table of routes."""
