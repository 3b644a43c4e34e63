"""Tallies, disputes and grades, derived from claims by named rules."""
