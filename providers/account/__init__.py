"""How one subaccount is found, judged, created, changed and closed."""
