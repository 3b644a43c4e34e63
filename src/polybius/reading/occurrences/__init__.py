"""What happened: triggers, roles, polarity and modality, sameness."""
