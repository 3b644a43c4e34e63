"""Who says what, and how: attributions, stances, standings, outlooks, appeals."""
