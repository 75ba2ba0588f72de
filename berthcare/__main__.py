"""The command `berthcare`, and `python -m berthcare`: what a person starts.

Loading the command line takes most of a second, in which a person may press Ctrl-C as well as
later: so it is loaded where that is told as every interrupt is.
"""

import sys

_INTERRUPTED = 130


def main() -> int:
    """Load the command line, run it, and return the exit status."""
    try:
        from berthcare.cli import main as command_line  # noqa: PLC0415 - see above

        return command_line()
    except KeyboardInterrupt:
        print("berthcare: interrupted.", file=sys.stderr)
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
