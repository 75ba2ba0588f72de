"""Types of command-line arguments that are judged as the configuration is, with the same words."""

import argparse
from collections.abc import Callable

from berthcare.problems import Problem


def judged(judge: Callable[[str, str], Problem | None], field: str) -> Callable[[str], str]:
    """Return an argument's type that refuses what `judge` finds a problem with."""

    def accepted(text: str) -> str:
        problem = judge(field, text)
        if problem is not None:
            shown = "the text" if problem.value is None else repr(problem.value)
            raise argparse.ArgumentTypeError(f"{shown} must {problem.rule}. {problem.remedy}")
        return text

    return accepted
