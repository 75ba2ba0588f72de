"""Judges a stack's deployed state by the pack: `python -m policies.analysis` (make analyze).

It runs `pulumi policy analyze` with what is easily forgotten: the pack once (not a second time by
PULUMI_OPTION_POLICY_PACK), no configuration that weakens it, no silence on an empty state, and no
value of a secret in what it says.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from berthcare.engine.call import ask
from berthcare.engine.configured import Configured, configured
from berthcare.engine.redaction import Redaction
from berthcare.errors import BerthcareError
from berthcare.findings import Verdict

_PACK = Path(__file__).parent
_ONCE_ONLY = ("PULUMI_OPTION_POLICY_PACK", "PULUMI_OPTION_POLICY_PACK_CONFIG")
_EMPTY = "has no resources"
_SECONDS = 120.0
_WELL, _VIOLATED, _UNUSABLE = 0, 1, 2
_VERDICTS = {
    _WELL: Verdict.WELL,
    _VIOLATED: Verdict.FAILED,
    _UNUSABLE: Verdict.UNKNOWN,
}
_MOST_TOLD = 50_000
"""Characters of what the engine printed that a file keeps; the end of it tells the verdict."""


def main(arguments: list[str] | None = None) -> int:
    """Run the analysis; 0 where nothing mandatory is violated, 1 where it is, 2 where not run."""
    parser = argparse.ArgumentParser(
        prog="python -m policies.analysis",
        description="Judge the deployed state of a stack by the policy pack.",
        epilog="example: python -m policies.analysis --stack staging",
    )
    parser.add_argument("--stack", required=True, help="staging or production")
    parser.add_argument(
        "--to",
        type=Path,
        metavar="FILE",
        help="write the verdict as JSON too, for `python -m berthcare.delivery drift-issue`",
    )
    typed = parser.parse_args(arguments)
    return analyze(typed.stack, os.environ, typed.to)


def analyze(stack: str, environ: Mapping[str, str], to: Path | None = None) -> int:
    """Ask the engine, pass on what it says, and write the verdict to a file, if one is named."""
    status, told = _asked(stack, environ)
    if to is not None:
        document = {
            "stack": stack,
            "verdict": _VERDICTS[status].value,
            "told": told[-_MOST_TOLD:],
        }
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(json.dumps(document, indent=2), encoding="utf-8")
    return status


def _asked(stack: str, environ: Mapping[str, str]) -> tuple[int, str]:
    """Return the exit status and what was printed: what the engine says, without the values."""
    kept = {name: value for name, value in environ.items() if name not in _ONCE_ONLY}
    try:
        redaction = Redaction.of(_configuration(stack, kept), environ)
    except BerthcareError as error:
        why = Redaction.of({}, environ).of_text(str(error))
        print(why, file=sys.stderr)
        return _UNUSABLE, why
    command = ["pulumi", "policy", "analyze", "--policy-pack", str(_PACK), "--stack", stack]
    # A list of words, no shell; what is run is the engine on PATH.
    engine = subprocess.run(
        [*command, "--non-interactive"],
        env=kept,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    told = redaction.of_text(engine.stdout)
    sys.stdout.write(told)
    if _EMPTY in told:
        print(f"Nothing was judged. Deploy first: pulumi up --stack {stack}", file=sys.stderr)
        return _UNUSABLE, told
    return (_VIOLATED if engine.returncode else _WELL), told


def _configuration(stack: str, environ: Mapping[str, str]) -> dict[str, Configured]:
    """Return the stack's configuration, decrypted: its secrets are what must not be shown.

    Raises `BerthcareError` where the engine is missing, or does not tell it.
    """
    asked = ("config", "--json", "--show-secrets", "--stack", stack)
    answer = ask(asked, environ, Path(), seconds=_SECONDS)
    remedy = f"See what the engine says of the stack: pulumi config --stack {stack}"
    return configured(answer.required(remedy), answer.typed)


if __name__ == "__main__":
    sys.exit(main())
