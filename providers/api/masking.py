"""Account SIDs in messages: enough to recognise one, too little to use it."""


def masked(account_sid: str) -> str:
    """Return an account SID for a person to recognise: cut to its last four characters."""
    return f"AC…{account_sid[-4:]}"
