"""Why something failed, in fixed words.

An exception's own text may quote a URL, a body or a value, so no text but these is ever logged.
"""

import re
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

_AWS_CODE = re.compile(r"[A-Za-z][A-Za-z0-9.]{0,63}")


class KnownFailure(Exception):
    """What was asked for failed for a known kind of reason, which is safe to log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def malformed(what: str) -> KnownFailure:
    """Return the failure of an answer or a secret in which `what`, a field's name, is wrong."""
    return KnownFailure(f"malformed: {what}")


def aws_failure(error: ClientError | BotoCoreError) -> KnownFailure:
    """Return the failure of an AWS call: the error's code, else the exception's type."""
    if isinstance(error, ClientError):
        code = str(error.response.get("Error", {}).get("Code", ""))
        return KnownFailure(f"AWS {code if _AWS_CODE.fullmatch(code) else 'error'}")
    return KnownFailure(f"AWS {type(error).__name__}")


def location(error: BaseException) -> str:
    """Return where an exception was raised, as `file.py:line`; no value of the program."""
    trace = error.__traceback__
    if trace is None:
        return "unknown"
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
