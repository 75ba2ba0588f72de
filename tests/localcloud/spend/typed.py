"""The spend commands as a person types them."""

import io

from berthcare.cli import main


def status(*more: str) -> int:
    return main(["spend", "status", "staging", *more])


def resume(reason: str, *more: str, limit: str = "1500") -> int:
    words = ["spend", "resume", "staging", "--reason", reason, "--limit", limit]
    return main([*words, *more])


class Terminal(io.StringIO):
    """A terminal on which something was typed."""

    def isatty(self) -> bool:
        return True
