"""The forms of the identifiers that people type: Twilio credentials, URLs, role ARNs."""

import re
from urllib.parse import urlsplit

from berthcare.problems import Problem

_ACCOUNT_SID = re.compile(r"AC[a-f0-9]{32}")
_AUTH_TOKEN = re.compile(r"[A-Za-z0-9]{32}")
_ROLE_ARN = re.compile(r"arn:aws:iam::[0-9]{12}:role/[\w+=,.@/-]{1,512}")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def problem_with_account_sid(field: str, text: str) -> Problem | None:
    """Say what is wrong with a Twilio account SID, or return `None`.

    A SID is no secret, yet what was typed in its place may be one, so the value is not shown;
    its length is, which tells a cut or doubled paste.
    """
    if _ACCOUNT_SID.fullmatch(text):
        return None
    rule = f"be AC and 32 lower-case hexadecimal characters, 34 in all; it has {_counted(text, 34)}"
    return Problem(field, None, rule, "Copy it from the Twilio Console's account page.")


def _counted(text: str, right: int) -> str:
    """Tell a length; where that is right, some character is not."""
    others = ", others among them" if len(text) == right else ""
    return f"{len(text)} characters{others}"


def problem_with_auth_token(field: str, text: str) -> Problem | None:
    """Say what is wrong with a Twilio auth token, without showing it, or return `None`."""
    if _AUTH_TOKEN.fullmatch(text):
        return None
    rule = f"be 32 letters and digits; it has {_counted(text, 32)}"
    return Problem(field, None, rule, "Copy it from the Twilio Console's account page.")


def problem_with_https_url(field: str, text: str) -> Problem | None:
    """Say what is wrong with a base URL, or return `None`: https, a host name, nothing else."""
    remedy = "Type it like https://api-staging.berthcare.ca ."
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return Problem(field, text, "be a URL", remedy)
    if "@" in parts.netloc:
        return Problem(field, None, "hold no user name or password", remedy)
    if parts.scheme != "https":
        return Problem(field, text, "begin with https://", remedy)
    if not _HOST.fullmatch(parts.hostname or "") or port not in (None, 443):
        return Problem(field, text, "name a host, and no port", remedy)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        return Problem(field, text, "end after the host; the webhook paths are added", remedy)
    return None


def is_https_url(text: str) -> bool:
    """Tell whether a text is an https URL of a host and perhaps a path, and nothing more."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    extras = "@" in parts.netloc or parts.query or parts.fragment or port not in (None, 443)
    return parts.scheme == "https" and bool(_HOST.fullmatch(parts.hostname or "")) and not extras


def problem_with_role_arn(field: str, text: str) -> Problem | None:
    """Say what is wrong with an IAM role's ARN, or return `None`."""
    if _ROLE_ARN.fullmatch(text):
        return None
    return Problem(
        field,
        text,
        "be an IAM role's ARN, arn:aws:iam::ACCOUNT:role/NAME",
        "Print it with: aws iam get-role --role-name NAME --query Role.Arn --output text",
    )
