import shlex
from pathlib import Path

import pytest

from berthcare.bootstrap.arguments import Options
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from tests.unit.bootstrap.doubles import NAMES

BOTH = tuple(Environment)


def options(repository: str = "owner/name", **given: object) -> Options:
    values = {
        "environments": [Environment.STAGING],
        "administrators": None,
        "oidc_provider": None,
        "workspace": Path(".bootstrap"),
        **given,
    }
    return Options.of(repository, *values.values(), as_json=False)  # type: ignore[arg-type]  # test shorthand


def test_the_environments_are_those_that_were_typed_each_once() -> None:
    assert options(environments=[Environment.PRODUCTION]).environments == (Environment.PRODUCTION,)
    assert options(environments=[*BOTH[::-1], BOTH[0]]).environments == BOTH


def test_the_command_is_told_as_it_was_typed() -> None:
    given = options(
        environments=[Environment.STAGING],
        administrators=["role/a", "user/c"],
        oidc_provider=NAMES.oidc_provider_arn,
    )
    assert shlex.split(given.typed) == [
        *("berthcare", "bootstrap", "--repository", "owner/name", "--environment", "staging"),
        *("--administrator", "role/a", "--administrator", "user/c"),
        *("--oidc-provider", NAMES.oidc_provider_arn),
    ]


def test_another_workspace_is_told_as_the_shell_takes_it() -> None:
    assert "--workspace" not in options().typed
    assert options(workspace=Path("My Clone/w")).typed.endswith(" --workspace 'My Clone/w'")


def test_both_environments_are_told_by_name() -> None:
    told = shlex.split(options(environments=BOTH).typed)
    assert told[-4:] == ["--environment", "staging", "--environment", "production"]


def test_a_repository_is_told_with_its_ids() -> None:
    assert "--repository owner@12/name@34 " in options("owner@12/name@34").typed


@pytest.mark.parametrize(
    "text", ["", "owner", "owner/", "/name", "-o/name", "o/n/m", "o/*", "o/.."]
)
def test_what_is_no_repository_is_refused_by_the_option_s_name(text: str) -> None:
    with pytest.raises(BerthcareError, match="--repository"):
        options(text)


def test_every_bad_value_is_told_at_once() -> None:
    with pytest.raises(BerthcareError) as refused:
        options("owner", administrators=["admin"], oidc_provider="github")
    told = str(refused.value)
    assert all(one in told for one in ("--repository", "--administrator", "--oidc-provider"))


def test_an_empty_provider_is_not_read_as_none() -> None:
    with pytest.raises(BerthcareError, match="--oidc-provider is empty"):
        options(oidc_provider="")
