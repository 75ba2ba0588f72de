"""The wizard for production on a real terminal, with doubles of all that it asks outside.

There is no stack yet, and Twilio does not answer. `python -m tests.unit.setup.wizard_with_doubles`.
"""

import os
import sys

from berthcare.console import Console
from berthcare.credentials_account import TwilioSilent
from berthcare.environments import Environment
from berthcare.setup.session import run
from tests.unit.setup.doubles import BackendDouble, OutsideDouble, TwilioDouble, wish


def main() -> int:
    """Run it; what was made and stored is told at the end, but for secrets."""
    backend = BackendDouble(names=set())
    silent = TwilioSilent("Twilio does not answer.", "Look at the network.")
    outside = OutsideDouble(backend, TwilioDouble([silent]))
    console = Console.of(sys.stderr, sys.stderr, sys.stdin, os.environ)
    status = run(wish(environment=Environment.PRODUCTION), outside.outside(), console, os.environ)
    print(f"made {backend.made}, hardLimit {backend.stored.get('hardLimit')}, {outside.previews}")
    return status


if __name__ == "__main__":
    sys.exit(main())
