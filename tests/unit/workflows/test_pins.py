"""Every action is pinned by a commit, whose version stands beside it."""

import re

import pytest

from tests.unit.workflows.workflow_steps import NAMES, jobs, text

FEW = {
    "actions/checkout",
    "actions/setup-python",
    "actions/upload-artifact",
    "actions/download-artifact",
    "aws-actions/configure-aws-credentials",
}
"""Each action more is code of others that runs beside our credentials."""
_USES = re.compile(r"^ +(?:- )?uses: (.+)$", re.MULTILINE)
_PINNED = re.compile(r"([\w-]+/[\w-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)")
USES = sorted({line for name in NAMES for line in _USES.findall(text(name))})


@pytest.mark.parametrize("line", USES)
def test_an_action_is_pinned_by_commit_and_tells_its_version(line: str) -> None:
    assert _PINNED.fullmatch(line)


def test_an_action_has_one_commit_and_one_version_everywhere() -> None:
    pinned = [match.groups() for line in USES if (match := _PINNED.fullmatch(line))]

    assert sorted(action for action, _, _ in pinned) == sorted(FEW)


def test_every_use_was_read() -> None:
    used = {step.uses for job in jobs() for step in job.steps if step.uses}

    assert {line.partition(" ")[0] for line in USES} == used


def test_no_checkout_leaves_its_token_behind() -> None:
    kept = [
        str(job)
        for job in jobs()
        for step in job.using("actions/checkout")
        if step.given.get("persist-credentials") is not False
    ]

    assert kept == []
