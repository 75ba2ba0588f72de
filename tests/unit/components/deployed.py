"""One environment of the program, recorded."""

import json
from collections.abc import Mapping
from typing import Any

from berthcare.environments import Environment
from berthcare.names import Names
from berthcare.settings import Settings
from berthcare.signals.watched import Watched
from components.communications import Communications, CommunicationsArgs
from tests.recorder import ACCOUNT, DEPLOYER, Recording, record

SID = "AC" + "0a" * 16
TOKEN = "0A" * 16
NAMES = Names(Environment.STAGING)
BACKEND = f"arn:aws:iam::{ACCOUNT}:role/berthcare-backend-staging"
WATCHER = f"arn:aws:iam::{ACCOUNT}:role/berthcare-watcher-staging"
ROTATION = f"arn:aws:iam::{ACCOUNT}:role/berthcare-rotation-staging"
WATCHED = Watched(
    names=NAMES,
    account_id=ACCOUNT,
    readers=(BACKEND, WATCHER, ROTATION),
    rotation=ROTATION,
    deployers=(DEPLOYER,),
    key_id="twilio-key",  # as the mock engine calls it
    trail_log_group="/berthcare/cloudtrail/staging",
    trail="berthcare-twilio-staging",
)
"""What the default staging environment is made of, as its alarms see it."""


def settings(configuration: Mapping[str, str] | None = None) -> Settings:
    return Settings.load(
        stack="staging",
        configuration=dict(configuration or {}),
        aws_configuration={"region": "ca-central-1"},
        environ={"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN},
    )


def deployed(
    configuration: Mapping[str, str] | None = None,
    stored: Mapping[str, Mapping[str, object]] | None = None,
    *,
    caller: str = DEPLOYER,
    preview: bool = False,
) -> Recording:
    """Record a deployment; `stored` is what the secrets hold already, by secret name."""
    args = CommunicationsArgs(
        settings=settings(configuration),
        account_id=ACCOUNT,
        caller_arn=caller,
        stored_secrets=stored or {},
    )
    return record(lambda: Communications("staging", args), preview=preview)


def arn(name: str) -> str:
    """Return the ARN that the mock engine gives a resource."""
    return f"arn:aws:mock:::{name}"


def document(recording: Recording, name: str, key: str = "policy") -> Any:
    """Return the IAM document that a resource was registered with."""
    return json.loads(recording.named(name).inputs[key])


def secret_value(recording: Recording, suffix: str) -> dict[str, Any]:
    """Return the JSON object that a secret's version was registered with."""
    text = recording.named(f"twilio-{suffix}-version").inputs["secretString"]
    value: dict[str, Any] = json.loads(text)
    return value
