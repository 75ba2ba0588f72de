"""One double of GitHub a file, made empty for each test; no test waits really."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from berthcare.delivery.__main__ import main
from tests.unit.delivery.github_double import REPOSITORY, TOKEN, GitHubDouble, serving
from tests.unit.delivery.reports import COMMIT, everything, leave

Comment = Callable[..., int]


@pytest.fixture(scope="module")
def served() -> Iterator[GitHubDouble]:
    with serving() as double:
        yield double


@pytest.fixture
def github(served: GitHubDouble) -> Iterator[GitHubDouble]:
    base = served.base
    GitHubDouble.__init__(served)
    served.base = base
    yield served
    assert not served.refused


@pytest.fixture
def event() -> dict[str, Any]:
    """Return the event of a branch of this repository; a fork's list of pull requests is empty."""
    return {
        "action": "completed",
        "repository": {"full_name": REPOSITORY, "default_branch": "main"},
        "workflow_run": {
            "event": "pull_request",
            "head_sha": COMMIT,
            "head_branch": "more-alarms",
            "head_repository": {"full_name": REPOSITORY},
            "pull_requests": [],
        },
    }


@pytest.fixture
def environ(github: GitHubDouble, event: dict[str, Any], tmp_path: Path) -> dict[str, str]:
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event))
    return {
        "GITHUB_API_URL": github.base,
        "GITHUB_TOKEN": TOKEN,
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_EVENT_PATH": str(path),
    }


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def comment(environ: dict[str, str], tmp_path: Path, waited: list[float]) -> Comment:
    def typed(*options: str, **changed: str) -> int:
        words = ["comment", "--reports", str(tmp_path / "reports"), *options]
        return main(words, {**environ, **changed}, waited.append)

    return typed


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return leave(tmp_path / "reports", *everything())
