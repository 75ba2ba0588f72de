"""Who may act on which account."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from twilio.base.exceptions import (
    TwilioRestException,
)

from localcloud.twilio.fixture import RunningEmulator


def test_the_main_account_reads_itself_with_its_token(client: Any) -> None:
    assert client.api.account.fetch().status == "active"


@pytest.mark.parametrize(
    "header",
    ["", "Bearer x", "Basic !", "Basic " + base64.b64encode(b"nocolon").decode()],
)
def test_absent_or_malformed_credentials_are_refused_as_twilio_does(
    emulator: RunningEmulator, rest: Callable[..., Any], header: str
) -> None:
    url = f"{emulator.base_url}/2010-04-01/Accounts/{emulator.account_sid}.json"
    answer = rest("GET", url, headers={"Authorization": header}, auth=lambda request: request)
    assert answer.status_code == 401
    assert answer.json() == {
        "code": 20003,
        "detail": "Your AccountSid or AuthToken was incorrect.",
        "message": "Authenticate",
        "more_info": "https://www.twilio.com/docs/errors/20003",
        "status": 401,
    }


def test_a_wrong_token_is_refused(emulator: RunningEmulator, connect: Callable[..., Any]) -> None:
    with pytest.raises(TwilioRestException) as refused:
        connect(emulator.account_sid, "x" * 32).api.account.fetch()
    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_the_main_token_acts_on_a_subaccount(client: Any, buy: Callable[..., Any]) -> None:
    sub = client.api.v2010.accounts.create(friendly_name="BerthCare Staging")
    assert buy(account_sid=sub.sid).account_sid == sub.sid


def test_a_subaccount_acts_on_itself(client: Any, connect: Callable[..., Any]) -> None:
    sub = client.api.v2010.accounts.create()
    own = connect(sub.sid, sub.auth_token)
    assert own.incoming_phone_numbers.list() == []


def test_a_subaccount_may_not_act_on_its_parent_or_a_sibling(
    emulator: RunningEmulator, client: Any, connect: Callable[..., Any]
) -> None:
    sub, sibling = (client.api.v2010.accounts.create() for _ in range(2))
    own = connect(sub.sid, sub.auth_token)
    for other in (emulator.account_sid, sibling.sid):
        with pytest.raises(TwilioRestException) as refused:
            own.api.v2010.accounts(other).balance.fetch()
        assert refused.value.status == 401


def test_an_api_key_acts_on_its_own_account_only(
    emulator: RunningEmulator, client: Any, connect: Callable[..., Any]
) -> None:
    key = client.new_keys.create(friendly_name="backend")
    sub = client.api.v2010.accounts.create()
    with_key = connect(key.sid, key.secret, emulator.account_sid)
    assert with_key.balance.fetch().currency == "USD"
    with pytest.raises(TwilioRestException) as refused:
        with_key.api.v2010.accounts(sub.sid).balance.fetch()
    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_a_standard_key_may_not_touch_accounts_or_keys(
    emulator: RunningEmulator, client: Any, connect: Callable[..., Any]
) -> None:
    key = client.new_keys.create(friendly_name="backend")
    with_key = connect(key.sid, key.secret, emulator.account_sid)
    for forbidden in (
        with_key.api.account.fetch,
        with_key.api.v2010.accounts.create,
        with_key.keys(key.sid).fetch,
        with_key.new_keys.create,
    ):
        with pytest.raises(TwilioRestException) as refused:
            forbidden()
        assert (refused.value.status, refused.value.code) == (401, 20003)


def test_a_suspended_subaccount_may_do_nothing_while_its_parent_may_still_look(
    client: Any, connect: Callable[..., Any]
) -> None:
    sub = client.api.v2010.accounts.create()
    client.api.v2010.accounts(sub.sid).update(status="suspended")
    with pytest.raises(TwilioRestException) as refused:
        connect(sub.sid, sub.auth_token).balance.fetch()
    assert (refused.value.status, refused.value.code) == (403, 20403)
    assert client.api.v2010.accounts(sub.sid).fetch().status == "suspended"


def test_an_unknown_account_is_not_found_by_the_main_token(client: Any) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.api.v2010.accounts("AC" + "9" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)
