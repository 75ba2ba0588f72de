"""The receiver over HTTP, with tokens given to it instead of AWS."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from aiohttp import ClientResponse, FormData
from aiohttp.test_utils import TestClient, TestServer
from multidict import MultiDict
from twilio.request_validator import (
    RequestValidator,
)

from berthcare.webhook_verifier import TokensUnavailable, WebhookVerifier
from localcloud.receiver.deliveries import KEPT
from localcloud.receiver.server import ANSWERS, create_application

HOST = "api-staging.berthcare.ca"
CURRENT, PREVIOUS, FOREIGN = "c" * 32, "d" * 32, "e" * 32
CALL = {
    "CallSid": "CA" + "0" * 32,
    "From": "+14165550100",
    "To": "+14165550101",
    "CallStatus": "ringing",
    "CallToken": "",
}
MESSAGE = {
    "MessageSid": "SM" + "0" * 32,
    "From": "+14165550100",
    "To": "+14165550101",
    "Body": "private words",
}

Client = TestClient[Any, Any]
Scenario = Callable[[Client], Awaitable[None]]


def receiving(scenario: Scenario, read: Callable[[], tuple[str, ...]] | None = None) -> None:
    async def run() -> None:
        verifier = WebhookVerifier(read or (lambda: (CURRENT, PREVIOUS)))
        async with TestClient(TestServer(create_application(verifier))) as client:
            await scenario(client)

    asyncio.run(run())


async def deliver(
    client: Client, path: str, fields: Mapping[str, str], token: str | None
) -> ClientResponse:
    headers = {"Host": HOST}
    if token is not None:
        headers["X-Twilio-Signature"] = RequestValidator(token).compute_signature(
            f"https://{HOST}{path}", MultiDict(fields)
        )
    return await client.post(path, data=FormData(fields), headers=headers)


async def delivered(client: Client) -> list[dict[str, object]]:
    answer = await (await client.get("/_receiver/deliveries")).json()
    deliveries: list[dict[str, object]] = answer["deliveries"]
    return deliveries


@pytest.mark.parametrize("path", ANSWERS)
def test_a_signed_request_is_answered_in_twiml(path: str) -> None:
    async def scenario(client: Client) -> None:
        answer = await deliver(client, path, CALL, CURRENT)
        assert (answer.status, answer.content_type) == (200, "text/xml")
        assert "<Response" in await answer.text()

    receiving(scenario)


def test_a_signature_of_the_previous_token_is_accepted() -> None:
    async def scenario(client: Client) -> None:
        assert (await deliver(client, "/v1/voice/webhook", CALL, PREVIOUS)).status == 200

    receiving(scenario)


def test_the_query_is_part_of_what_is_signed() -> None:
    async def scenario(client: Client) -> None:
        path = "/v1/voice/webhook?visit=a%20b"
        assert (await deliver(client, path, CALL, CURRENT)).status == 200

    receiving(scenario)


@pytest.mark.parametrize("token", [FOREIGN, None], ids=["forged", "missing"])
@pytest.mark.parametrize("path", ANSWERS)
def test_a_request_without_a_genuine_signature_is_refused(path: str, token: str | None) -> None:
    async def scenario(client: Client) -> None:
        assert (await deliver(client, path, CALL, token)).status == 403

    receiving(scenario)


def test_a_signature_for_another_host_is_refused() -> None:
    async def scenario(client: Client) -> None:
        path = "/v1/sms/webhook"
        signature = RequestValidator(CURRENT).compute_signature(f"https://{HOST}{path}", MESSAGE)
        headers = {"Host": "api.berthcare.ca", "X-Twilio-Signature": signature}
        answer = await client.post(path, data=FormData(MESSAGE), headers=headers)
        assert answer.status == 403

    receiving(scenario)


def test_a_token_rotated_in_is_accepted_without_a_restart() -> None:
    secret = [PREVIOUS]

    async def scenario(client: Client) -> None:
        await deliver(client, "/v1/sms/webhook", MESSAGE, PREVIOUS)
        secret[:] = [CURRENT, PREVIOUS]
        assert (await deliver(client, "/v1/sms/webhook", MESSAGE, CURRENT)).status == 200

    receiving(scenario, lambda: tuple(secret))


def test_before_the_deployment_it_says_why_it_cannot_verify() -> None:
    def read() -> tuple[str, ...]:
        raise TokensUnavailable("AssumeRole of the backend's role answered AccessDenied")

    async def scenario(client: Client) -> None:
        answer = await deliver(client, "/v1/voice/webhook", CALL, CURRENT)
        assert answer.status == 503
        assert "AssumeRole of the backend's role answered AccessDenied" in await answer.text()

    receiving(scenario, read)


def test_deliveries_tell_who_called_whom_and_whether_it_was_genuine() -> None:
    async def scenario(client: Client) -> None:
        await deliver(client, "/v1/voice/webhook", CALL, CURRENT)
        await deliver(client, "/v1/sms/webhook", MESSAGE, FOREIGN)
        assert await delivered(client) == [
            {
                "path": "/v1/voice/webhook",
                "sid": CALL["CallSid"],
                "from": "+14165550100",
                "to": "+14165550101",
                "verified": True,
                "status": 200,
            },
            {
                "path": "/v1/sms/webhook",
                "sid": MESSAGE["MessageSid"],
                "from": "+14165550100",
                "to": "+14165550101",
                "verified": False,
                "status": 403,
            },
        ]

    receiving(scenario)


def test_only_the_last_deliveries_are_kept() -> None:
    async def scenario(client: Client) -> None:
        for number in range(KEPT + 1):
            await deliver(client, "/v1/test/sms", {"MessageSid": str(number)}, CURRENT)
        assert [kept["sid"] for kept in await delivered(client)] == [
            str(number) for number in range(1, KEPT + 1)
        ]

    receiving(scenario)


def test_a_long_forged_field_is_cut() -> None:
    async def scenario(client: Client) -> None:
        await deliver(client, "/v1/test/sms", {"MessageSid": "S" * 10_000}, None)
        assert (await delivered(client))[0]["sid"] == "S" * 64

    receiving(scenario)


def test_a_body_that_is_no_form_is_refused() -> None:
    async def scenario(client: Client) -> None:
        answer = await client.post("/v1/sms/webhook", json=MESSAGE)
        assert answer.status == 415

    receiving(scenario)


@pytest.mark.parametrize("path", ["/", "/v1/voice", "/v1/voice/webhook/", "/admin"])
def test_any_other_path_is_not_found(path: str) -> None:
    async def scenario(client: Client) -> None:
        assert (await deliver(client, path, CALL, CURRENT)).status == 404

    receiving(scenario)


def test_health_answers_before_anything_is_deployed() -> None:
    def read() -> tuple[str, ...]:
        raise TokensUnavailable("nothing is deployed")

    async def scenario(client: Client) -> None:
        answer = await client.get("/_receiver/health")
        assert (answer.status, await answer.json()) == (200, {"status": "ready"})

    receiving(scenario, read)


def test_the_log_names_no_number_and_no_text(capfd: pytest.CaptureFixture[str]) -> None:
    async def scenario(client: Client) -> None:
        await deliver(client, "/v1/sms/webhook", MESSAGE, CURRENT)

    receiving(scenario)
    assert capfd.readouterr().err == "POST /v1/sms/webhook -> 200\n"
