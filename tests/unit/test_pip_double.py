"""The double of pip, which the engine is given in tests, against pip itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pulumi_project import PIP_DOUBLE

VERSION = ("--version",)
LIST = ("list", "--format", "json")


def pip(*arguments: str, python_path: Path | None = None) -> "subprocess.CompletedProcess[str]":
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if python_path is not None:
        environ["PYTHONPATH"] = str(python_path)
    return subprocess.run(
        [sys.executable, "-m", "pip", *arguments],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_tells_the_version_as_pip_does() -> None:
    assert pip(*VERSION, python_path=PIP_DOUBLE).stdout == pip(*VERSION).stdout


def test_it_lists_the_packages_that_pip_lists() -> None:
    told, double = (json.loads(pip(*LIST, python_path=path).stdout) for path in (None, PIP_DOUBLE))

    assert {(one["name"], one["version"]) for one in told} == {
        (one["name"], one["version"]) for one in double
    }


@pytest.mark.parametrize("arguments", [("install", "pulumi"), ("list",), ()])
def test_it_refuses_what_the_engine_does_not_ask(arguments: tuple[str, ...]) -> None:
    refused = pip(*arguments, python_path=PIP_DOUBLE)

    assert refused.returncode != 0
    assert "this double of pip knows no" in refused.stderr
