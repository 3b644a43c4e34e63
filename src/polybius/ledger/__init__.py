"""The append-only store of reports, readings and claims."""
