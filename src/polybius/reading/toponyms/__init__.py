"""Where: place names as the text has them."""
