"""Rehearse the program of this folder: `python -m localcloud.rehearsal --stack staging`.

Reads Pulumi.yaml, Pulumi.<stack>.yaml and `__main__.py` of the working directory, and acts on the
embedded cloud that AWS_ENDPOINT_URL and TWILIO_BASE_URL name. Exit status 1 on any violation or
failure.
"""

import argparse
import os
import sys
from pathlib import Path

from berthcare.errors import BerthcareError
from localcloud.aws.errors import StandInError
from localcloud.rehearsal.errors import StepError
from localcloud.rehearsal.rehearsal import rehearse


def main() -> int:
    """Rehearse one stack and print the report."""
    parser = argparse.ArgumentParser(
        prog="python -m localcloud.rehearsal", description="Rehearse a stack without an engine."
    )
    parser.add_argument("--stack", required=True, help="stack whose Pulumi.<stack>.yaml is read")
    stack: str = parser.parse_args().stack
    try:
        text, good = rehearse(Path.cwd(), stack, os.environ)
    except (BerthcareError, StandInError, StepError) as error:
        print(f"rehearsal: {error}", file=sys.stderr)
        return 1
    print(text)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
