"""A mistake in the code ends a run with its place, and with no value."""

from typing import Any

import pytest

from functions.rotation import handler, steps
from functions.rotation.due import Due
from functions.rotation.handler import RotationFailed
from tests.functions.rotation.function import Function
from tests.functions.rotation.recovery import is_settled
from tests.functions.rotation.world import World


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> list[type[BaseException]]:
    """The kinds of errors that people are told of."""
    told: list[type[BaseException]] = []

    def report(errors: list[BaseException], *_: object) -> None:
        told.extend(type(error) for error in errors)

    monkeypatch.setattr(handler, "report", report)
    return told


def mistaken(*_: object, **__: object) -> Any:
    return dict[str, str]()["secret value"]


def test_in_a_step_it_is_told_by_type_and_place(
    world: World,
    function: Function,
    reported: list[type[BaseException]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(steps, "_create", mistaken)
        with pytest.raises(
            RotationFailed, match=r"^account createSecret: KeyError at test_pro.*\.py:\d+$"
        ) as failed:
            function.step(world.account, world.account.begin(), "createSecret")

    assert reported == [KeyError]
    assert failed.value.__context__ is None
    assert "secret value" not in function.output


def test_in_one_completion_it_does_not_stop_the_other(
    world: World,
    function: Function,
    reported: list[type[BaseException]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    function.rotate(world.account)
    function.rotate(world.webhooks)
    with monkeypatch.context() as broken:
        broken.setattr("functions.rotation.account_token.judge", mistaken)
        with pytest.raises(RotationFailed, match=r"^account: KeyError at test_pro.*\.py:\d+$"):
            function.complete()

    assert reported == [KeyError]
    assert is_settled(world.webhooks)


def test_before_anything_is_known_it_is_the_runs(
    function: Function, reported: list[type[BaseException]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handler, "Run", mistaken)

    with pytest.raises(RotationFailed, match=r"^run: KeyError at "):
        function.complete()
    assert reported == [KeyError]


def test_what_is_known_to_happen_is_no_mistake(
    world: World, function: Function, reported: list[type[BaseException]]
) -> None:
    world.set_status("suspended")

    with pytest.raises(RotationFailed):
        function.rotate(world.account)
    assert reported == []
    assert Due.NOTHING.value in function.complete().values()
