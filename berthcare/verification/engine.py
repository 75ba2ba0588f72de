"""Asks the Pulumi engine for a stack's state."""

import subprocess
from collections.abc import Mapping

from berthcare.errors import BerthcareError
from berthcare.verification.exported_state import ExportedState

_SECONDS = 120.0
_LONGEST_REASON = 600


def export(stack: str, environ: Mapping[str, str]) -> ExportedState:
    """Run `pulumi stack export` in the current directory; nothing is decrypted by it.

    Raises `BerthcareError` where there is no engine, no such stack, or no answer.
    """
    command = ["pulumi", "stack", "export", "--stack", stack, "--non-interactive"]
    typed = " ".join(command[:-1])
    try:
        answer = subprocess.run(
            command,
            env=dict(environ),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise BerthcareError(
            "The Pulumi engine is not on PATH.",
            "Type: . .localcloud/env   (embedded cloud), or install it, or give the state as a "
            "file with --state.",
        ) from None
    except subprocess.TimeoutExpired:
        raise BerthcareError(
            f"`{typed}` did not end within {_SECONDS:.0f} s.",
            "See whether another run holds the state: pulumi stack ls",
        ) from None
    if answer.returncode != 0:
        reason = answer.stderr.strip()[-_LONGEST_REASON:]
        raise BerthcareError(
            f"`{typed}` failed: {reason}\n",
            f"Deploy first, on the embedded cloud with `make up`, on AWS with `pulumi up --stack "
            f"{stack}`.",
        )
    return ExportedState.parse(answer.stdout, f"The output of `{typed}`")
