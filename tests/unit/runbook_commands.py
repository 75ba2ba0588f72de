"""The commands that a runbook shows, as somebody in staging would paste them."""

import re
from pathlib import Path

_RUNBOOKS = Path(__file__).parents[2] / "docs" / "runbooks"
OURS = ".venv/bin/berthcare "
"""What a command of this project begins with."""


def text_of(runbook: str) -> str:
    """Return a runbook's text, for staging."""
    return (_RUNBOOKS / f"{runbook}.md").read_text().replace("$ENV", "staging")


def commands_of(runbook: str) -> list[str]:
    """Return the lines of a runbook's shell blocks."""
    blocks = re.findall(r"```sh\n(.*?)```", text_of(runbook), re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]
