"""What each row says of an environment that is not well."""

from datetime import timedelta
from pathlib import Path

import pytest

from berthcare.dashboard.snapshot import AlarmState, State, Values
from berthcare.dashboard.window import Window
from berthcare.errors import BerthcareError
from berthcare.findings import Verdict
from berthcare.number_pool import NumberPool
from berthcare.rotate.standing import Rotation
from berthcare.status.account import account, month_spend
from berthcare.status.alarms import alarms as ringing
from berthcare.status.numbers import numbers, webhooks
from berthcare.status.rotation import rotation as rotating
from berthcare.status.runbooks import runbook, signals_by_alarm
from berthcare.status.stack import ago, last_update, open_operations, version
from berthcare.status.watcher import last_run
from tests.unit.status.world import (
    BACKUP,
    NAMES,
    NOW,
    SMS,
    VOICE,
    WEBHOOKS,
    alarms,
    all_of,
    measuring,
    number,
    only,
    owned,
    rotation,
    spend,
    state,
    stored,
    update,
)

ROOT = Path(__file__).parents[3]
FAILED, ATTENTION, UNKNOWN, WELL = (
    Verdict.FAILED,
    Verdict.ATTENTION,
    Verdict.UNKNOWN,
    Verdict.WELL,
)


def test_the_last_update_is_told_with_its_age_and_changes() -> None:
    told = only(last_update).what
    assert told == "update succeeded 1 hour ago (2026-11-27 10:57 UTC), 2 resources changed"


@pytest.mark.parametrize(
    ("result", "verdict", "remedy"),
    [
        ("failed", FAILED, "See what it met, and go on: pulumi up --stack staging"),
        (
            "in-progress",
            ATTENTION,
            "If nobody is at it, it died: berthcare recover staging   then: pulumi up",
        ),
    ],
)
def test_an_update_that_did_not_succeed_is_told(result: str, verdict: Verdict, remedy: str) -> None:
    found = only(last_update, history=lambda: (update(result, ended=None),))
    assert (found.verdict, found.remedy) == (verdict, remedy)


@pytest.mark.parametrize("kind", ["refresh", "import", "resource-import"])
def test_what_came_after_an_update_hides_neither_its_failure_nor_its_commit(kind: str) -> None:
    entries = (update(kind=kind, commit="ffff"), update("failed", commit="ab12"))
    found = only(last_update, history=lambda: entries)
    assert found.verdict is FAILED
    assert found.what.startswith("update failed 1 hour ago")
    assert only(version, history=lambda: entries).what.startswith("ab12 ")


def test_a_stack_that_was_destroyed_has_failed() -> None:
    found = only(last_update, history=lambda: (update(kind="destroy"), update()))
    assert found.verdict is FAILED
    assert found.what.startswith("destroy succeeded 1 hour ago")


def test_a_history_without_an_update_wants_attention() -> None:
    found = only(last_update, history=lambda: (update(kind="refresh"),))
    assert (found.verdict, found.what) == (
        ATTENTION,
        "none among the last 1 entries of the history",
    )


def test_a_stack_that_was_never_deployed_is_told() -> None:
    found = only(last_update, history=lambda: ())
    assert (found.verdict, found.remedy) == (FAILED, "Type: pulumi up --stack staging")


def test_what_an_interrupted_update_left_open_is_named() -> None:
    topic = {"urn": "urn:pulumi:staging::p::aws:sns/topic:Topic::alerts", "type": "aws:sns:Topic"}
    pending = [{"type": "creating", "resource": topic}]
    found = only(open_operations, state=lambda: state(pending_operations=pending))
    assert found.verdict is FAILED
    assert "creating aws:sns:Topic alerts" in found.what


@pytest.mark.parametrize(
    ("commit", "message", "told"),
    [
        ("ab12cd34ef56", "Buy one\nfor a reason", "ab12cd34e “Buy one”"),
        ("", "Buy one", "“Buy one”"),
        ("", "", "no commit was recorded"),
    ],
)
def test_the_version_is_the_commit_and_its_subject(commit: str, message: str, told: str) -> None:
    assert only(version, history=lambda: (update(message=message, commit=commit),)).what == told


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(0, "less than a minute ago"), (1, "1 minute ago"), (125, "2 hours ago"), (1500, "1 day ago")],
)
def test_an_age_is_told_in_its_largest_unit(minutes: int, told: str) -> None:
    assert ago(NOW - timedelta(minutes=minutes), NOW) == told


def test_a_suspended_account_has_failed() -> None:
    found = only(account, spend=spend(status="suspended"))
    assert found.verdict is FAILED
    assert found.what.startswith("subaccount AC…1111 is suspended: no call")


def test_the_main_account_is_called_so() -> None:
    assert only(account, spend=spend(parent=None)).what == "the main account AC…1111 is active"


@pytest.mark.parametrize(
    ("spent", "verdict"), [("799.99", WELL), ("800", ATTENTION), ("1000", FAILED)]
)
def test_the_spend_is_judged_by_its_limit(spent: str, verdict: Verdict) -> None:
    assert only(month_spend, spend=spend(spent)).verdict is verdict


def test_a_spend_that_could_not_be_read_is_told_with_the_reason() -> None:
    problem = BerthcareError("Twilio gave no figure.", "See the Console.")
    found = only(month_spend, spend=spend(None, problems=(problem,)))
    assert (found.verdict, found.what) == (UNKNOWN, "Twilio gave no figure.")


def test_numbers_are_told_with_what_they_serve_and_the_reserve() -> None:
    assert only(numbers).what == f"{VOICE} voice, {SMS} sms; in reserve: {BACKUP}"


def test_a_failover_in_force_wants_attention() -> None:
    pool = NumberPool.of(VOICE, SMS, [BACKUP], {"voice_number": BACKUP, "sms_number": BACKUP})
    found = only(numbers, stored=stored(pool))
    assert found.verdict is ATTENTION
    assert found.what == f"{BACKUP} voice and sms; in reserve: none; a failover is in force"
    assert "berthcare failover staging --back --dry-run" in (found.remedy or "")


def test_a_number_that_twilio_lacks_has_failed() -> None:
    found = only(numbers, owned=lambda: {VOICE: number(VOICE), BACKUP: number(BACKUP)})
    assert found.verdict is FAILED
    assert found.what.endswith(f"not in the Twilio account: {SMS}")


def test_webhooks_are_told_by_host_and_paths() -> None:
    assert only(webhooks).what == (
        "https://api-staging.berthcare.ca /v1/voice/webhook /v1/voice/status /v1/sms/webhook "
        "/v1/sms/status"
    )


def test_a_number_with_other_webhooks_has_failed_and_no_address_of_it_is_shown() -> None:
    stranger = number(BACKUP, sms_url="https://user:hush@elsewhere.example")
    found = only(webhooks, owned=owned(stranger))
    assert found.verdict is FAILED
    assert found.what == f"other settings than the secret's: {BACKUP} (sms_url)"


def test_webhooks_of_numbers_that_are_gone_are_not_known() -> None:
    found = only(webhooks, owned=dict)
    assert found.verdict is UNKNOWN
    assert all(one in found.what for one in (VOICE, SMS, BACKUP))


def test_a_number_that_is_gone_hides_no_other_with_wrong_webhooks() -> None:
    mine = {VOICE: number(VOICE, sms_url="https://elsewhere.example"), SMS: number(SMS)}
    found = all_of(webhooks, owned=lambda: mine)
    assert [one.verdict for one in found] == [FAILED, UNKNOWN]
    assert BACKUP in found[1].what


def test_each_alarm_that_rings_is_a_row_with_its_runbook() -> None:
    since = NOW - timedelta(minutes=7)
    found = all_of(
        ringing,
        alarms=alarms(
            low_balance=AlarmState(State.ALARM, since), usage=AlarmState(State.ALARM, since)
        ),
    )
    told = {one.name: (one.verdict, one.remedy) for one in found}
    assert told == {
        "row: low-balance": (FAILED, "Follow docs/runbooks/low-balance.md"),
        "row: usage": (ATTENTION, "Follow docs/runbooks/usage-spike.md"),
    }
    assert found[0].what.startswith("rings (7 minutes ago): ")


@pytest.mark.parametrize(
    ("state_of_it", "told"),
    [
        (AlarmState(State.MISSING, None), "is missing"),
        (AlarmState(State.SILENCED, NOW, beneath=State.OK), "is silenced"),
        (AlarmState(State.SILENCED, NOW, beneath=State.ALARM), "rings and is SILENCED"),
    ],
)
def test_an_alarm_that_nobody_would_hear_has_failed(state_of_it: AlarmState, told: str) -> None:
    found = only(ringing, alarms=alarms(low_balance=state_of_it))
    assert found.verdict is FAILED
    assert found.what.startswith(told)


def test_an_account_without_alarms_has_failed() -> None:
    assert only(ringing, alarms=dict).verdict is FAILED


def test_every_alarm_s_runbook_is_there() -> None:
    pages = {runbook(signal.runbook) for signal in signals_by_alarm(NAMES).values()}
    assert [page for page in pages if not (ROOT / page).is_file()] == []


def test_a_refused_token_has_failed() -> None:
    found = only(rotating, rotation=rotation(token_accepted=False))
    assert found.verdict is FAILED
    assert found.what == "Twilio REFUSES the stored auth token of AC…1111"


def test_a_rotation_that_was_switched_off_has_failed() -> None:
    found = only(rotating, rotation=rotation(rotation=Rotation.SWITCHED_OFF))
    assert (found.verdict, found.what) == (
        FAILED,
        "staging/twilio/account had its rotation cancelled",
    )


def test_the_main_account_s_token_is_rotated_by_hand_and_that_is_well() -> None:
    by_hand = rotation(rotation=Rotation.NONE)
    found = only(rotating, rotation=by_hand, spend=spend(parent=None))
    assert found.verdict is WELL
    assert found.what.startswith("account by hand; webhooks last on 2026-11-15")


def test_a_subaccount_s_token_that_nothing_rotates_has_failed() -> None:
    assert only(rotating, rotation=rotation(rotation=Rotation.NONE)).verdict is FAILED


def test_a_token_that_could_not_be_tried_is_told() -> None:
    problem = BerthcareError("Twilio did not answer.", "Again.")
    found = only(rotating, rotation=rotation(token_accepted=None, problems=(problem,)))
    assert (found.verdict, found.what) == (UNKNOWN, "Twilio did not answer.")


def test_a_token_that_nobody_tried_is_not_known() -> None:
    found = only(rotating, rotation=rotation(token_accepted=None))
    assert found.verdict is UNKNOWN
    assert "could not be told" in found.what


@pytest.mark.parametrize(("silent_periods", "verdict"), [(3, WELL), (5, FAILED)])
def test_a_watcher_that_ran_long_ago_has_failed(silent_periods: int, verdict: Verdict) -> None:
    def runs(window: Window) -> Values:
        return (1.0,) * (window.count - silent_periods) + (None,) * silent_periods

    assert only(last_run, values=measuring(Runs=runs)).verdict is verdict


def test_a_watcher_that_never_ran_has_failed() -> None:
    found = only(last_run, values=measuring(Runs=None))
    assert (found.verdict, found.what) == (FAILED, "no run in the last 24 hours")


def test_a_watcher_that_could_not_read_wants_attention() -> None:
    found = only(last_run, values=measuring(ReadingsFailed=2))
    assert found.verdict is ATTENTION
    assert found.what.endswith("it could not read 2 things")


def test_no_row_holds_a_secret() -> None:
    found = [only(one) for one in (numbers, webhooks, rotating, account)]
    shown = " ".join(f"{one.what} {one.remedy}" for one in found)
    assert stored()().bundle.auth_token not in shown
    assert WEBHOOKS.voice_url.removesuffix("/v1/voice/webhook") in shown
