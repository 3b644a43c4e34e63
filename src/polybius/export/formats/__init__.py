"""The exchange formats: one module each, and what they share.

`polybius.export.formats.exporting` lists them and writes a folder; `state` is what they are made
from; `fields` what a column is; `packaging` what stands beside the data in each folder.
"""
