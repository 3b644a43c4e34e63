"""Polybius reads reports of armed conflict into a ledger of claims: who says that what happened."""

__version__ = "0.1.0"
