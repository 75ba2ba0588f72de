"""Judges a stack's deployed state by the pack: `python -m policies.analysis` (make analyze).

It runs `pulumi policy analyze` with what is easily forgotten: the pack once (not a second time by
PULUMI_OPTION_POLICY_PACK), no configuration that weakens it, and no silence on an empty state.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_PACK = Path(__file__).parent
_ONCE_ONLY = ("PULUMI_OPTION_POLICY_PACK", "PULUMI_OPTION_POLICY_PACK_CONFIG")
_EMPTY = "has no resources"
_VIOLATED, _UNUSABLE = 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Run the analysis; 0 where nothing mandatory is violated, 1 where it is, 2 where not run."""
    parser = argparse.ArgumentParser(
        prog="python -m policies.analysis",
        description="Judge the deployed state of a stack by the policy pack.",
        epilog="example: python -m policies.analysis --stack staging",
    )
    parser.add_argument("--stack", required=True, help="staging or production")
    return analyze(parser.parse_args(arguments).stack, os.environ)


def analyze(stack: str, environ: Mapping[str, str]) -> int:
    """Ask the engine, and pass on what it says."""
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
        print(
            "The Pulumi engine is not on PATH. Type: . .localcloud/env   (embedded cloud), or "
            "install it.",
            file=sys.stderr,
        )
        return _UNUSABLE
    sys.stdout.write(told.stdout)
    if _EMPTY in told.stdout:
        print(f"Nothing was judged. Deploy first: pulumi up --stack {stack}", file=sys.stderr)
        return _UNUSABLE
    return _VIOLATED if told.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
