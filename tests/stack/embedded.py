"""The embedded cloud under test: its own directory, its own processes, the real commands."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import requests

from berthcare.names import PROJECT
from localcloud.supervisor.overlay import STATE_BUCKET

ROOT = Path(__file__).parents[2]
_COMMAND_SECONDS = 200
_DELIVERY_SECONDS = 30
_STACK_FILES = ("Pulumi.staging.yaml", "Pulumi.production.yaml")
_OWN = (".git", ".localcloud", ".cache", "__main__.py", *_STACK_FILES)


@dataclass(frozen=True)
class Ran:
    """A finished command: its exit status, and what it printed on both streams."""

    status: int
    text: str


def run(
    command: list[str],
    env: Mapping[str, str],
    cwd: Path = ROOT,
    *,
    seconds: float = _COMMAND_SECONDS,
) -> Ran:
    """Run a command to its end, without a terminal and without a question asked.

    Its output goes to a file: a pipe would be waited for as long as any descendant holds it open.
    """
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            command,
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            check=False,
        )
        output.seek(0)
        return Ran(done.returncode, output.read())


@dataclass(frozen=True)
class EmbeddedCloud:
    """One embedded cloud, kept in `directory`."""

    directory: Path
    _clients: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def command(self, name: str, *arguments: str) -> Ran:
        """Run `python -m localcloud NAME`."""
        return run(
            [
                sys.executable,
                *("-m", "localcloud", name, "--directory", str(self.directory)),
                *arguments,
            ],
            os.environ,
        )

    @cached_property
    def environment(self) -> dict[str, str]:
        """What a shell holds after `. .localcloud/env`."""
        script = f'. "{self.directory}/env" && env -0'
        told = subprocess.run(
            ["sh", "-c", script], capture_output=True, text=True, check=True, timeout=30
        )
        pairs = (line.split("=", 1) for line in told.stdout.split("\0") if "=" in line)
        return {pair[0]: pair[1] for pair in pairs}

    def pulumi(self, *arguments: str, cwd: Path = ROOT, **changed: str | None) -> Ran:
        """Run plain `pulumi` as that shell would; a variable changed to `None` is left out."""
        env = {**self.environment, **changed}
        kept = {name: value for name, value in env.items() if value is not None}
        return run(["pulumi", *arguments, "--non-interactive"], kept, cwd)

    def aws(self, service: str) -> Any:
        """Return a boto3 client as the deployer; it takes its time to make one."""
        if service not in self._clients:
            self._clients[service] = boto3.client(
                service,  # type: ignore[call-overload]  # the service is chosen by the test
                endpoint_url=self.environment["AWS_ENDPOINT_URL"],
                aws_access_key_id=self.environment["AWS_ACCESS_KEY_ID"],
                aws_secret_access_key=self.environment["AWS_SECRET_ACCESS_KEY"],
                region_name="ca-central-1",
            )
        return self._clients[service]

    def berthcare(self, *arguments: str) -> Ran:
        """Run `berthcare` as that shell would."""
        return run([sys.executable, "-m", "berthcare", *arguments], self.environment)

    def secret(self, name: str) -> dict[str, Any]:
        """Return the JSON object in a secret."""
        text = self.aws("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
        value: dict[str, Any] = json.loads(text)
        return value

    def state(self, stack: str) -> dict[str, Any]:
        """Return a stack's state as the backend keeps it, which `pulumi stack export` prints."""
        key = f".pulumi/stacks/{PROJECT}/{stack}.json"
        kept = self.aws("s3").get_object(Bucket=STATE_BUCKET, Key=key)["Body"].read()
        state: dict[str, Any] = json.loads(kept)["checkpoint"]["latest"]
        return state

    def twilio(self, path: str) -> dict[str, Any]:
        """Return what Twilio's own API answers the main account, under `/2010-04-01`."""
        variables = self.environment
        answer = requests.get(
            f"{variables['TWILIO_BASE_URL']}/2010-04-01/{path}",
            auth=(variables["TWILIO_ACCOUNT_SID"], variables["TWILIO_AUTH_TOKEN"]),
            timeout=10,
        )
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def accounts(self) -> list[dict[str, Any]]:
        """Return the Twilio accounts: the main one and the environments'."""
        return list(self.twilio("Accounts.json?PageSize=1000")["accounts"])

    def owned_numbers(self) -> list[dict[str, Any]]:
        """Return the numbers that the Twilio accounts own."""
        return [
            number
            for account in self.accounts()
            for number in self.twilio(
                f"Accounts/{account['sid']}/IncomingPhoneNumbers.json?PageSize=1000"
            )["incoming_phone_numbers"]
        ]

    def spend(self, account_sid: str, dollars: str, count: int = 1) -> None:
        """Have a Twilio account use calls for so much in all."""
        url = f"{self.environment['TWILIO_BASE_URL']}/_emulator/charges"
        charge = {
            "account_sid": account_sid,
            "category": "calls",
            "price": dollars,
            "count": count,
        }
        requests.post(url, json=charge, timeout=10).raise_for_status()

    def first_delivery(self, path: str) -> dict[str, Any]:
        """Wait until Twilio has called a path of the backend, and return that call."""
        url = f"{self.environment['BERTHCARE_WEBHOOK_RECEIVER']}/_receiver/deliveries"
        until = time.monotonic() + _DELIVERY_SECONDS
        while time.monotonic() < until:
            for delivery in requests.get(url, timeout=10).json()["deliveries"]:
                if delivery["path"] == path:
                    return dict(delivery)
            time.sleep(0.1)
        raise AssertionError(f"nothing came to {path}")

    def add_fault(self, **fault: object) -> None:
        """Make the Twilio emulator misbehave."""
        url = f"{self.environment['TWILIO_BASE_URL']}/_emulator/faults"
        requests.post(url, json=fault, timeout=10).raise_for_status()

    def clear_faults(self) -> None:
        """Make the Twilio emulator behave again."""
        url = f"{self.environment['TWILIO_BASE_URL']}/_emulator/faults"
        requests.delete(url, timeout=10).raise_for_status()


def variant(folder: Path, *, program: str, configuration: Mapping[str, str] | None = None) -> Path:
    """Make a project that is this one but for its program, or lines added to its stack files."""
    folder.mkdir()
    for entry in ROOT.iterdir():
        if entry.name not in _OWN:
            (folder / entry.name).symlink_to(entry)
    (folder / "__main__.py").write_text(program)
    for name in _STACK_FILES:
        path = folder / name
        shutil.copy(ROOT / name, path)
        with path.open("a") as file:
            file.writelines(f"  {key}: {value}\n" for key, value in (configuration or {}).items())
    return folder
