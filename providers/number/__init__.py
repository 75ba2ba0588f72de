"""How one phone number is found, judged, bought, changed and looked for."""
