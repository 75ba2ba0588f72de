"""The Python of docs/webhook-verification.md, pasted into a backend.

The examples for FastAPI and for Flask are only compiled: this project depends on neither.
"""

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

from berthcare.rotation_schedule import SETTLING_SECONDS
from berthcare.webhook_verifier import LONGEST_KEEP_SECONDS

PAGE = Path(__file__).parents[3] / "docs" / "webhook-verification.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
ONLY_COMPILED = [block for block in BLOCKS if "from fastapi" in block or "from flask" in block]
RUN = [block for block in BLOCKS if block not in ONLY_COMPILED]
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


@pytest.mark.parametrize("block", RUN, ids=lambda block: block.splitlines()[0])
def test_every_block_without_a_framework_runs(block: str) -> None:
    exec(block, {})  # noqa: S102 - our own page


def test_flask_guards_the_webhooks_and_leaves_other_routes_alone() -> None:
    (block,) = [block for block in ONLY_COMPILED if "from flask" in block]
    guards = re.findall(r"^@(\w+)\.before_request$", block, re.MULTILINE)
    assert guards == re.findall(r"^(\w+) = Blueprint\(", block, re.MULTILINE)
    assert "app" not in guards


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
    status = pasted("def status_by_token")["status_by_token"]
    asked = [TOKENS["staging/twilio/webhooks"], TOKENS["staging/twilio/account"], "", None]
    assert [status(token) for token in asked] == [200, 403, 403, 403]


def test_a_webhook_token_that_cannot_be_told_yet_is_answered_503(secrets: SecretsDouble) -> None:
    secrets.broken = True
    status = pasted("def status_by_token")["status_by_token"]
    assert status(TOKENS["staging/twilio/webhooks"]) == 503


@pytest.mark.parametrize(
    "told",
    [
        f"**{LONGEST_KEEP_SECONDS} s at most**",
        f"signs with the new token {SETTLING_SECONDS} s after it was stored, or later",
        f"| {SETTLING_SECONDS} s later or more, in a run of every five minutes: Twilio",
        f"| {LONGEST_KEEP_SECONDS} s after the command has ended, at most |",
    ],
)
def test_the_page_the_helper_and_the_schedule_agree_on_the_times(told: str) -> None:
    assert told in PAGE.read_text()
