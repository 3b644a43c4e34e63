"""The text as sentences and syntax: casing, paragraphs, datelines, the parser."""
