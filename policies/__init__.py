"""The policy rules, the pack that enforces them and the in-program guard."""
