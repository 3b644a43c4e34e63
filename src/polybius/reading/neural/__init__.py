"""The trained reader: one encoder that all heads share, run without a training library."""
