"""Report text → claims with passages, in the words of the text.

One module per question asked of a text; `polybius.reading.reader` asks them in order.
"""
