"""`python -m berthcare` is the command line `berthcare`."""

import sys

from berthcare.cli import main

if __name__ == "__main__":
    sys.exit(main())
