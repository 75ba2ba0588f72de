"""Measures, each as a ratio against something run beside it: `make bench`.

A machine's own speed drops out of a ratio. Nothing here passes or fails.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import boto3
import requests
from pulumi.dynamic import Config, ConfigureRequest

from localcloud.gateway.fixture import RunningAws, running_aws
from localcloud.twilio.fixture import RunningEmulator, running_emulator
from providers.phone_number import PhoneNumberProvider
from tests.bench.many_numbers import compare_many_numbers
from tests.bench.policy_cost import measure_policy_cost
from tests.bench.watcher import measure_watcher

_ROUNDS = 20
# A number that was given back stays reserved for a while, so each side has a stock of its own.
_OURS = ("416", "647", "437", "514")
_BESIDE = ("604", "778", "236", "672")
_BASE = "https://api-staging.berthcare.ca/v1"


def compare(what: str, measured: Callable[[int], object], beside: Callable[[int], object]) -> None:
    """Run both in turn and print the median of their ratios."""
    ratios = []
    for turn in range(_ROUNDS):
        first = _seconds(measured, turn)
        ratios.append(first / _seconds(beside, turn))
    low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
    print(f"{what:<58} {middle:6.2f} x   ({low:.2f} to {high:.2f}, {_ROUNDS} rounds)", flush=True)


def _seconds(action: Callable[[int], object], turn: int) -> float:
    start = time.perf_counter()
    action(turn)
    return time.perf_counter() - start


def compare_secret_reads(aws: RunningAws) -> None:
    """Compare a judged and recorded read with the same read of MiniStack itself."""
    aws.client("secretsmanager").create_secret(Name="bench", SecretString="-")
    through = aws.client("secretsmanager")
    past = boto3.client(
        "secretsmanager",
        endpoint_url=aws.backend_url,
        aws_access_key_id=aws.access_key_id,
        aws_secret_access_key=aws.secret_access_key,
        region_name="ca-central-1",
    )
    compare(
        "GetSecretValue through the gateway / at MiniStack",
        lambda _: through.get_secret_value(SecretId="bench"),
        lambda _: past.get_secret_value(SecretId="bench"),
    )


def compare_purchases(twilio: RunningEmulator) -> None:
    """Compare a reconciled purchase with the two bare requests that a purchase needs."""
    os.environ |= {
        "TWILIO_BASE_URL": twilio.base_url,
        "TWILIO_ACCOUNT_SID": twilio.account_sid,
        "TWILIO_AUTH_TOKEN": twilio.auth_token,
    }
    provider = PhoneNumberProvider()
    provider.configure(ConfigureRequest(Config({}, "bench")))
    account = f"{twilio.base_url}/2010-04-01/Accounts/{twilio.account_sid}"
    session = requests.Session()
    session.auth = (twilio.account_sid, twilio.auth_token)

    def bare(turn: int) -> None:
        query = {"AreaCode": _BESIDE[turn % len(_BESIDE)]}
        offered = session.get(f"{account}/AvailablePhoneNumbers/CA/Local.json", params=query)
        number = offered.json()["available_phone_numbers"][0]["phone_number"]
        bought = session.post(f"{account}/IncomingPhoneNumbers.json", data={"PhoneNumber": number})
        session.delete(f"{account}/IncomingPhoneNumbers/{bought.json()['sid']}.json")

    def reconciled(turn: int) -> None:
        properties = {
            "project": "bench",
            "stack": "bench",
            "logical_name": f"number-{turn}",
            "area_codes": [_OURS[turn % len(_OURS)]],
            "voice_url": f"{_BASE}/voice/webhook",
            "release_on_delete": True,
        }
        created = provider.create(properties)
        provider.delete(created.id, created.outs or {})

    compare("number bought once by the provider / by two bare requests", reconciled, bare)


def main() -> None:
    """Start what is measured, and measure it."""
    with tempfile.TemporaryDirectory() as folder, running_aws(Path(folder)) as aws:
        compare_secret_reads(aws)
    with running_emulator() as twilio:
        compare_purchases(twilio)
    compare_many_numbers()
    measure_watcher()
    measure_policy_cost()


if __name__ == "__main__":
    main()
