"""Two accounts of one conflict side by side: what both have, what one lacks, how figures differ."""
