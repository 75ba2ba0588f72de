"""Failures on demand, as whoever sends a webhook meets them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import FormData
from aiohttp.test_utils import TestClient, TestServer

from berthcare.webhook_verifier import WebhookVerifier
from localcloud.receiver.faults import FaultRuleError, parse
from localcloud.receiver.server import ANSWERS, create_application

VOICE, SMS = "/v1/voice/webhook", "/v1/sms/webhook"
FAULTS = "/_receiver/faults"

Client = TestClient[Any, Any]


def receiving(scenario: Callable[[Client], Awaitable[None]]) -> None:
    async def run() -> None:
        verifier = WebhookVerifier(lambda: ("c" * 32,))
        async with TestClient(TestServer(create_application(verifier))) as client:
            await scenario(client)

    asyncio.run(run())


async def status_of(client: Client, path: str) -> int:
    return (await client.post(path, data=FormData({"CallSid": "CA" + "0" * 32}))).status


def test_a_status_strikes_its_path_as_often_as_it_says() -> None:
    async def scenario(client: Client) -> None:
        rule = {"path": VOICE, "status": 503, "times": 2}
        assert (await client.post(FAULTS, json=rule)).status == 201
        statuses = [await status_of(client, path) for path in (SMS, VOICE, VOICE, VOICE)]
        assert statuses == [403, 503, 503, 403]

    receiving(scenario)


def test_a_rule_without_a_path_strikes_every_path() -> None:
    async def scenario(client: Client) -> None:
        await client.post(FAULTS, json={"status": 500, "times": 9})
        assert [await status_of(client, path) for path in (SMS, VOICE)] == [500, 500]

    receiving(scenario)


def test_latency_delays_the_usual_answer_of_its_path() -> None:
    async def scenario(client: Client) -> None:
        await client.post(FAULTS, json={"path": VOICE, "latency_ms": 500})
        voice = asyncio.create_task(status_of(client, VOICE))
        assert await status_of(client, SMS) == 403
        assert not voice.done()
        assert await voice == 403

    receiving(scenario)


def test_it_can_accept_a_stranger_whom_it_still_does_not_call_genuine() -> None:
    async def scenario(client: Client) -> None:
        await client.post(FAULTS, json={"accept_unsigned": True})
        assert [await status_of(client, VOICE), await status_of(client, VOICE)] == [200, 403]
        deliveries = (await (await client.get("/_receiver/deliveries")).json())["deliveries"]
        assert [delivery["verified"] for delivery in deliveries] == [False, False]

    receiving(scenario)


def test_faults_are_forgotten() -> None:
    async def scenario(client: Client) -> None:
        await client.post(FAULTS, json={"status": 503, "times": 9})
        assert (await client.delete(FAULTS)).status == 204
        assert await status_of(client, VOICE) == 403

    receiving(scenario)


@pytest.mark.parametrize("body", ["{", "[]", '{"status": 503, "tmies": 1}'])
def test_a_wrong_rule_is_refused_over_http(body: str) -> None:
    async def scenario(client: Client) -> None:
        answer = await client.post(FAULTS, data=body)
        assert answer.status == 400
        assert (await answer.json())["error"]

    receiving(scenario)


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"status": 503, "latency_ms": 1},
        {"status": 199},
        {"status": "503"},
        {"status": True},
        {"latency_ms": 0},
        {"latency_ms": 100_000},
        {"accept_unsigned": False},
        {"status": 503, "times": 0},
        {"status": 503, "path": "/v1/voice"},
        {"status": 503, "method": "POST"},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(FaultRuleError):
        parse(rule, ANSWERS)
