"""Numbers and secrets that no resource of the state knows."""

import pytest

from berthcare.adopt.found_number import FoundNumber
from berthcare.drift.known import Known
from berthcare.drift.unknown_numbers import findings_of_numbers
from berthcare.drift.unknown_secrets import findings_of_secrets
from berthcare.engine.exported_state import ExportedState
from berthcare.environments import Environment
from berthcare.findings import Finding, Verdict
from berthcare.number_mark import NumberMark, mark_of
from berthcare.number_pool import BOTH
from berthcare.resource_types import NUMBER_TYPE, SECRET_TYPE
from providers.api.marker import Identity

STAGING = Environment.STAGING
SERVING, MAIN = "AC" + "0" * 31 + "1", "AC" + "0" * 31 + "2"
KNOWN = "PN" + "0" * 31 + "1"
BACKUP = Identity("berthcare-communications", "staging", "numbers-backup-2")


def number(name: str, account: str = SERVING, sid: str = "PN" + "0" * 31 + "9") -> FoundNumber:
    return FoundNumber(
        phone_number="+14165550199",
        sid=sid,
        account_sid=account,
        name=name,
        status="in-use",
        capabilities=frozenset(BOTH),
        webhooks=(),
    )


def judged(*numbers: FoundNumber) -> list[Finding]:
    return findings_of_numbers(numbers, {KNOWN}, STAGING, SERVING)


@pytest.mark.parametrize("kept", [False, True], ids=["serving", "kept"])
def test_the_mark_is_the_one_that_the_provider_writes(kept: bool) -> None:
    name = BACKUP.orphan_marker if kept else BACKUP.marker
    assert mark_of(name) == NumberMark("staging", "numbers-backup-2", kept)


def test_a_name_that_a_person_gave_is_no_mark() -> None:
    assert mark_of("Main line") is None


def test_a_number_that_the_state_knows_is_counted() -> None:
    (finding,) = judged(number(BACKUP.marker, sid=KNOWN))
    assert (finding.verdict, finding.what) == (Verdict.WELL, "1 that the state knows")


def test_a_number_bought_by_hand_may_be_adopted() -> None:
    _, finding = judged(number("Main line"))
    assert (finding.name, finding.verdict) == ("+14165550199", Verdict.ATTENTION)
    assert "the program did not mark it" in finding.what
    assert "berthcare adopt staging --dry-run" in str(finding.remedy)


def test_a_number_that_was_kept_is_told_as_such_with_the_way_to_take_it_back() -> None:
    _, finding = judged(number(BACKUP.orphan_marker))
    assert "kept, not released, when numbers-backup-2 of staging was removed" in finding.what
    assert "pulumi config set backupNumbers 2 --stack staging && pulumi up --stack staging" in str(
        finding.remedy
    )


def test_a_number_of_a_deployment_that_was_cut_off_is_taken_over_by_the_next() -> None:
    _, finding = judged(number(BACKUP.marker))
    assert "whose state does not know it" in finding.what
    assert finding.remedy == "Take it over, which buys none: pulumi up --stack staging"


def test_the_main_account_s_own_numbers_are_left_alone() -> None:
    (finding,) = judged(number("Main line", MAIN))
    assert finding.verdict is Verdict.WELL
    assert "1 of the main account" in finding.what


def test_a_marked_number_of_the_main_account_is_the_environment_s() -> None:
    production = Identity("berthcare-communications", "production", "numbers-sms")
    _, finding = judged(number(BACKUP.marker, MAIN), number(production.marker, MAIN))
    assert finding.what.startswith("PN…0009 of AC…0002: marked for numbers-backup-2")


def test_a_secret_that_the_state_knows_not_is_told_with_its_name() -> None:
    names = ["staging/twilio/account", "staging/twilio/old"]
    well, unknown = findings_of_secrets(names, ["staging/twilio/account"], STAGING)
    assert well.what == "1 under staging/twilio/ that the state knows"
    assert (unknown.name, unknown.verdict) == ("staging/twilio/old", Verdict.ATTENTION)
    assert "berthcare adopt staging --dry-run" in str(unknown.remedy)


def test_the_state_tells_numbers_by_sid_and_secrets_by_name() -> None:
    resources = [
        {"type": NUMBER_TYPE, "urn": "urn:1", "outputs": {"sid": KNOWN}},
        {"type": SECRET_TYPE, "urn": "urn:2", "outputs": {"name": "staging/twilio/account"}},
        {"type": "aws:sns/topic:Topic", "urn": "urn:3", "outputs": {"name": "alerts"}},
    ]
    known = Known.of(ExportedState("", {"resources": resources}))
    assert known == Known(frozenset({KNOWN}), {"urn:2": "staging/twilio/account"})
