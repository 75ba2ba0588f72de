"""Programs rehearsed whole, in a process of their own, on the embedded cloud."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from berthcare.names import PROJECT
from localcloud.gateway.fixture import RunningAws, running_aws
from localcloud.twilio.fixture import RunningEmulator, running_emulator
from tests.stack.embedded import variant

pytestmark = pytest.mark.cloud
ROOT = Path(__file__).parents[3]


def totals(finished: "subprocess.CompletedProcess[str]") -> dict[str, int]:
    assert finished.returncode == 0, finished.stdout + finished.stderr
    line = next(line for line in finished.stdout.splitlines() if line.split()[:1] == ["Total"])
    names = ("created", "updated", "replaced", "deleted", "unchanged")
    counts = dict(zip(names, map(int, line.split()[1:]), strict=True))
    return {name: count for name, count in counts.items() if count}


GROUP = """
import os

group = aws.cloudwatch.LogGroup(
    "group",
    name=os.environ["GROUP"],
    kms_key_id="arn:aws:kms:ca-central-1:000000000000:key/any",
    retention_in_days=int(os.environ.get("DAYS", "400")),
)
pulumi.export("group", group.arn)
pulumi.export("hidden", pulumi.Output.secret("canary"))
"""
FILTER = """
aws.cloudwatch.LogMetricFilter(
    "filter",
    name="denied",
    log_group_name=group.name,
    pattern='{ $.errorCode = "AccessDenied*" }',
    metric_transformation={"name": "m", "namespace": "n", "value": "1"},
)
"""
BAD_FILTER = FILTER.replace("AccessDenied*", "unfinished").replace(" }'", "'")


def test_a_program_is_created_once_then_kept_changed_and_cleared_away(
    project: Any, embedded_aws: RunningAws
) -> None:
    project.write(GROUP + FILTER)
    first = project.rehearse(GROUP="/kept")
    assert totals(first) == {"created": 2}
    assert "canary" not in first.stdout
    assert "canary" not in project.record.read_text()

    assert totals(project.rehearse(GROUP="/kept")) == {"unchanged": 2}
    assert totals(project.rehearse(GROUP="/kept", DAYS="731")) == {"updated": 1, "unchanged": 1}

    project.write(GROUP)
    assert totals(project.rehearse(GROUP="/kept", DAYS="731")) == {"deleted": 1, "unchanged": 1}
    filters = embedded_aws.client("logs").describe_metric_filters(logGroupName="/kept")
    assert filters["metricFilters"] == []

    assert totals(project.rehearse(GROUP="/renamed", DAYS="731")) == {"replaced": 1}
    groups = embedded_aws.client("logs").describe_log_groups()["logGroups"]
    names = {group["logGroupName"] for group in groups}
    assert "/renamed" in names
    assert "/kept" not in names


def test_what_was_deleted_by_hand_is_made_again(project: Any, embedded_aws: RunningAws) -> None:
    project.write(GROUP)
    project.rehearse(GROUP="/by-hand")
    embedded_aws.client("logs").delete_log_group(logGroupName="/by-hand")
    assert totals(project.rehearse(GROUP="/by-hand")) == {"created": 1}


def test_a_violation_stops_everything_before_it_is_touched(
    project: Any, embedded_aws: RunningAws
) -> None:
    project.write(GROUP + 'aws.kms.Key("away", enable_key_rotation=True, region="us-east-1")')
    finished = project.rehearse(GROUP="/never")
    assert finished.returncode == 1
    assert "us-east-1" in finished.stdout
    assert "Nothing was created or changed." in finished.stdout
    found = embedded_aws.client("logs").describe_log_groups(logGroupNamePrefix="/never")
    assert found["logGroups"] == []


def test_a_bad_input_is_found_before_anything_is_touched(
    project: Any, embedded_aws: RunningAws
) -> None:
    project.write(GROUP.replace('os.environ.get("DAYS", "400")', '"400"').replace("int(", "("))
    finished = project.rehearse(GROUP="/mistyped")
    assert finished.returncode == 1
    assert "retentionInDays: must be of type int" in finished.stdout
    found = embedded_aws.client("logs").describe_log_groups(logGroupNamePrefix="/mistyped")
    assert found["logGroups"] == []


def test_a_refusal_by_aws_leaves_a_record_from_which_the_next_run_goes_on(project: Any) -> None:
    project.write(GROUP + BAD_FILTER)
    failed = project.rehearse(GROUP="/half")
    assert failed.returncode == 1
    assert "PutMetricFilter was refused" in failed.stdout
    project.write(GROUP + FILTER)
    assert totals(project.rehearse(GROUP="/half")) == {"created": 1, "unchanged": 1}


def test_a_protected_resource_is_not_deleted(project: Any, embedded_aws: RunningAws) -> None:
    protected = GROUP.replace(
        '"group",\n', '"group",\n    opts=pulumi.ResourceOptions(protect=True),\n', 1
    )
    project.write(protected)
    assert totals(project.rehearse(GROUP="/protected")) == {"created": 1}
    project.write("")
    finished = project.rehearse()
    assert finished.returncode == 1
    assert "it is protected" in finished.stdout
    found = embedded_aws.client("logs").describe_log_groups(logGroupNamePrefix="/protected")
    assert len(found["logGroups"]) == 1


def test_an_option_that_would_be_ignored_is_refused(project: Any) -> None:
    project.write('aws.sns.Topic("t", opts=pulumi.ResourceOptions(retain_on_delete=True))')
    finished = project.rehearse()
    assert finished.returncode == 1
    assert "retainOnDelete" in finished.stdout


def test_a_type_that_is_not_carried_is_refused_by_its_token(project: Any) -> None:
    project.write('aws.sns.SmsPreferences("texts")')
    finished = project.rehearse()
    assert finished.returncode == 1
    assert "aws:sns/smsPreferences:SmsPreferences" in finished.stdout


def test_an_error_of_the_program_is_told_without_a_traceback(project: Any) -> None:
    project.write('raise pulumi.RunError("the settings are refused")')
    finished = project.rehearse()
    assert finished.returncode == 1
    assert "the settings are refused" in finished.stdout
    assert "Traceback" not in finished.stderr


def test_real_aws_is_never_called(project: Any) -> None:
    project.write(GROUP)
    project.environ.pop("AWS_ENDPOINT_URL")
    finished = project.rehearse(GROUP="/x")
    assert finished.returncode == 1
    assert "AWS_ENDPOINT_URL is not set" in finished.stderr


NUMBER = """
from providers.phone_number import PhoneNumber, PhoneNumberArgs

PhoneNumber(
    "voice", PhoneNumberArgs(area_codes=["416"]), pulumi.ResourceOptions(protect=True)
)
"""


def test_real_twilio_is_never_called(project: Any) -> None:
    project.write(NUMBER)
    finished = project.rehearse()
    assert finished.returncode == 1
    assert "TWILIO_BASE_URL is not set" in finished.stdout


def subaccount_of(twilio: RunningEmulator) -> dict[str, str]:
    """Return the one subaccount by Twilio's own API."""
    answer = requests.get(
        f"{twilio.base_url}/2010-04-01/Accounts.json",
        auth=(twilio.account_sid, twilio.auth_token),
        timeout=10,
    )
    answer.raise_for_status()
    (found,) = [one for one in answer.json()["accounts"] if one["sid"] != twilio.account_sid]
    return dict(found)


def rehearse_the_program(
    folder: Path, embedded_aws: RunningAws, twilio: RunningEmulator, home: Path
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "localcloud.rehearsal", "--stack", "staging"],
        cwd=folder,
        env={
            **os.environ,
            **embedded_aws.environment(),
            "PYTHONPATH": str(ROOT),
            "TWILIO_BASE_URL": twilio.base_url,
            "TWILIO_ACCOUNT_SID": twilio.account_sid,
            "TWILIO_AUTH_TOKEN": twilio.auth_token,
            "LOCALCLOUD_DIRECTORY": str(home),
        },
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass(frozen=True)
class Moved:
    """The repository's own program: of the main account, then in a subaccount, then once more."""

    runs: list["subprocess.CompletedProcess[str]"]
    owners: list[dict[str, str]]
    """After each run, the account of each number, by the number's SID."""
    purchases: int
    twilio: RunningEmulator
    subaccount: dict[str, str]
    stored: dict[str, str]
    """The account's secret in the end."""
    record: str


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moved]:
    folder = tmp_path_factory.mktemp("moved")
    of_the_main_account = variant(
        folder / "project",
        program=(ROOT / "__main__.py").read_text(),
        configuration={f"{PROJECT}:useSubaccount": "false"},
    )
    with running_aws(folder) as aws, running_emulator() as twilio:
        runs, owners = [], []
        for program in (of_the_main_account, ROOT, ROOT):
            runs.append(rehearse_the_program(program, aws, twilio, folder / "home"))
            owners.append({number.sid: number.account_sid for number in twilio.numbers()})
        text = aws.client("secretsmanager").get_secret_value(SecretId="staging/twilio/account")
        yield Moved(
            runs,
            owners,
            len(twilio.purchases()),
            twilio,
            subaccount_of(twilio),
            json.loads(text["SecretString"]),
            (folder / "home" / "rehearsal-staging.json").read_text(),
        )


def test_the_repositorys_own_program_is_rehearsed_and_rehearsed_again(moved: Moved) -> None:
    first, _, again = map(totals, moved.runs)

    assert first.keys() == {"created"}
    assert again.keys() == {"unchanged"}
    assert again["unchanged"] > first["created"]


def test_numbers_of_the_main_account_move_into_the_subaccount_and_keep_their_sids(
    moved: Moved,
) -> None:
    first, second, third = moved.owners

    assert first == dict.fromkeys(second, moved.twilio.account_sid)
    assert second == third == dict.fromkeys(first, moved.subaccount["sid"])
    assert moved.purchases == len(first) == 3
    assert moved.stored == {
        "account_sid": moved.subaccount["sid"],
        "auth_token": moved.subaccount["auth_token"],
    }


def test_no_run_tells_or_writes_down_a_token(moved: Moved) -> None:
    told = [moved.record, *(run.stdout + run.stderr for run in moved.runs)]

    for token in (moved.twilio.auth_token, moved.subaccount["auth_token"]):
        assert all(token not in text for text in told)
