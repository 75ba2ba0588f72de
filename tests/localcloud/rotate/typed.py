"""`berthcare rotate` as a person types it."""

import io

from berthcare.cli import main


def status(*more: str) -> int:
    return main(["rotate", "staging", "--status", *more])


def rotate(reason: str, *more: str) -> int:
    return main(["rotate", "staging", "--reason", reason, *more])


class Terminal(io.StringIO):
    """A terminal on which something was typed."""

    def isatty(self) -> bool:
        return True
