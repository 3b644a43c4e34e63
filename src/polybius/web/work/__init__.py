"""Who works on what: assignments, second codings made blind, and how far coders agree.

None of it is content of the ledger: what a second coder says becomes a decision only when an
adjudicator makes it one.
"""
