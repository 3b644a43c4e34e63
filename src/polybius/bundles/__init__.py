"""Evidence bundles: one incident with all that stands behind it, checkable without Polybius."""
