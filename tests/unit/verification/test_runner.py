import threading
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from berthcare.errors import BerthcareError
from berthcare.verification.check import Check
from berthcare.verification.context import Context, NotChecked
from berthcare.verification.outcome import Outcome, Verdict
from berthcare.verification.runner import run, run_one

ContextMaker = Callable[..., Context]


def check(run: Callable[[Context], Outcome], name: str = "name") -> Check:
    return Check(name, "Is it so?", run)


def raising(error: Exception) -> Check:
    def run(_: Context) -> Outcome:
        raise error

    return check(run)


def outcome_of(one: Check, context: Context) -> Outcome:
    return run_one(one, context).outcome


def test_results_come_in_the_checks_order(make_context: ContextMaker) -> None:
    last_ran = threading.Event()

    def first(_: Context) -> Outcome:
        assert last_ran.wait(10)
        return Outcome.passed("first")

    def last(_: Context) -> Outcome:
        last_ran.set()
        return Outcome.passed("last")

    results = list(run([check(first, "a"), check(last, "b")], make_context(), note=_drop))
    assert [(r.check.name, r.outcome.detail) for r in results] == [("a", "first"), ("b", "last")]


def test_a_broken_check_does_not_hide_the_others(make_context: ContextMaker) -> None:
    checks = [raising(KeyError("x")), check(lambda _: Outcome.passed("fine"))]
    verdicts = [r.outcome.verdict for r in run(checks, make_context(), note=_drop)]
    assert verdicts == [Verdict.FAILED, Verdict.PASSED]


def test_an_unforeseen_error_is_told_by_kind_and_place_only(make_context: ContextMaker) -> None:
    outcome = outcome_of(raising(KeyError("hidden-token")), make_context())
    assert outcome.verdict is Verdict.FAILED
    assert "KeyError in run" in outcome.detail
    assert "test_runner.py" in outcome.detail
    assert "hidden-token" not in outcome.detail + outcome.remedy


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (BerthcareError("It is wrong.", "Mend it."), "It is wrong."),
        (
            ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "AssumeRole"),
            "AssumeRole answered AccessDenied: no",
        ),
        (
            EndpointConnectionError(endpoint_url="http://127.0.0.1:1"),
            'AWS cannot be used: Could not connect to the endpoint URL: "http://127.0.0.1:1"',
        ),
        (NotChecked("no receiver", "Give one."), "not checked: no receiver"),
    ],
)
def test_an_error_is_a_failure_told_in_one_line(
    error: Exception, told: str, make_context: ContextMaker
) -> None:
    outcome = outcome_of(raising(error), make_context())
    assert (outcome.verdict, outcome.detail) == (Verdict.FAILED, told)
    assert outcome.remedy


def test_what_the_person_does_without_is_skipped(make_context: ContextMaker) -> None:
    error = NotChecked("no receiver", "Give one.", tolerated=True)
    outcome = outcome_of(raising(error), make_context())
    assert (outcome.verdict, outcome.remedy) == (Verdict.SKIPPED, "")


@pytest.mark.parametrize(("tolerated", "verdict"), [(False, "failed"), (True, "skipped")])
def test_without_a_receiver_its_checks_fail_unless_that_was_said(
    tolerated: bool, verdict: str, make_context: ContextMaker
) -> None:
    def ask(context: Context) -> Outcome:
        context.given_receiver()
        return Outcome.passed("")

    context = make_context(without_receiver=tolerated)
    assert outcome_of(check(ask), context).verdict.value == verdict


def test_checks_that_need_the_secrets_say_why_they_are_not_checked(
    make_context: ContextMaker,
) -> None:
    def unreadable() -> Any:
        raise BerthcareError("The backend cannot read.", "Mend it.")

    def ask(context: Context) -> Outcome:
        context.bundle()
        return Outcome.passed("")

    outcome = outcome_of(check(ask), make_context(read_bundle=unreadable))
    assert outcome.detail == "not checked: the backend could not read its secrets"


def test_closing_early_lets_the_checks_stop_waiting_and_clean_up(
    make_context: ContextMaker,
) -> None:
    cleaned = threading.Event()

    def patient(context: Context) -> Outcome:
        context.wait_for(lambda: None, seconds=600)
        cleaned.set()
        return Outcome.passed("")

    checks = [check(lambda _: Outcome.passed("quick")), check(patient)]
    results = run(checks, make_context(), note=_drop)
    next(results)
    results.close()
    assert cleaned.is_set()


def test_a_wait_ends_with_what_is_found(make_context: ContextMaker) -> None:
    answers = iter([None, None, "found"])
    context = make_context(poll_seconds=0)
    assert context.wait_for(lambda: next(answers), seconds=60) == "found"


def test_a_wait_pauses_as_long_as_the_cloud_wants(make_context: ContextMaker) -> None:
    answers = iter([None, None, "found"])
    stopping = Pauses()
    make_context(poll_seconds=10, stopping=stopping).wait_for(lambda: next(answers), seconds=60)
    assert stopping.pauses == [10, 10]


def test_a_pause_ends_with_the_time(make_context: ContextMaker) -> None:
    answers = iter([None, "found at the end"])
    stopping = Pauses()
    context = make_context(poll_seconds=10, stopping=stopping)
    assert context.wait_for(lambda: next(answers), seconds=5) == "found at the end"
    assert max(stopping.pauses) <= 5


def test_a_wait_asks_once_at_least_and_ends_with_the_time(make_context: ContextMaker) -> None:
    assert make_context().wait_for(lambda: None, seconds=0) is None


class Pauses(threading.Event):
    """Pauses that are over at once, and remembered."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.pauses.append(timeout or 0)
        return False


def _drop(_: str) -> None:
    """Nobody reads the notes of these tests."""
