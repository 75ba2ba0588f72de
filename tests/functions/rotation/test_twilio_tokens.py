"""Twilio's answers about tokens, as they are read."""

import json
from collections.abc import Mapping
from typing import Any, cast

import pytest

from functions.common.failure import KnownFailure
from functions.common.http_client import Answer, HttpClient
from functions.common.twilio_credentials import Credentials
from functions.rotation.twilio_tokens import NothingMade, TwilioTokens

SID, TOKEN, NEW = "AC" + "0" * 32, "fake" * 8, "new0" * 8
MADE = {"account_sid": SID, "secondary_auth_token": NEW}
PROMOTED = {"account_sid": SID, "auth_token": TOKEN}


class ScriptedHttp:
    """Answers one request after another, and keeps what was asked; one more is an error."""

    def __init__(self, *answers: tuple[int, object]) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[str, str, str | None]] = []
        self.hosts: list[str] = []

    def left(self) -> float:
        return 60.0

    def once(
        self, method: str, url: str, headers: Mapping[str, str], form: str | None = None
    ) -> Answer:
        self.asked.append((method, url, form))
        self.hosts.append(headers["X-Twilio-Host"])
        status, body = self._answers.pop(0)
        return Answer(status, (body if isinstance(body, str) else json.dumps(body)).encode())

    def status(self, method: str, url: str, headers: Mapping[str, str]) -> int:
        return self.once(method, url, headers).status


def tokens_of(http: ScriptedHttp, override: str | None = None) -> TwilioTokens:
    return TwilioTokens(cast("HttpClient", http), 0.0, override)


def asked(operation: str, *answers: tuple[int, object]) -> Any:
    return getattr(tokens_of(ScriptedHttp(*answers)), operation)(Credentials(SID, TOKEN))


@pytest.mark.parametrize(
    ("operation", "method", "url", "form"),
    [
        ("accepts", "GET", f"https://api.twilio.com/2010-04-01/Accounts/{SID}.json", None),
        ("request_secondary", "POST", "https://accounts.twilio.com/v1/AuthTokens/Secondary", ""),
        ("delete_secondary", "DELETE", "https://accounts.twilio.com/v1/AuthTokens/Secondary", None),
        ("promote", "POST", "https://accounts.twilio.com/v1/AuthTokens/Promote", ""),
    ],
)
def test_each_request_goes_to_its_host_or_to_the_override(
    operation: str, method: str, url: str, form: str | None
) -> None:
    host, path = url.removeprefix("https://").split("/", 1)
    for override, address in ((None, url), ("http://127.0.0.1:1", f"http://127.0.0.1:1/{path}")):
        http = ScriptedHttp((200, {**MADE, **PROMOTED}))
        getattr(tokens_of(http, override), operation)(Credentials(SID, TOKEN))
        assert http.asked == [(method, address, form)]
        assert http.hosts == [host]


def test_a_token_is_accepted_or_refused_and_nothing_else_is_either() -> None:
    assert asked("accepts", (200, "")) is True
    assert asked("accepts", *[(401, "")] * 3) is False
    for status in (302, 400, 404):
        with pytest.raises(KnownFailure, match=f"^HTTP {status}$"):
            asked("accepts", (status, ""))


@pytest.mark.parametrize("refusals", [1, 2])
def test_a_refusal_counts_only_if_it_repeats(refusals: int) -> None:
    assert asked("accepts", *[(401, "")] * refusals, (200, "")) is True


@pytest.mark.parametrize("status", [200, 201])
def test_a_new_token_is_taken_from_the_answer(status: int) -> None:
    assert asked("request_secondary", (status, MADE)) == NEW


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("", "account_sid"),
        ("[]", "account_sid"),
        ({**MADE, "account_sid": "AC" + "1" * 32}, "account_sid"),
        ({"account_sid": SID}, "secondary_auth_token"),
        ({**MADE, "secondary_auth_token": f"{NEW}\n"}, "secondary_auth_token"),
        ({**MADE, "secondary_auth_token": 7}, "secondary_auth_token"),
    ],
)
def test_an_answer_without_the_token_may_have_made_one(body: object, what: str) -> None:
    with pytest.raises(KnownFailure, match=f"^malformed: {what}$") as failed:
        asked("request_secondary", (201, body))
    assert not isinstance(failed.value, NothingMade)


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (400, {"code": 20001, "message": NEW}, "did not make (HTTP 400, Twilio code 20001)"),
        (409, NEW, "did not make (HTTP 409)"),
        (401, {"code": 20003}, "HTTP 401, Twilio code 20003: the token is refused"),
        (403, {"code": NEW}, "HTTP 403: the account is suspended or closed"),
    ],
)
def test_a_refusal_has_made_no_token(status: int, body: object, reason: str) -> None:
    with pytest.raises(NothingMade) as refused:
        asked("request_secondary", (status, body))
    assert refused.value.reason.endswith(reason)


@pytest.mark.parametrize("status", [302, 405, 408, 410, 500, 503])
@pytest.mark.parametrize("operation", ["request_secondary", "promote"])
def test_an_unclear_answer_is_neither_a_refusal_nor_asked_for_again(
    operation: str, status: int
) -> None:
    with pytest.raises(KnownFailure, match=f"^HTTP {status}$") as failed:
        asked(operation, (status, ""))
    assert not isinstance(failed.value, NothingMade)


@pytest.mark.parametrize("status", [204, 400, 404, 409])
def test_where_there_is_no_secondary_token_a_deletion_has_nothing_to_do(status: int) -> None:
    assert asked("delete_secondary", (status, "")) is None


@pytest.mark.parametrize("status", [302, 401, 403, 405, 408, 410])
def test_a_deletion_that_was_not_made_fails(status: int) -> None:
    with pytest.raises(KnownFailure, match=f"^HTTP {status}"):
        asked("delete_secondary", (status, ""))


@pytest.mark.parametrize("operation", ["request_secondary", "delete_secondary", "promote"])
def test_requests_that_are_too_many_for_long_were_not_carried_out(operation: str) -> None:
    with pytest.raises(KnownFailure, match=r"^HTTP 429$") as failed:
        asked(operation, *[(429, "")] * 6)
    assert isinstance(failed.value, NothingMade) == (operation == "request_secondary")


@pytest.mark.parametrize(
    ("status", "promoted"), [(200, True), (400, False), (404, False), (409, False)]
)
def test_a_promotion_needs_a_secondary_token(status: int, promoted: bool) -> None:
    assert asked("promote", (status, PROMOTED)) is promoted


@pytest.mark.parametrize("body", ["", {"auth_token": NEW}, {"auth_token": None}])
def test_a_promotion_of_any_other_token_fails(body: object) -> None:
    with pytest.raises(KnownFailure, match=r"^another token was promoted than the current one$"):
        asked("promote", (200, body))
