"""The review desk: a web application on the ledger."""
