"""Invented reports about three incidents in an invented country, for the demo and tests."""
