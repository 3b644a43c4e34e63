"""Invented reports about three invented incidents in an invented country, for the demo and tests."""
