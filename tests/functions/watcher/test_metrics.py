"""What is published, and what is not where something could not be read."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from berthcare.signals import watcher_metrics
from functions.watcher.endpoint import Probe
from functions.watcher.inventory import Inventory
from functions.watcher.metrics import LATENCIES, UNITS, Findings, metric_values
from functions.watcher.spend_lift import Lift, Limit
from functions.watcher.stored_secrets import age_in_days
from functions.watcher.subaccount import Status
from functions.watcher.usage import MonthSpend, error_rate

HEALTHY = Probe("/v1/voice/webhook", 403, 12.345)
FOUND = Findings(
    balance=Decimal("75.50"),
    spend=MonthSpend("2026-11", Decimal("999.99")),
    limit=Limit(Decimal(1000)),
    uses=100,
    errors=4,
    inventory=Inventory({}, {}),
    probes=dict.fromkeys(LATENCIES, HEALTHY),
    ages=(1.0, 90.25),
    status=Status.ACTIVE,
    failed=0,
)


def test_everything_is_published_when_everything_was_read() -> None:
    assert metric_values(FOUND) == {
        "BalanceUSD": 75.5,
        "MonthSpendUSD": 999.99,
        "UsesToday": 100,
        "ErrorsToday": 4,
        "ErrorRatePercent": 4,
        "NumbersMissing": 0,
        "NumbersDrifted": 0,
        "EndpointsDown": 0,
        "EndpointsSlow": 0,
        "VoiceWebhookLatency": 12.35,
        "VoiceStatusLatency": 12.35,
        "SmsWebhookLatency": 12.35,
        "SmsStatusLatency": 12.35,
        "CredentialAgeDays": 90.25,
        "SpendLimitReached": 0,
        "SubaccountSuspended": 0,
        "ReadingsFailed": 0,
        "Runs": 1,
    }


def test_the_alarms_know_the_same_metrics() -> None:
    assert tuple(UNITS) == watcher_metrics.ALL


def test_nothing_but_the_run_and_its_failures_is_known_when_nothing_was_read() -> None:
    nothing = Findings(
        balance=None,
        spend=None,
        limit=Limit(Decimal(1000)),
        uses=None,
        errors=None,
        inventory=None,
        probes=dict.fromkeys(LATENCIES),
        ages=(None, None),
        status=None,
        failed=12,
    )

    assert metric_values(nothing) == {"ReadingsFailed": 12, "Runs": 1}


@pytest.mark.parametrize(
    ("lost", "absent"),
    [
        ({"balance": None}, {"BalanceUSD"}),
        ({"spend": None}, {"MonthSpendUSD", "SpendLimitReached"}),
        ({"uses": None}, {"UsesToday", "ErrorRatePercent"}),
        ({"errors": None}, {"ErrorsToday", "ErrorRatePercent"}),
        ({"inventory": None}, {"NumbersMissing", "NumbersDrifted"}),
        ({"ages": (1.0, None)}, {"CredentialAgeDays"}),
        ({"status": None}, {"SubaccountSuspended"}),
        (
            {"probes": {**FOUND.probes, "sms_webhook_url": None}},
            {"SmsWebhookLatency", "EndpointsDown", "EndpointsSlow"},
        ),
    ],
    ids=lambda value: ",".join(sorted(value)),
)
def test_what_was_not_read_is_not_guessed(lost: dict[str, object], absent: set[str]) -> None:
    values = metric_values(replace(FOUND, **lost))  # type: ignore[arg-type]

    assert set(UNITS) - set(values) == absent


@pytest.mark.parametrize(("spend", "reached"), [("999.99", 0), ("1000", 1), ("1000.01", 1)])
def test_the_limit_is_reached_at_the_limit(spend: str, reached: int) -> None:
    found = replace(FOUND, spend=MonthSpend("2026-11", Decimal(spend)))

    assert metric_values(found)["SpendLimitReached"] == reached


@pytest.mark.parametrize(("month", "reached"), [("2026-11", 1), ("2026-12", 0)])
def test_the_limit_is_that_of_the_spends_month(month: str, reached: int) -> None:
    found = replace(FOUND, limit=Limit(Decimal(1000), Lift(month, 900)))

    assert metric_values(found)["SpendLimitReached"] == reached


@pytest.mark.parametrize(
    ("status", "suspended"), [(Status.ACTIVE, 0), (Status.SUSPENDED, 1), (Status.CLOSED, 1)]
)
def test_a_subaccount_that_does_not_serve_is_suspended(status: Status, suspended: int) -> None:
    assert metric_values(replace(FOUND, status=status))["SubaccountSuspended"] == suspended


def test_numbers_are_counted_not_named() -> None:
    inventory = Inventory({"+14165550100": ("voice_number", "sms_number")}, {"PN0": ("sms_url",)})
    values = metric_values(replace(FOUND, inventory=inventory))

    assert (values["NumbersMissing"], values["NumbersDrifted"]) == (1, 1)


@pytest.mark.parametrize(
    ("errors", "uses", "rate"), [(0, 0, 0), (1, 0, 5), (1, 20, 5), (1, 21, 100 / 21), (6, 100, 6)]
)
def test_the_rate_of_few_uses_is_taken_of_twenty(errors: int, uses: int, rate: float) -> None:
    assert error_rate(errors, uses) == pytest.approx(rate)


@pytest.mark.parametrize(
    ("status", "milliseconds", "is_down", "is_slow"),
    [
        (403, 1000.0, False, False),
        (401, 1000.1, False, True),
        (200, 10.0, True, False),
        (302, 10.0, True, False),
        (404, 10.0, True, False),
        (503, 2000.0, True, True),
        (None, None, True, False),
    ],
)
def test_an_endpoint_is_well_when_it_refuses_a_stranger_in_time(
    status: int | None, milliseconds: float | None, is_down: bool, is_slow: bool
) -> None:
    probe = Probe("/v1/sms/webhook", status, milliseconds)

    assert (probe.is_down, probe.is_slow) == (is_down, is_slow)


ILL = {
    "EndpointsDown": Probe("/v1/sms/webhook", None, None),
    "EndpointsSlow": Probe("/v1/sms/webhook", 403, 1000.1),
}


@pytest.mark.parametrize("metric", ILL)
def test_an_endpoint_known_to_be_ill_is_told_whatever_the_others_are(metric: str) -> None:
    probes = dict.fromkeys(LATENCIES) | {"sms_webhook_url": ILL[metric]}
    values = metric_values(replace(FOUND, probes=probes))

    assert {name: values.get(name) for name in ILL} == {**dict.fromkeys(ILL), metric: 1}


def test_no_latency_is_published_where_no_answer_came() -> None:
    probes = {**FOUND.probes, "voice_webhook_url": Probe("/v1/voice/webhook", None, None)}
    values = metric_values(replace(FOUND, probes=probes))

    assert values["EndpointsDown"] == 1
    assert "VoiceWebhookLatency" not in values


def test_an_age_is_in_days_and_never_negative() -> None:
    now = datetime(2026, 11, 30, tzinfo=timezone.utc)

    assert age_in_days(now - timedelta(days=97, hours=12), now) == 97.5
    assert age_in_days(now + timedelta(seconds=3), now) == 0
