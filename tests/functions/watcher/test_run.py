"""The real handler against Twilio's emulator, the receiver and the embedded AWS."""

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from functions.watcher import handler
from functions.watcher.metrics import UNITS
from functions.watcher.patience import Patience
from functions.watcher.spend_decision import Decision
from tests.functions.common.dripping import dripping
from tests.functions.watcher.aws_calls import counted_calls
from tests.functions.watcher.ran import Watch
from tests.functions.watcher.world import NAMES, SPENT, World

pytestmark = pytest.mark.cloud

SHORT_SECONDS = 1.0
FAULTS: dict[str, dict[str, Any]] = {
    "down": {"reset": True},
    "slow": {"latency_ms": 2000},
    "unauthorised": {"status": 401},
    "too many": {"status": 429},
    "ill": {"page_status": 502},
    "malformed": {"malformed": True},
}
OF_TWILIO = {
    r"/Balance\.json": {"BalanceUSD"},
    r"/Accounts/AC\w{32}\.json": {"SubaccountSuspended"},
    r"/ThisMonth\.json": {"MonthSpendUSD", "SpendLimitReached"},
    r"/Today\.json": {"UsesToday", "ErrorRatePercent"},
    r"/IncomingPhoneNumbers\.json": {"NumbersMissing", "NumbersDrifted"},
    r"/v1/Alerts": {"ErrorsToday", "ErrorRatePercent"},
}
"""What cannot be known when this path of Twilio's fails."""
MANY = 10_000


def test_a_healthy_run_publishes_every_metric(watch: Watch) -> None:
    ran = watch()

    assert set(ran.values) == set(UNITS)
    assert ran.answer == {"readings_failed": [], "spend": Decision.WITHIN_LIMIT.value}
    wrong = {"NumbersMissing", "NumbersDrifted", "EndpointsDown", "EndpointsSlow"}
    states = {"SpendLimitReached", "SubaccountSuspended", "ReadingsFailed"}
    assert {name: ran.values[name] for name in wrong | states} == dict.fromkeys(wrong | states, 0)
    assert ran.values["MonthSpendUSD"] > SPENT
    assert [line["event"] for line in ran.log] == ["run finished"]


@pytest.mark.parametrize("fault", FAULTS)
def test_without_twilio_a_run_finishes_and_publishes_what_it_could_read(
    fault: str, world: World, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault == "slow":
        monkeypatch.setattr(handler, "Patience", lambda: Patience(read=SHORT_SECONDS))
    world.twilio.add_fault(path=".", times=MANY, **FAULTS[fault])
    values = watch().values

    assert set(UNITS) - set(values) == set().union(*OF_TWILIO.values())
    assert values["ReadingsFailed"] > 0
    assert values["Runs"] == 1


@pytest.mark.parametrize("path", OF_TWILIO)
@pytest.mark.parametrize("fault", ["unauthorised", "malformed"])
def test_a_reading_that_fails_takes_its_own_metrics_with_it_only(
    fault: str, path: str, world: World, watch: Watch
) -> None:
    world.twilio.add_fault(path=f"{path}$", times=MANY, **FAULTS[fault])
    values = watch().values

    assert set(UNITS) - set(values) == OF_TWILIO[path]
    assert values["ReadingsFailed"] > 0


@pytest.mark.parametrize("fault", [{"reset": True}, {"status": 429}, {"page_status": 502}])
def test_a_passing_failure_is_overcome(fault: dict[str, Any], world: World, watch: Watch) -> None:
    for path in OF_TWILIO:
        world.twilio.add_fault(path=f"{path}$", **fault)

    assert watch().values["ReadingsFailed"] == 0


@pytest.mark.parametrize(
    ("variable", "absent"),
    [
        ("NUMBERS_SECRET", {"NumbersMissing", "NumbersDrifted"}),
        (
            "PARENT_SECRET",
            set().union(*OF_TWILIO.values(), {"CredentialAgeDays"}) - {"ErrorsToday"},
        ),
        ("ACCOUNT_SECRET", {"ErrorsToday", "ErrorRatePercent", "CredentialAgeDays"}),
        ("SPEND_LIFT_PARAMETER", set()),
    ],
)
def test_a_secret_that_is_not_there_is_a_failed_reading(
    variable: str, absent: set[str], watch: Watch
) -> None:
    ran = watch(**{variable: "staging/nothing"})

    assert set(UNITS) - set(ran.values) == absent
    reasons = {line["reason"] for line in ran.logged("reading failed")}
    assert reasons & {"AWS ResourceNotFoundException", "AWS ParameterNotFound"}


def test_drifted_and_missing_numbers_are_told_without_their_digits(
    world: World, watch: Watch
) -> None:
    voice, sms, backup = world.numbers
    drifted = {
        world.configure(voice, VoiceMethod="GET"): ["voice_method"],
        world.configure(sms, SmsUrl=""): ["sms_url"],
        world.configure(backup, SmsApplicationSid="AP" + "0" * 32): ["sms_application_sid"],
    }
    ran = watch()

    assert (ran.values["NumbersMissing"], ran.values["NumbersDrifted"]) == (0, 3)
    logged = ran.logged("number drifted")
    assert {line["number_sid"]: line["fields"] for line in logged} == drifted


def test_an_endpoint_that_is_slow_or_accepts_a_stranger_or_is_ill_is_told(
    world: World, watch: Watch
) -> None:
    world.break_receiver(path="/v1/voice/webhook", latency_ms=1100, times=2)
    world.break_receiver(path="/v1/voice/status", accept_unsigned=True, times=2)
    world.break_receiver(path="/v1/sms/webhook", status=503, times=2)
    ran = watch()

    assert (ran.values["EndpointsDown"], ran.values["EndpointsSlow"]) == (2, 1)
    assert ran.values["VoiceWebhookLatency"] > 1000
    told = ran.logged("endpoint down")
    assert {(line["path"], line["status"]) for line in told} == {
        ("/v1/voice/status", 200),
        ("/v1/sms/webhook", 503),
    }


def test_an_endpoint_is_looked_at_twice_before_it_is_called_ill(world: World, watch: Watch) -> None:
    world.break_receiver(path="/v1/sms/webhook", status=503, times=1)

    assert watch().values["EndpointsDown"] == 0


def test_an_endpoint_that_does_not_answer_is_down_and_has_no_latency(watch: Watch) -> None:
    values = watch(BERTHCARE_WEBHOOK_RECEIVER="http://127.0.0.1:1").values

    assert values["EndpointsDown"] == 4
    assert "SmsWebhookLatency" not in values
    assert values["ReadingsFailed"] == 0


def test_endpoints_that_never_finish_an_answer_are_down(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty = Patience(look=0.3, second_look=0)
    monkeypatch.setattr(handler, "Patience", lambda: hasty)
    with dripping(b"HTTP/1.1 403 Forbidden\r\n") as url:
        ran = watch(BERTHCARE_WEBHOOK_RECEIVER=url)

    assert ran.answer["readings_failed"] == []
    assert ran.values["EndpointsDown"] == 4


def test_a_run_asks_aws_for_each_thing_once(watch: Watch) -> None:
    with counted_calls() as calls:
        watch()
    assert calls == {"GetSecretValue": 4, "DescribeSecret": 3, "GetParameter": 1}


def test_a_run_that_suspends_reads_only_the_lift_again(watch: Watch) -> None:
    with counted_calls() as calls:
        watch(SPEND_LIMIT_USD=str(SPENT))
    assert calls == {"GetSecretValue": 4, "DescribeSecret": 3, "GetParameter": 2}


@pytest.mark.parametrize(
    "oldest", [NAMES.parent_secret, NAMES.account_secret, NAMES.webhooks_secret]
)
def test_the_age_is_that_of_the_oldest_credential(
    oldest: str, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rotated(_: object, name: str) -> datetime | None:
        long_ago = datetime.now(timezone.utc) - timedelta(days=200)
        return long_ago if name == oldest else None

    monkeypatch.setattr("functions.watcher.survey.last_rotated", rotated)

    assert watch().values["CredentialAgeDays"] == 200


def test_a_call_that_met_an_error_is_counted_once(world: World, watch: Watch) -> None:
    before = watch().values
    assert world.call() == 201  # nobody answers its webhook: the emulator leads that host nowhere
    world.twilio.settle()
    after = watch().values

    counted = ("UsesToday", "ErrorsToday")
    assert [after[name] - before[name] for name in counted] == [1, 1]
    assert after["ErrorRatePercent"] == 100 * after["ErrorsToday"] / 20


def test_a_programming_error_fails_its_reading_only(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(
            "functions.watcher.survey.balance", lambda _: dict[str, str]()["secret value"]
        )
        ran = watch()

    (failed,) = ran.logged("reading failed")
    assert failed["reading"] == "balance"
    assert failed["reason"].startswith("KeyError at test_run.py:")
    assert set(UNITS) - set(ran.values) == {"BalanceUSD"}
    assert "secret value" not in ran.output


def test_no_output_shows_a_token_or_a_number(world: World, watch: Watch) -> None:
    world.configure(world.numbers[0], VoiceUrl="https://api-staging.berthcare.ca/v2?token=x")
    world.break_receiver(status=503, times=4)
    world.twilio.add_fault(path="Balance|Incoming", times=MANY, status=401)
    ran = watch(SPEND_LIMIT_USD=str(SPENT))

    assert ran.answer["readings_failed"] == ["numbers", "inventory", "balance"]
    assert ran.values["SubaccountSuspended"] == 1
    shown = ran.output + json.dumps(dict(ran.answer))
    assert [secret for secret in (*world.secrets, "token=x") if secret in shown] == []
