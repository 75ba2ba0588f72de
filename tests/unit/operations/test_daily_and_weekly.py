"""What the daily and the weekly readings say of an environment that is not well."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from berthcare.cost.configured import Configured
from berthcare.dashboard.model import Series
from berthcare.dashboard.snapshot import Values
from berthcare.dashboard.window import Window
from berthcare.environments import Environment
from berthcare.expected_use import ExpectedUse
from berthcare.findings import Finding, Verdict
from berthcare.keep_alive.twilio_texts import MOST
from berthcare.operations.aws import Subscription
from berthcare.operations.drifted import drift
from berthcare.operations.trail import by_whom, secret_changes, strangers
from berthcare.operations.use import balance, error_rate, undelivered, usage
from berthcare.operations.watching import (
    dead_letters,
    shown,
    subscriptions,
    trail_delivers,
    watcher_runs,
)
from berthcare.status.runbooks import signals_by_alarm
from tests.unit.status.world import NAMES, NOW, all_of, measuring, only, text

FAILED, ATTENTION, UNKNOWN, WELL = (
    Verdict.FAILED,
    Verdict.ATTENTION,
    Verdict.UNKNOWN,
    Verdict.WELL,
)

WELL_ONE = Finding("numbers", WELL, "all are known")


def configured(calls: int = 100, texts: int = 500) -> Configured:
    return Configured(
        environment=Environment.STAGING,
        expected_use=ExpectedUse(calls=calls, texts=texts),
        serving_numbers=2,
        backup_numbers=1,
        has_emergency_address=False,
        use_subaccount=True,
        has_own_trail=True,
        has_fast_alarm=False,
        alert_emails=1,
        log_retention_days=365,
    )


def record(session: str = "role/berthcare-deployer") -> dict[str, Any]:
    name = session.partition("/")[2]
    return {"userIdentity": {"arn": f"arn:aws:sts::000000000000:assumed-role/{name}/ci"}}


@pytest.mark.parametrize(
    ("usd", "verdict"), [(49.99, FAILED), (50, ATTENTION), (100, WELL), (None, UNKNOWN)]
)
def test_the_balance_is_judged_by_the_alarm_s_threshold(
    usd: float | None, verdict: Verdict
) -> None:
    assert only(balance, values=measuring(BalanceUSD=usd)).verdict is verdict


@pytest.mark.parametrize(("percent", "verdict"), [(5, WELL), (5.1, FAILED), (None, UNKNOWN)])
def test_the_error_rate_is_judged_by_the_alarm_s_threshold(
    percent: float | None, verdict: Verdict
) -> None:
    assert only(error_rate, values=measuring(ErrorRatePercent=percent)).verdict is verdict


@pytest.mark.parametrize(
    ("lost", "sent", "verdict"), [(0, 3, WELL), (1, 100, ATTENTION), (1, 3, FAILED)]
)
def test_texts_that_nobody_got_are_counted(lost: int, sent: int, verdict: Verdict) -> None:
    texts = [text("undelivered")] * lost + [text()] * (sent - lost)
    found = only(undelivered, texts=lambda _: texts)
    assert found.verdict is verdict
    assert found.what.startswith(f"{lost} of {sent} texts by")


def test_texts_of_others_and_of_the_day_before_are_not_counted() -> None:
    other = text("failed", sender="+16045550110", recipient="+14165550101")
    old = replace(text("failed"), created=NOW - timedelta(days=2))
    assert only(undelivered, texts=lambda _: [other, old]).what.startswith("0 of 0")


def test_a_day_of_more_texts_than_are_read_is_told_by_its_first_hour() -> None:
    found = only(undelivered, texts=lambda _: [text()] * MOST)
    assert found.what == (f"0 of {MOST} texts by +14165550101 since 11:02 UTC (no more are read)")


def runs(*missing: int) -> Any:
    """Return a watcher that left out these of its last periods; 0 is the one under way."""

    def values(window: Window) -> Values:
        count = window.count
        return tuple(None if count - 1 - place in missing else 1.0 for place in range(count))

    return values


@pytest.mark.parametrize(("missing", "verdict"), [((0, 1, 2, 3), WELL), ((1, 2, 3, 4), ATTENTION)])
def test_a_few_runs_may_be_left_out_and_the_one_under_way(
    missing: tuple[int, ...], verdict: Verdict
) -> None:
    assert only(watcher_runs, values=measuring(Runs=runs(*missing))).verdict is verdict


def test_a_watcher_that_is_a_few_minutes_old_has_left_out_nothing() -> None:
    young = runs(*range(5, 288))
    assert only(watcher_runs, values=measuring(Runs=young)).what.startswith(
        "5 in the last 24 hours"
    )


def test_a_watcher_that_never_ran_has_failed() -> None:
    assert only(watcher_runs, values=measuring(Runs=None)).verdict is FAILED


def test_a_trail_that_delivers_nothing_has_failed() -> None:
    found = only(trail_delivers, values=measuring(IncomingLogEvents=None))
    assert (found.verdict, found.remedy) == (
        FAILED,
        "Follow docs/runbooks/audit-tampering.md#trail-silent",
    )


def test_the_trail_that_is_watched_is_the_one_of_the_stack_s_output() -> None:
    asked: list[str] = []

    def values(series: Sequence[Series], window: Window) -> Any:
        asked.extend(value for one in series for _, value in one.dimensions)
        return measuring()(series, window)

    only(trail_delivers, trail_log_group=lambda: "/organisation/trail", values=values)
    assert asked == ["/organisation/trail"]


def test_runs_that_wait_in_a_queue_are_told_by_queue() -> None:
    waiting = measuring(ApproximateNumberOfMessagesVisible=2)
    found = all_of(dead_letters, values=waiting)
    assert [(one.name, one.verdict) for one in found] == [
        (f"row: {NAMES.watcher_dead_letters}", ATTENTION),
        (f"row: {NAMES.rotation_dead_letters}", ATTENTION),
    ]


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ([Subscription("email", "oncall@example.ca", confirmed=True)], WELL),
        ([Subscription("email", "oncall@example.ca", confirmed=False)], ATTENTION),
        ([], ATTENTION),
    ],
)
def test_who_has_not_confirmed_hears_nothing(given: list[Subscription], verdict: Verdict) -> None:
    found = only(subscriptions, subscriptions=lambda: given)
    assert found.verdict is verdict
    assert "oncall@" not in found.what


@pytest.mark.parametrize(
    ("protocol", "endpoint", "told"),
    [
        ("email", "oncall@example.ca", "email o…@example.ca"),
        ("sqs", "arn:aws:sqs:ca-central-1:000000000000:queue", "sqs queue"),
        ("https", "https://hooks.example/hushhush", "https"),
    ],
)
def test_a_subscriber_is_shown_without_personal_data_or_secrets(
    protocol: str, endpoint: str, told: str
) -> None:
    assert shown(Subscription(protocol, endpoint, confirmed=True)) == told


def counted(**keys: int) -> Any:
    """Return a CloudWatch that counted so often in its first hour."""

    def first(count: int) -> Any:
        return lambda window: (float(count),) + (None,) * (window.count - 1)

    return measuring(
        **{NAMES.alarm(key.replace("_", "-")): first(count) for key, count in keys.items()}
    )


def test_a_stranger_s_read_has_failed_and_a_refusal_wants_attention() -> None:
    read = only(strangers, values=counted(stranger_secret_read=1))
    refused = only(strangers, values=counted(unauthorized_twilio_secret_access=2))
    assert (read.verdict, refused.verdict) == (FAILED, ATTENTION)
    assert refused.what == "0 reads by strangers and 2 refusals in 7 days"


@pytest.mark.parametrize(
    ("silent", "verdict"),
    [(range(1, 3), WELL), (range(1, 4), UNKNOWN), (range(168), UNKNOWN), (range(24, 168), WELL)],
    ids=["two hours", "three hours", "always", "not there before the last day"],
)
def test_no_stranger_is_known_only_while_the_trail_delivers(
    silent: range, verdict: Verdict
) -> None:
    found = only(strangers, values=measuring(IncomingLogEvents=runs(*silent)))
    assert found.verdict is verdict, found


def test_strangers_that_no_filter_counts_are_not_taken_for_none() -> None:
    lost = NAMES.alarm("stranger-secret-read")
    found = only(strangers, trail_filters=lambda: frozenset(signals_by_alarm(NAMES)) - {lost})
    assert found.verdict is FAILED
    assert f"filter {lost} is gone" in found.what


def test_changes_are_told_by_whom() -> None:
    records = [record()] * 2 + [record("role/berthcare-rotation-staging")]
    found = only(secret_changes, trail=lambda *_: records)
    assert found.verdict is WELL
    assert found.what == (
        "3 in 7 days: 2 by berthcare-deployer/ci, 1 by berthcare-rotation-staging/ci"
    )


def test_a_change_that_rang_leads_to_its_runbook() -> None:
    found = only(secret_changes, values=counted(secret_write=1))
    assert (found.verdict, found.remedy) == (
        ATTENTION,
        "Follow docs/runbooks/secret-tampering.md",
    )


def test_the_trail_is_asked_for_the_environment_s_secrets_of_a_week() -> None:
    asked: list[Any] = []

    def trail(pattern: str, since: object) -> list[Any]:
        asked.append((pattern, since))
        return []

    only(secret_changes, trail=trail)
    ((pattern, since),) = asked
    assert '"*staging/twilio/*"' in pattern
    assert since == NOW - timedelta(days=7)


def test_callers_beyond_the_first_six_are_counted() -> None:
    records = [record(f"role/role-{number}") for number in range(8)]
    assert by_whom(records).endswith("2 more callers")


@pytest.mark.parametrize(
    ("identity", "told"),
    [
        ({"arn": "arn:aws:iam::000000000000:user/admin"}, ": 1 by admin"),
        ({"invokedBy": "secretsmanager.amazonaws.com"}, ": 1 by secretsmanager.amazonaws.com"),
        ({}, ": 1 by an unnamed caller"),
    ],
)
def test_a_caller_without_a_session_is_told_too(identity: dict[str, str], told: str) -> None:
    assert by_whom([{"userIdentity": identity}]) == told


@pytest.mark.parametrize(("uses_a_day", "verdict"), [(35, WELL), (36, ATTENTION)])
def test_use_is_compared_with_what_is_expected(uses_a_day: float, verdict: Verdict) -> None:
    """Eight UTC days are touched by seven times 24 hours."""
    found = only(
        usage,
        values=measuring(UsesToday=uses_a_day),
        configured=lambda: configured(calls=100, texts=500),
    )
    assert found.verdict is verdict, found


def test_use_that_nobody_counted_is_told() -> None:
    found = only(usage, values=measuring(UsesToday=None), configured=configured)
    assert found.verdict is UNKNOWN


@pytest.mark.parametrize(
    ("verdict", "wanted"),
    [(WELL, WELL), (ATTENTION, ATTENTION), (FAILED, FAILED), (UNKNOWN, UNKNOWN)],
)
def test_drift_is_told_in_one_line(verdict: Verdict, wanted: Verdict) -> None:
    given = [Finding("topic alerts", verdict, "it differs", "Look."), WELL_ONE]
    found = only(drift, drift=lambda: given)
    assert found.verdict is wanted


def test_what_differs_is_named_up_to_five() -> None:
    given = [Finding(f"resource {number}", ATTENTION, "it differs") for number in range(7)]
    found = only(drift, drift=lambda: given)
    assert found.what.startswith("7 differ: resource 0, ")
    assert found.what.endswith("resource 4 and 2 more")
    assert found.remedy == "See each: berthcare drift staging"
