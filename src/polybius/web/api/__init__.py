"""The desk as JSON: the same view models under ``/api``."""
