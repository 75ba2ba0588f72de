"""docs/checklist.md says which of its lines a first deployment has nothing to ask for."""

import re

from tests.unit.documents_pages.pages import DOCS

PAGE = (DOCS / "checklist.md").read_text()
BEFORE = PAGE.partition("## Before\n")[2].partition("\n## ")[0]
OF_WHAT_IS_DEPLOYED = {"status", "drift", "rotate"}
"""What they read is there after a deployment alone; before the first one they end with 1 or 2."""


def test_what_reads_a_deployed_stack_is_marked_before_a_first_deployment() -> None:
    lines = re.findall(r"^- \[ \] (°?).*`\.venv/bin/berthcare (\w+)", BEFORE, re.MULTILINE)

    assert {command for mark, command in lines if mark} == OF_WHAT_IS_DEPLOYED
    assert {command for mark, command in lines if not mark} & OF_WHAT_IS_DEPLOYED == set()
    assert "Lines marked ° are for a stack that was deployed before" in BEFORE
