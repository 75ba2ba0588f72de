"""How the receiver slows strangers down, and nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import FormData
from aiohttp.test_utils import TestClient, TestServer
from multidict import MultiDict
from twilio.request_validator import (
    RequestValidator,
)

from berthcare.webhook_verifier import TokensUnavailable, WebhookVerifier
from localcloud.receiver.rate_limit import BURST, RateLimit
from localcloud.receiver.server import create_application

HOST, VOICE, SMS = "api-staging.berthcare.ca", "/v1/test/voice", "/v1/test/sms"
TOKEN = "c" * 32

Client = TestClient[Any, Any]


def receiving(
    scenario: Callable[[Client], Awaitable[None]],
    read: Callable[[], tuple[str, ...]] = lambda: (TOKEN,),
) -> None:
    async def run() -> None:
        limit = RateLimit(clock=lambda: 0.0)
        application = create_application(WebhookVerifier(read), limit)
        async with TestClient(TestServer(application)) as client:
            await scenario(client)

    asyncio.run(run())


async def statuses(client: Client, path: str, count: int, signature: str = "") -> list[int]:
    headers = {"Host": HOST, "X-Twilio-Signature": signature}
    answers = [
        await client.post(path, data=FormData({"From": "x"}), headers=headers) for _ in range(count)
    ]
    return [answer.status for answer in answers]


def test_a_stranger_is_told_when_to_ask_again_once_the_burst_is_over() -> None:
    async def scenario(client: Client) -> None:
        assert await statuses(client, VOICE, BURST) == [403] * BURST
        answer = await client.post(VOICE, data=FormData({"From": "x"}))
        assert (answer.status, answer.headers["Retry-After"]) == (429, "1")

    receiving(scenario)


def test_what_twilio_signed_passes_during_a_flood() -> None:
    signature = RequestValidator(TOKEN).compute_signature(
        f"https://{HOST}{VOICE}", MultiDict({"From": "x"})
    )

    async def scenario(client: Client) -> None:
        await statuses(client, VOICE, BURST + 1)
        genuine = await statuses(client, VOICE, BURST + 1, signature)
        assert genuine == [200] * (BURST + 1)

    receiving(scenario)


def test_a_flood_of_one_path_leaves_the_others_alone() -> None:
    async def scenario(client: Client) -> None:
        await statuses(client, VOICE, BURST + 1)
        assert await statuses(client, SMS, 1) == [403]

    receiving(scenario)


def test_a_refused_flood_leaves_no_delivery() -> None:
    async def scenario(client: Client) -> None:
        await statuses(client, VOICE, BURST + 5)
        deliveries = (await (await client.get("/_receiver/deliveries")).json())["deliveries"]
        assert [one["status"] for one in deliveries] == [403] * BURST

    receiving(scenario)


def test_what_cannot_be_judged_yet_is_not_counted() -> None:
    def read() -> tuple[str, ...]:
        raise TokensUnavailable("nothing is deployed")

    async def scenario(client: Client) -> None:
        assert await statuses(client, VOICE, BURST + 1, "signed") == [503] * (BURST + 1)

    receiving(scenario, read)


@pytest.mark.parametrize(("seconds", "left"), [(0.0, 2), (0.5, 2), (1.5, 1), (2.0, 0)])
def test_the_seconds_told_are_those_after_which_a_request_is_allowed(
    seconds: float, left: int
) -> None:
    now = [0.0]
    limit = RateLimit(burst=1, per_second=0.5, clock=lambda: now[0])
    assert limit.seconds_left("a", VOICE) == 0
    now[0] = seconds
    assert limit.seconds_left("a", VOICE) == left


def test_sources_are_counted_apart() -> None:
    limit = RateLimit(burst=1, clock=lambda: 0.0)
    assert [limit.seconds_left(source, VOICE) for source in "aab"] == [0, 1, 0]


def test_rest_saves_up_no_more_than_a_burst() -> None:
    now = [0.0]
    limit = RateLimit(burst=2, clock=lambda: now[0])
    limit.seconds_left("a", VOICE)
    now[0] = 1000.0
    assert [limit.seconds_left("a", VOICE) for _ in range(3)] == [0, 0, 1]


def test_the_sources_kept_are_bounded() -> None:
    limit = RateLimit(burst=1, clock=lambda: 0.0)
    for number in range(1001):
        limit.seconds_left(str(number), VOICE)
    assert limit.seconds_left("0", VOICE) == 0  # forgotten, as the one unused for longest
    assert limit.seconds_left("1000", VOICE) == 1
