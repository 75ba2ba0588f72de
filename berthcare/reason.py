"""The reason that an operator gives for a command, as audit lines and stored decisions keep it."""

import re

from berthcare.problems import Problem

REASON_LENGTH = range(1, 301)

_PHONE_NUMBER = re.compile(r"\d(?:[\s.()\[\]-]*\d){6,}")
_MAIL_ADDRESS = re.compile(r"[^\s@]@[^\s@]")
_TOKEN = re.compile(r"[0-9A-Za-z]{32}")
"""As long as an auth token or an API key's secret, which may be what the reason is about."""


def problem_with_reason(field: str, text: str) -> Problem | None:
    """Say what is wrong with a reason, or return `None`.

    `{{` begins a reference to another parameter, which SSM refuses in a value (PutParameter). A
    reason with personal data or a credential is not shown again.
    """
    if _TOKEN.search(text):
        rule = "hold no credential (32 letters and digits or more in a row)"
        return Problem(field, None, rule, "It is kept for the audit: say whose it was, in words.")
    if _PHONE_NUMBER.search(text) or _MAIL_ADDRESS.search(text):
        rule = "hold no phone number (7 digits or more in a row) and no e-mail address"
        remedy = (
            "It is kept for the audit, without personal data: say why in words, a date as '27 Nov'."
        )
        return Problem(field, None, rule, remedy)
    if text.isprintable() and text.strip() and len(text) in REASON_LENGTH and "{{" not in text:
        return None
    most = REASON_LENGTH[-1]
    rule = f"be one line of printable characters, {most} at most, without {{{{"
    return Problem(field, text, rule, "Say why, as 'storm day, told by operations'.")
