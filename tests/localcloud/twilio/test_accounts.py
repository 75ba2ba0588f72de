"""Subaccounts: created, renamed, suspended, closed for ever."""

from typing import Any

import pytest
from twilio.base.exceptions import (
    TwilioRestException,
)

from localcloud.twilio.fixture import RunningEmulator


def _refusal(action: Any) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refused:
        action()
    return refused.value.status, refused.value.code


def test_a_new_subaccount_is_active_owned_and_has_a_token(
    emulator: RunningEmulator, client: Any
) -> None:
    sub = client.api.v2010.accounts.create(friendly_name="BerthCare Staging")
    assert (sub.status, sub.owner_account_sid, sub.type) == ("active", emulator.account_sid, "Full")
    assert sub.auth_token == emulator.token_of(sub.sid)
    assert sub.friendly_name == "BerthCare Staging"


def test_a_subaccount_without_a_name_gets_twilios_default(client: Any) -> None:
    name = client.api.v2010.accounts.create().friendly_name
    assert name == "SubAccount Created at 2023-11-14 22:13"


def test_dates_are_rfc_2822(rest: Any) -> None:
    assert rest("GET", ".json").json()["date_created"] == "Tue, 14 Nov 2023 22:13:20 +0000"


def test_accounts_are_found_by_name_and_status(client: Any) -> None:
    staging = client.api.v2010.accounts.create(friendly_name="BerthCare Staging")
    client.api.v2010.accounts.create(friendly_name="BerthCare Production")
    found = client.api.v2010.accounts.list(friendly_name="BerthCare Staging", status="active")
    assert [account.sid for account in found] == [staging.sid]


def test_a_suspended_subaccount_can_be_resumed(client: Any) -> None:
    sub = client.api.v2010.accounts.create()
    account = client.api.v2010.accounts(sub.sid)
    account.update(status="suspended")
    assert account.update(status="active").status == "active"


def test_closing_is_for_ever(client: Any) -> None:
    account = client.api.v2010.accounts(client.api.v2010.accounts.create().sid)
    assert account.update(status="closed").status == "closed"
    assert _refusal(lambda: account.update(status="active")) == (400, 21479)


def test_a_wrong_status_is_refused(client: Any) -> None:
    account = client.api.v2010.accounts(client.api.v2010.accounts.create().sid)
    assert _refusal(lambda: account.update(status="paused")) == (400, 21475)


def test_the_main_account_cannot_change_its_own_status(client: Any) -> None:
    assert _refusal(lambda: client.api.account.update(status="suspended")) == (400, 21477)


def test_a_refused_update_changes_nothing(client: Any) -> None:
    account = client.api.v2010.accounts(client.api.v2010.accounts.create(friendly_name="a").sid)
    assert _refusal(lambda: account.update(friendly_name="b", status="paused"))[0] == 400
    assert account.fetch().friendly_name == "a"


def test_a_suspended_subaccount_cannot_buy_text_or_call(client: Any, buy: Any) -> None:
    sub = client.api.v2010.accounts.create()
    number = buy(account_sid=sub.sid).phone_number
    account = client.api.v2010.accounts(sub.sid)
    account.update(status="suspended")
    to = "+16475550199"
    for action in (
        lambda: buy(account_sid=sub.sid),
        lambda: account.messages.create(to=to, from_=number, body="hello"),
        lambda: account.calls.create(to=to, from_=number, twiml="<Response/>"),
    ):
        assert _refusal(action) == (403, 10001)


def test_closing_a_subaccount_releases_its_numbers(emulator: RunningEmulator, client: Any) -> None:
    account = client.api.v2010.accounts(client.api.v2010.accounts.create().sid)
    offered = account.available_phone_numbers("CA").local.list(area_code=416, limit=1)
    number = account.incoming_phone_numbers.create(phone_number=offered[0].phone_number)
    account.update(status="closed")
    assert emulator.numbers() == []
    again = client.incoming_phone_numbers
    assert _refusal(lambda: again.create(phone_number=number.phone_number)) == (400, 21422)
