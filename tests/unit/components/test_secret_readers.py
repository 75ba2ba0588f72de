"""Who reads and who writes which secret, by all the documents of a deployment together.

Principal x secret x what it does, judged by the caller's own policy, the secret's policy and the
policy of the secrets' key, as the program registers them.
"""

from collections.abc import Mapping

import pytest

from berthcare.iam.evaluator import Document, Principal, Request, decide
from berthcare.residency import REGION
from tests.recorder import ACCOUNT, DEPLOYER, Recording
from tests.unit.components.deployed import BACKEND, ROTATION, WATCHER, arn, deployed, document

KEY = arn("twilio-key")
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:role/administrator"
PREVIEWER = f"arn:aws:iam::{ACCOUNT}:role/ci/preview"
EVERYTHING: Document = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
FUNCTIONS = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:"
CARRIED = {
    WATCHER: {"lambda:SourceFunctionArn": f"{FUNCTIONS}berthcare-watcher-staging"},
    ROTATION: {"lambda:SourceFunctionArn": f"{FUNCTIONS}berthcare-rotation-staging"},
}
"""What Lambda tells of the calls that a role's function makes."""
OWN_POLICY = {
    BACKEND: "backend-policy",
    WATCHER: "monitoring-watcher-policy",
    ROTATION: "rotation-policy",
}
"""The registered policy of each role that has one of ours; whoever has none may do everything."""

SECRETS = ("account", "phone-numbers", "webhooks", "parent")
READ = "secretsmanager:GetSecretValue"
REPLACES = ("secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage")
WRITES = (
    *REPLACES,
    "secretsmanager:UpdateSecret",
    "secretsmanager:RotateSecret",
    "secretsmanager:DeleteSecret",
    "secretsmanager:PutResourcePolicy",
)
MANAGEMENT = (READ, "secretsmanager:DescribeSecret", *WRITES)
each_secret = pytest.mark.parametrize("secret", SECRETS)


def may(
    staging: Recording,
    caller: str,
    action: str,
    secret: str,
    *,
    identity: Document | None = None,
    carried: Mapping[str, str] | None = None,
) -> bool:
    """Tell whether Secrets Manager lets the caller through.

    `identity` and `carried` stand for its deployed policy and for what its function carries.
    """
    context = CARRIED.get(caller, {}) if carried is None else carried
    return decide(
        Request(Principal.role(caller), action, secret_arn(secret), context),
        identity_documents=[identity or own(staging, caller)],
        resource_document=document(staging, f"twilio-{secret}-policy"),
        resource_account=ACCOUNT,
    ).allowed


def decrypts(staging: Recording, caller: str, secret: str) -> bool:
    """Tell whether KMS lets the caller through, in what Secrets Manager asks for it to read."""
    return uses_key(staging, caller, secret, "kms:Decrypt")


def replaces(staging: Recording, caller: str, secret: str) -> bool:
    """Tell whether the caller can write a value and move the label, by all the documents."""
    return all(may(staging, caller, action, secret) for action in REPLACES) and uses_key(
        staging, caller, secret, "kms:GenerateDataKey"
    )


def uses_key(staging: Recording, caller: str, secret: str, action: str) -> bool:
    context = {
        "kms:ViaService": f"secretsmanager.{REGION}.amazonaws.com",
        "kms:EncryptionContext:SecretARN": secret_arn(secret),
    }
    return decide(
        Request(Principal.role(caller), action, KEY, context),
        identity_documents=[own(staging, caller)],
        resource_document=document(staging, "twilio-key"),
        resource_account=ACCOUNT,
        requires_resource_policy=True,
    ).allowed


def reads(staging: Recording, caller: str, secret: str) -> bool:
    return may(staging, caller, READ, secret) and decrypts(staging, caller, secret)


def own(staging: Recording, caller: str) -> Document:
    policy: Document = document(staging, OWN_POLICY[caller]) if caller in OWN_POLICY else EVERYTHING
    return policy


def secret_arn(secret: str) -> str:
    name = f"staging/twilio/{secret}-AbCdEf"
    return f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}"


@each_secret
def test_the_watcher_reads_each(staging: Recording, secret: str) -> None:
    assert reads(staging, WATCHER, secret)


@each_secret
def test_the_rotation_reads_and_replaces_what_it_rotates(staging: Recording, secret: str) -> None:
    rotated = secret in ("account", "webhooks")

    assert reads(staging, ROTATION, secret) is rotated
    assert replaces(staging, ROTATION, secret) is rotated


@each_secret
@pytest.mark.parametrize("action", WRITES)
def test_the_rotation_manages_nothing_whatever_its_own_policy_says(
    staging: Recording, action: str, secret: str
) -> None:
    replacing = action in REPLACES and secret in ("account", "webhooks")

    assert may(staging, ROTATION, action, secret) is replacing
    assert may(staging, ROTATION, action, secret, identity=EVERYTHING) is replacing


@each_secret
@pytest.mark.parametrize(
    "carried",
    [{"lambda:SourceFunctionArn": f"{FUNCTIONS}another"}, {}],
    ids=["another function", "no function"],
)
def test_with_its_role_alone_nobody_reads_as_the_watcher(
    staging: Recording, secret: str, carried: Mapping[str, str]
) -> None:
    assert not may(staging, WATCHER, READ, secret, carried=carried)


@pytest.mark.parametrize("secret", ["account", "webhooks"])
@pytest.mark.parametrize("action", [READ, *REPLACES])
@pytest.mark.parametrize(
    "carried",
    [CARRIED[WATCHER], {"lambda:SourceFunctionArn": f"{FUNCTIONS}another"}, {}],
    ids=["the watcher's function", "another function", "no function"],
)
def test_with_its_role_alone_nobody_replaces_as_the_rotation(
    staging: Recording, action: str, secret: str, carried: Mapping[str, str]
) -> None:
    assert not may(staging, ROTATION, action, secret, carried=carried)


@pytest.mark.parametrize("secret", ["account", "phone-numbers", "webhooks"])
def test_the_backend_reads_what_serves(staging: Recording, secret: str) -> None:
    assert reads(staging, BACKEND, secret)


def test_the_backend_never_reads_the_parent_s_credentials(staging: Recording) -> None:
    """Refused twice: by its own policy, and by the secret's whatever its own policy says."""
    assert not may(staging, BACKEND, READ, "parent")
    assert not may(staging, BACKEND, READ, "parent", identity=EVERYTHING)
    assert not decrypts(staging, BACKEND, "parent")
    assert "staging/twilio/parent" not in str(document(staging, "backend-policy"))


@each_secret
@pytest.mark.parametrize("action", WRITES)
@pytest.mark.parametrize("caller", [BACKEND, WATCHER], ids=["backend", "watcher"])
def test_no_reader_writes_whatever_its_own_policy_says(
    staging: Recording, caller: str, action: str, secret: str
) -> None:
    assert not may(staging, caller, action, secret)
    assert not may(staging, caller, action, secret, identity=EVERYTHING)


@each_secret
def test_a_deployer_manages_each(staging: Recording, secret: str) -> None:
    assert [one for one in MANAGEMENT if not may(staging, DEPLOYER, one, secret)] == []
    assert decrypts(staging, DEPLOYER, secret)


@each_secret
def test_an_administrator_reads_and_writes_none(staging: Recording, secret: str) -> None:
    assert [one for one in (READ, *WRITES) if may(staging, ADMINISTRATOR, one, secret)] == []
    assert not decrypts(staging, ADMINISTRATOR, secret)


@pytest.fixture(scope="module")
def previewed() -> Recording:
    return deployed({"previewers": '["role/ci/preview"]'})


@each_secret
def test_a_previewer_reads_each_and_writes_none_whatever_its_own_policy_says(
    previewed: Recording, secret: str
) -> None:
    assert reads(previewed, PREVIEWER, secret)
    assert [one for one in WRITES if may(previewed, PREVIEWER, one, secret)] == []
    assert not uses_key(previewed, PREVIEWER, secret, "kms:GenerateDataKey")


@each_secret
def test_where_nobody_is_a_previewer_that_role_reads_none(staging: Recording, secret: str) -> None:
    assert not may(staging, PREVIEWER, READ, secret)
    assert not decrypts(staging, PREVIEWER, secret)


def test_a_previewer_reads_the_functions_variables_and_no_dead_letters(
    previewed: Recording,
) -> None:
    """Without its variables a refresh would find each function changed."""

    def through(service: str, action: str) -> bool:
        return decide(
            Request(
                Principal.role(PREVIEWER),
                action,
                arn("monitoring-audit-key"),
                {"kms:ViaService": f"{service}.{REGION}.amazonaws.com"},
            ),
            identity_documents=[EVERYTHING],
            resource_document=document(previewed, "monitoring-audit-key"),
            resource_account=ACCOUNT,
            requires_resource_policy=True,
        ).allowed

    assert through("lambda", "kms:Decrypt")
    assert not through("lambda", "kms:Encrypt")
    assert not through("sqs", "kms:Decrypt")
