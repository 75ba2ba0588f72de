"""The words and flags of a `pulumi` command are read as the engine reads them."""

from pathlib import Path

import pytest

from localcloud.pulumi_arguments import (
    command_words,
    configures_by_the_way,
    names_a_config_file,
    stack_of,
    words_of,
    working_directory,
)


@pytest.mark.parametrize(
    ("arguments", "stack"),
    [
        (["up", "--stack", "staging"], "staging"),
        (["up", "--stack=production"], "production"),
        (["-s", "staging", "up"], "staging"),
        (["up", "-sstaging"], "staging"),
        (["up", "-s=staging"], "staging"),
        (["up", "--stack", "organization/project/staging"], "staging"),
        (["up"], None),
        (["up", "--", "--stack", "staging"], None),
        (["up", "--suppress-outputs"], None),
    ],
)
def test_the_stack_is_read_from_the_arguments_as_the_engine_does(
    arguments: list[str], stack: str | None
) -> None:
    assert stack_of(arguments) == stack


def test_flags_and_their_values_are_no_command_words() -> None:
    assert command_words(["-C", "folder", "stack", "--stack", "staging", "rm"]) == ("stack", "rm")


def test_the_working_directory_is_the_one_given_to_the_engine(tmp_path: Path) -> None:
    assert working_directory(["-C", str(tmp_path), "up"]) == tmp_path.resolve()
    assert working_directory(["up"]) == Path.cwd()


@pytest.mark.parametrize(
    "flags",
    [
        "-C folder",
        "--color never",
        "-v 3",
        "--memprofilerate 1",
        "--otel-traces file://traces",
        "--profiling profile",
        "--tracing file:trace",
        "--stack staging",
        "--config-file Pulumi.staging.yaml",
    ],
)
def test_a_flag_before_or_within_the_command_hides_none_of_its_words(flags: str) -> None:
    assert command_words([*flags.split(), "config", "set"]) == ("config", "set")
    assert command_words(["config", *flags.split(), "set", "x", "1"]) == ("config", "set")


@pytest.mark.parametrize(
    "flags", ["--secrets-provider passphrase", "--copy-config-from production", "--teams nurses"]
)
def test_the_flags_of_stack_init_hide_no_name(flags: str) -> None:
    assert words_of(["stack", "init", *flags.split(), "staging"]) == ("stack", "init", "staging")


@pytest.mark.parametrize(
    ("command", "configures"),
    [
        ("up -c a:b=1", True),
        ("-s staging preview -ca:b=1", True),
        ("destroy --config a:b=1", True),
        ("refresh --config=a:b=1", True),
        ("up --color never", False),
        ("up -C folder", False),
        ("up --config-path", False),
        ("up --config-file x.yaml", False),
        ("up -- -c", False),
        ("watch -c a:b=1", False),
        ("stack ls", False),
    ],
)
def test_a_deployment_that_would_write_a_value_is_known(command: str, *, configures: bool) -> None:
    assert configures_by_the_way(command.split()) is configures


@pytest.mark.parametrize(
    ("command", "names_one"),
    [
        ("up --config-file x.yaml", True),
        ("config set a 1 --config-file=x.yaml", True),
        ("up --config-path", False),
        ("config set a -- --config-file", False),
    ],
)
def test_a_file_of_one_s_own_is_known(command: str, *, names_one: bool) -> None:
    assert names_a_config_file(command.split()) is names_one
