"""Who may use the desk: accounts, sessions, API tokens, single sign-on."""
