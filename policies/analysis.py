"""Judges a stack's deployed state by the pack: `python -m policies.analysis` (make analyze).

It runs `pulumi policy analyze` with what is easily forgotten: the pack once (not a second time by
PULUMI_OPTION_POLICY_PACK), no configuration that weakens it, and no silence on an empty state.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from berthcare.findings import Verdict

_PACK = Path(__file__).parent
_ONCE_ONLY = ("PULUMI_OPTION_POLICY_PACK", "PULUMI_OPTION_POLICY_PACK_CONFIG")
_EMPTY = "has no resources"
_NO_ENGINE = (
    "The Pulumi engine is not on PATH. Type: . .localcloud/env   (embedded cloud), or install it."
)
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
    """Return the exit status and what was printed."""
    command = ["pulumi", "policy", "analyze", "--policy-pack", str(_PACK), "--stack", stack]
    kept = {name: value for name, value in environ.items() if name not in _ONCE_ONLY}
    try:
        # A list of words, no shell; what is run is the engine on PATH.
        told = subprocess.run(
            [*command, "--non-interactive"],
            env=kept,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        print(_NO_ENGINE, file=sys.stderr)
        return _UNUSABLE, _NO_ENGINE
    sys.stdout.write(told.stdout)
    if _EMPTY in told.stdout:
        print(f"Nothing was judged. Deploy first: pulumi up --stack {stack}", file=sys.stderr)
        return _UNUSABLE, told.stdout
    return (_VIOLATED if told.returncode else _WELL), told.stdout


if __name__ == "__main__":
    sys.exit(main())
