"""The Python of docs/webhook-verification.md, pasted into a backend."""

import json
import logging
import re
import sys
from pathlib import Path
from threading import Event
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
from botocore.exceptions import ClientError
from twilio.request_validator import (
    RequestValidator,
)

from berthcare.webhook_verifier import LONGEST_KEEP_SECONDS

PAGE = Path(__file__).parents[3] / "docs" / "webhook-verification.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
TOKENS = {"staging/twilio/account": "a" * 32, "staging/twilio/webhooks": "b" * 32}
PATH = "/v1/voice/webhook?visit=a%20b"
FIELDS = {"CallSid": "CA1", "CallToken": ""}


class SecretsDouble:
    """A client of Secrets Manager whose secrets were never rotated."""

    class exceptions:  # noqa: N801 - as a client calls it
        ClientError = ClientError
        ResourceNotFoundException = type("NotFound", (ClientError,), {})

    broken = False

    def get_secret_value(self, *, SecretId: str, VersionStage: str) -> dict[str, str]:  # noqa: N803
        if self.broken:
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, "GetSecretValue")
        if VersionStage == "AWSPREVIOUS":
            raise self.exceptions.ResourceNotFoundException({}, "GetSecretValue")
        token = TOKENS[SecretId]
        value = json.dumps({"auth_token": token, "webhook_auth_token": token})
        return {"VersionId": "1", "SecretString": value}


class OneRound(Event):
    """Lets a loop that waits for it go round once."""

    def wait(self, timeout: float | None = None) -> bool:
        done = self.is_set()
        self.set()
        return done


@pytest.fixture
def secrets() -> SecretsDouble:
    return SecretsDouble()


@pytest.fixture(autouse=True)
def webhooks(secrets: SecretsDouble, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module that the page's first block is."""
    monkeypatch.setattr(boto3, "client", lambda *_, **__: secrets)
    module = ModuleType("webhooks")
    exec(BLOCKS[0], vars(module))  # noqa: S102 - our own page
    monkeypatch.setitem(sys.modules, "webhooks", module)
    return module


def pasted(word: str) -> dict[str, Any]:
    """Return what the one block that holds this word defines."""
    (block,) = [block for block in BLOCKS if word in block]
    defined: dict[str, Any] = {}
    exec(block, defined)  # noqa: S102 - our own page
    return defined


def form(token: str) -> tuple[str, dict[str, str], bytes]:
    url = f"https://api-staging.berthcare.ca{PATH}"
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "X-Twilio-Signature": RequestValidator(token).compute_signature(url, FIELDS),
    }
    return PATH, headers, urlencode(FIELDS).encode()


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0])
def test_every_block_is_python(block: str) -> None:
    compile(block, PAGE.name, "exec")


def test_a_backend_without_a_framework_tells_genuine_from_forged() -> None:
    status_of = pasted("def status_of")["status_of"]
    path, headers, body = form(TOKENS["staging/twilio/account"])
    assert status_of(path, headers, body) == 200
    assert status_of(path, headers, body + b"&More=1") == 403
    assert status_of(path, headers, b"\xff") == 403
    assert status_of(*form("f" * 32)) == 403
    assert status_of(path, {}, body) == 403


def test_a_backend_without_a_framework_says_that_it_cannot_tell(secrets: SecretsDouble) -> None:
    secrets.broken = True
    genuine = form(TOKENS["staging/twilio/account"])
    assert pasted("def status_of")["status_of"](*genuine) == 503


def test_reading_ahead_outlives_a_failure(
    secrets: SecretsDouble, caplog: pytest.LogCaptureFixture
) -> None:
    secrets.broken = True
    with caplog.at_level(logging.WARNING):
        pasted("def read_ahead")["read_ahead"](OneRound())
    assert "staging/twilio/account answered ThrottlingException" in caplog.text


def test_the_webhook_token_is_accepted_and_no_other() -> None:
    is_ours = pasted("def is_ours")["is_ours"]
    asked = [TOKENS["staging/twilio/webhooks"], TOKENS["staging/twilio/account"], "", None]
    assert [is_ours(token) for token in asked] == [True, False, False, False]


def test_the_page_and_the_helper_agree_on_the_times() -> None:
    assert f"**{LONGEST_KEEP_SECONDS} s at most**" in PAGE.read_text()
