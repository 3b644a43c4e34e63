"""What the pages of the review desk show, as frozen dataclasses made from the ledger's answers."""
