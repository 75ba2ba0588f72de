"""The webhooks' token: drawn once by an update, unknown in a preview, kept where it is stored.

An update may do only what its plan says, and a token that a preview drew would not be that of the
update.
"""

import json

import pulumi

from tests.recorder import Recording
from tests.unit.components.deployed import deployed, secret_value
from tests.unit.components.test_stored_values import NEW_BASE, STORED, WEBHOOK_TOKEN

VERSION = "twilio-webhooks-version"


def test_a_preview_draws_no_token_and_keeps_the_value_s_place_secret() -> None:
    version = deployed(preview=True).named(VERSION)

    assert isinstance(version.inputs["secretString"], pulumi.output.Unknown)
    assert version.secrets == {"secretString"}


def test_a_preview_knows_everything_else_that_it_would_write() -> None:
    previewed = deployed(preview=True)
    known = {
        suffix: previewed.named(f"twilio-{suffix}-version").inputs["secretString"]
        for suffix in ("account", "phone-numbers", "parent")
    }

    assert all(json.loads(value) for value in known.values())


def test_each_update_draws_a_token_of_its_own(staging: Recording) -> None:
    tokens = {secret_value(one, "webhooks")["webhook_auth_token"] for one in (staging, deployed())}

    assert len(tokens) == 2
    assert {len(bytes.fromhex(token)) for token in tokens} == {16}


def test_a_preview_keeps_the_token_that_is_stored() -> None:
    moved = deployed(NEW_BASE, STORED, preview=True)

    assert secret_value(moved, "webhooks")["webhook_auth_token"] == WEBHOOK_TOKEN
