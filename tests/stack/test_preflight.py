"""`berthcare preflight` on a deployed environment, and the table of actions on its deployment."""

import json
import sys
from datetime import datetime
from typing import Any

import pytest
import requests

from berthcare.needed_actions.table import needed_actions
from tests.stack.embedded import EmbeddedCloud, Ran, run

pytestmark = [pytest.mark.engine, pytest.mark.cloud]

# The products of the User-Agent header: the engine itself, and the AWS provider's stand-in.
ENGINE_PRODUCT, PROVIDER_PRODUCT = "aws-sdk-go-v2", "Boto3"
LIMITED = "preflight-limited"


def findings(ran: Ran) -> dict[str, list[dict[str, Any]]]:
    """Read the JSON that follows the line of progress: findings by name."""
    document = json.loads(ran.text[ran.text.index("{") :])
    found: dict[str, list[dict[str, Any]]] = {}
    for finding in document["findings"]:
        found.setdefault(finding["name"], []).append(finding)
    return found


def verdicts(found: dict[str, list[dict[str, Any]]]) -> dict[str, set[str]]:
    return {name: {one["verdict"] for one in several} for name, several in found.items()}


def test_a_deployed_environment_is_ready_to_be_deployed_again(cloud: EmbeddedCloud) -> None:
    ran = cloud.berthcare("preflight", "staging", "--json")

    assert ran.status == 0, ran.text
    told = verdicts(findings(ran))
    assert told.pop("not checked") == {"not checked"}
    assert set(told) == {
        *("formats", "Twilio credentials", "AWS identity", "permissions", "engine", "plugins"),
        *("state backend", "policies", "plan"),
    }
    assert set().union(*told.values()) == {"ok"}
    assert cloud.environment["TWILIO_AUTH_TOKEN"] not in ran.text
    assert cloud.environment["TWILIO_ACCOUNT_SID"] not in ran.text


@pytest.fixture
def limited(cloud: EmbeddedCloud) -> dict[str, str]:
    """The variables of somebody who may do all but topics, and is no deployer."""
    iam = cloud.aws("iam")
    account = cloud.aws("sts").get_caller_identity()["Account"]
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": account}}
    rules = [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "sns:CreateTopic", "Resource": "*"},
    ]
    role = iam.create_role(RoleName=LIMITED, AssumeRolePolicyDocument=_document(trust))["Role"]
    iam.put_role_policy(RoleName=LIMITED, PolicyName="all", PolicyDocument=_document(*rules))
    keys = cloud.aws("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="tester")
    return {
        **cloud.environment,
        "AWS_ACCESS_KEY_ID": keys["Credentials"]["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": keys["Credentials"]["SecretAccessKey"],
        "AWS_SESSION_TOKEN": keys["Credentials"]["SessionToken"],
        "TWILIO_AUTH_TOKEN": "0" * 32,
    }


def test_somebody_with_too_little_is_told_each_thing_that_is_missing(
    limited: dict[str, str],
) -> None:
    command = [sys.executable, "-m", "berthcare", "preflight", "staging"]

    ran = run([*command, "--without-plan", "--json"], limited)

    assert ran.status == 1, ran.text
    found = findings(ran)
    (denied,) = found["permissions"]
    assert "(an explicit deny in a policy): sns:CreateTopic on arn:aws:sns:" in denied["what"]
    assert f"role/{LIMITED}" in found["AWS identity"][0]["remedy"]
    told = verdicts(found)
    assert told["Twilio credentials"] == {"failed"}
    assert told["state backend"] == {"ok"}
    assert "plan" not in told


def test_the_table_covers_every_permission_that_the_deployment_used(cloud: EmbeddedCloud) -> None:
    table = needed_actions()
    of_types = {
        action
        for deeds in table.of_types.values()
        for actions in deeds.values()
        for action in actions
    }

    used = _used_in_the_deployment(cloud, PROVIDER_PRODUCT)

    assert {"kms:CreateKey", "secretsmanager:PutSecretValue", "cloudtrail:CreateTrail"} <= used
    assert used - of_types - table.always == set()


def test_the_table_names_what_the_engine_asks_of_the_state_and_no_more(
    cloud: EmbeddedCloud,
) -> None:
    assert _used_in_the_deployment(cloud, ENGINE_PRODUCT) == needed_actions().of_state


def _used_in_the_deployment(cloud: EmbeddedCloud, product: str) -> set[str]:
    """Return what the deployer used; whatever was first used after the update, others used."""
    history = ("stack", "history", "--json", "--stack", "staging", "--page-size", "1000")
    ended = _moment(json.loads(cloud.pulumi(*history).text)[-1]["endTime"])
    url = f"{cloud.environment['AWS_ENDPOINT_URL']}/_gateway/used-permissions"
    used = requests.get(url, timeout=10).json()["berthcare-deployer"][product]
    return {action for action, use in used.items() if _moment(use["first"]) <= ended}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _document(*statements: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
