"""AWS for all tests; for each a Twilio account with a subaccount, no lift, and no waiting."""

import io
import json
import os
import zipfile
from collections.abc import Iterator

import pytest

from berthcare.spend import command
from berthcare.spend.lift import NO_LIFT
from localcloud.gateway.fixture import RunningAws, running_aws
from localcloud.twilio.fixture import running_emulator
from tests.localcloud.spend.purse import NAMES, Purse

LIMIT_USD = 1000
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        }
    ],
}


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAws]:
    """Give what a deployment leaves: secrets without a value, watcher, log group."""
    with running_aws(tmp_path_factory.mktemp("aws")) as running:
        secrets = running.client("secretsmanager")
        for name in (NAMES.account_secret, NAMES.parent_secret):
            secrets.create_secret(Name=name)
        running.client("logs").create_log_group(logGroupName=NAMES.operations_log_group)
        make_watcher(running)
        yield running


def make_watcher(aws: RunningAws) -> None:
    """Make a function with the watcher's name and settings; it is never started."""
    role = aws.client("iam").create_role(
        RoleName=NAMES.watcher, AssumeRolePolicyDocument=json.dumps(_TRUST)
    )["Role"]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("functions/watcher/handler.py", "")
    aws.client("lambda").create_function(
        FunctionName=NAMES.watcher,
        Role=role["Arn"],
        Runtime="python3.12",
        Handler="functions.watcher.handler.handle",
        Code={"ZipFile": archive.getvalue()},
        Environment={"Variables": {"SPEND_LIMIT_USD": str(LIMIT_USD), "HARD_LIMIT": "suspend"}},
    )


@pytest.fixture
def purse(aws: RunningAws, monkeypatch: pytest.MonkeyPatch) -> Iterator[Purse]:
    """Give an environment that has spent 1,003.20 USD and is suspended; lead this process to it."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "TWILIO_"))]:
        monkeypatch.delenv(name)
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(command, "_wait", lambda _: None)
    with running_emulator() as twilio:
        monkeypatch.setenv("TWILIO_BASE_URL", twilio.base_url)
        purse = Purse.open(aws, twilio)
        purse.store_lift(NO_LIFT)
        purse.spend("1003.20")
        purse.set_status("suspended")
        yield purse
