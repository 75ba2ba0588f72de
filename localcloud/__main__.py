"""Command line of the embedded cloud: `python -m localcloud --help`."""

import sys

from localcloud.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
