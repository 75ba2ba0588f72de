"""How a subaccount is changed in place and refreshed, against the Twilio emulator."""

from collections.abc import Callable
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from localcloud.twilio.fixture import RunningEmulator
from providers.account.errors import (
    NameInUse,
    SubaccountFixed,
)
from providers.account.owned import OwnedAccount
from providers.api.client import connect
from providers.api.credentials import Credentials
from providers.api.errors import UnexpectedAnswer
from providers.subaccount import SubaccountProvider

NAME = "BerthCare Staging"
STRANGER = "AC" + "9" * 32
Properties = dict[str, Any]
NewProvider = Callable[..., SubaccountProvider]


def test_a_new_name_and_status_change_the_same_subaccount_in_one_request(
    subaccounts: SubaccountProvider, wanted: Properties, emulator: RunningEmulator, at_twilio: Any
) -> None:
    created = subaccounts.create(wanted)
    news = {**wanted, "friendly_name": "Other", "status": "suspended"}
    plan = subaccounts.diff(created.id, created.outs or {}, news)
    assert (plan.changes, plan.replaces) == (True, [])
    emulator.add_fault(method="POST", latency_ms=1)
    emulator.add_fault(method="POST", status=500, times=9)  # strikes a second request
    outs = subaccounts.update(created.id, created.outs or {}, news).outs or {}
    assert (outs["sid"], outs["friendly_name"], outs["status"]) == (
        created.id,
        "Other",
        "suspended",
    )
    assert at_twilio(created.id).fetch().friendly_name == "Other"
    assert not subaccounts.diff(created.id, outs, news).changes


def test_nothing_is_planned_where_nothing_differs(
    subaccounts: SubaccountProvider, wanted: Properties
) -> None:
    created = subaccounts.create(wanted)
    outs = created.outs or {}
    assert not subaccounts.diff(created.id, outs, wanted).changes
    assert not subaccounts.diff(created.id, outs, {**wanted, "adopt": created.id}).changes


def test_an_input_that_is_not_known_yet_plans_a_change_and_no_replacement(
    subaccounts: SubaccountProvider, wanted: Properties
) -> None:
    created = subaccounts.create(wanted)
    plan = subaccounts.diff(created.id, created.outs or {}, {**wanted, "friendly_name": UNKNOWN})
    assert (plan.changes, plan.replaces) == (True, [])


def test_a_status_that_is_taken_out_leaves_a_suspension_in_force(
    subaccounts: SubaccountProvider, wanted: Properties, at_twilio: Any
) -> None:
    created = subaccounts.create({**wanted, "status": "suspended"})
    outs = subaccounts.update(created.id, created.outs or {}, wanted).outs or {}
    assert at_twilio(created.id).fetch().status == "suspended"
    assert (outs["status"], outs["wanted_status"]) == ("suspended", None)
    assert not subaccounts.diff(created.id, outs, wanted).changes


def test_a_name_that_another_subaccount_has_is_refused(
    subaccounts: SubaccountProvider, wanted: Properties, at_twilio: Any
) -> None:
    created = subaccounts.create(wanted)
    other = at_twilio.create(friendly_name="Other").sid
    with pytest.raises(NameInUse, match=f"AC…{other[-4:]} is named so already"):
        subaccounts.update(created.id, created.outs or {}, {**wanted, "friendly_name": "Other"})
    with pytest.raises(NameInUse):
        subaccounts.create({**wanted, "friendly_name": "Other", "adopt": created.id})
    assert at_twilio(created.id).fetch().friendly_name == NAME


@pytest.mark.parametrize("operation", ["diff", "update"])
def test_another_subaccount_is_refused_and_never_replaces(
    subaccounts: SubaccountProvider, wanted: Properties, operation: str
) -> None:
    created = subaccounts.create(wanted)
    news = {**wanted, "adopt": STRANGER}
    with pytest.raises(SubaccountFixed, match="never replaced by an edit") as raised:
        getattr(subaccounts, operation)(created.id, created.outs, news)
    assert "pulumi config rm twilioSubaccountSid" in raised.value.remedy


def test_a_refresh_shows_a_changed_name_and_status_as_inputs_too(
    subaccounts: SubaccountProvider, wanted: Properties, at_twilio: Any
) -> None:
    news = {**wanted, "status": "active"}
    created = subaccounts.create(news)
    at_twilio(created.id).update(friendly_name="Renamed", status="suspended")
    read = subaccounts.read(created.id, created.outs or {})
    for values in (read.outs or {}, read.inputs or {}):
        assert (values["friendly_name"], values["status"]) == ("Renamed", "suspended")
    assert subaccounts.diff(created.id, read.outs or {}, news).changes
    again = subaccounts.read(created.id, read.outs or {})
    assert (again.outs, again.inputs) == (read.outs, read.inputs)


def test_a_refresh_does_not_make_an_input_of_a_status_that_nobody_asked_for(
    subaccounts: SubaccountProvider, wanted: Properties, at_twilio: Any
) -> None:
    created = subaccounts.create(wanted)
    at_twilio(created.id).update(status="suspended")
    read = subaccounts.read(created.id, created.outs or {})
    assert (read.outs or {})["status"] == "suspended"
    assert (read.inputs or {})["status"] is None
    assert not subaccounts.diff(created.id, read.outs or {}, wanted).changes


def test_a_refresh_shows_a_promoted_token(
    subaccounts: SubaccountProvider, wanted: Properties, emulator: RunningEmulator
) -> None:
    created = subaccounts.create(wanted)
    outs = created.outs or {}
    before = outs["auth_token"]
    rotating = connect(
        Credentials(created.id, before), {"TWILIO_BASE_URL": emulator.base_url}
    ).accounts.v1
    rotating.secondary_auth_token().create()
    rotating.auth_token_promotion().update()
    read = subaccounts.read(created.id, outs)
    assert (read.outs or {})["auth_token"] == emulator.token_of(created.id) != before


def test_an_answer_without_a_token_does_not_empty_the_one_in_the_state(
    subaccounts: SubaccountProvider, wanted: Properties, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = subaccounts.create(wanted)
    of = OwnedAccount.of

    def without_a_token(record: Any) -> OwnedAccount:
        record.auth_token = None
        return of(record)

    monkeypatch.setattr(OwnedAccount, "of", without_a_token)
    with pytest.raises(UnexpectedAnswer):
        subaccounts.read(created.id, created.outs or {})
