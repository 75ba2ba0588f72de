"""Who reads and writes which secret of which environment, by the product's own documents.

Principal x action x secret x environment; every combination that is not granted must be refused.
"""

import itertools
from collections.abc import Callable

import pytest

from berthcare.documents import secret_access
from berthcare.documents.rotation import rotated_secrets, rotation_policy
from berthcare.documents.watcher import watcher_policy
from berthcare.environments import Environment
from berthcare.iam.evaluator import Decision, Document, Principal, Request, decide
from berthcare.names import Names

ACCOUNT = "1" * 12
STAGING, PRODUCTION = Names(Environment.STAGING), Names(Environment.PRODUCTION)
NAMES = {"staging": STAGING, "production": PRODUCTION}
SECRETS = ("account_secret", "phone_numbers_secret", "webhooks_secret", "parent_secret")
READ, DESCRIBE = "secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"
REPLACES = ("secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage")
ACTIONS = (
    READ,
    DESCRIBE,
    *REPLACES,
    "secretsmanager:CancelRotateSecret",
    "secretsmanager:DeleteSecret",
    "secretsmanager:PutResourcePolicy",
    "secretsmanager:RotateSecret",
    "secretsmanager:UpdateSecret",
    "secretsmanager:ListSecrets",
)
ROTATED = ("account_secret", "webhooks_secret")
VIA = "secretsmanager.ca-central-1.amazonaws.com"
ADMINISTRATOR = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


def role_arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


DEPLOYER = role_arn("berthcare-deployer")
KEYS = {name: f"arn:aws:kms:ca-central-1:{ACCOUNT}:key/{name}" for name in NAMES}
MONITORING_KEY = f"arn:aws:kms:ca-central-1:{ACCOUNT}:key/monitoring"


def identity_documents(principal: str) -> list[Document]:
    """Administrator rights for the deployer and a curious administrator; the product's for us."""
    if principal.startswith("backend-"):
        environment = principal.removeprefix("backend-")
        policy = secret_access.backend_policy(NAMES[environment], ACCOUNT, KEYS[environment])
        return [policy]
    if principal.startswith("watcher-"):
        return [function_policy(watcher_policy, principal.removeprefix("watcher-"))]
    if principal.startswith("rotation-"):
        return [function_policy(rotation_policy, principal.removeprefix("rotation-"))]
    return [ADMINISTRATOR]


def function_policy(policy: Callable[..., Document], environment: str) -> Document:
    return policy(
        NAMES[environment],
        ACCOUNT,
        secrets_key_arn=KEYS[environment],
        monitoring_key_arn=MONITORING_KEY,
        has_parent=True,
    )


CALLERS = {
    "backend-staging": Principal.role(role_arn(STAGING.backend_role)),
    "backend-production": Principal.role(role_arn(PRODUCTION.backend_role)),
    "watcher-staging": Principal.role(role_arn(STAGING.watcher)),
    "watcher-production": Principal.role(role_arn(PRODUCTION.watcher)),
    "rotation-staging": Principal.role(role_arn(STAGING.rotation)),
    "rotation-production": Principal.role(role_arn(PRODUCTION.rotation)),
    "deployer": Principal.role(DEPLOYER),
    "administrator": Principal.role(role_arn("administrator")),
}
FUNCTIONS = f"arn:aws:lambda:ca-central-1:{ACCOUNT}:function:"
CARRIED = {
    f"{function}-{name}": {"lambda:SourceFunctionArn": FUNCTIONS + getattr(its, function)}
    for name, its in NAMES.items()
    for function in ("watcher", "rotation")
}
"""What Lambda tells of the calls that a function makes."""


def readers(environment: str, secret: str) -> list[str]:
    """Return whom the product names in a secret's policy as its readers."""
    backend, watcher = NAMES[environment].backend_role, NAMES[environment].watcher
    named = [watcher] if secret == "parent_secret" else [backend, watcher]
    return [role_arn(name) for name in named]


def rotators(environment: str, secret: str) -> list[str]:
    """Return whom the product names in a secret's policy to replace its value."""
    return [role_arn(NAMES[environment].rotation)] if secret in ROTATED else []


def ask_secret(
    caller: str,
    action: str,
    environment: str,
    secret: str,
    carried: dict[str, str] | None = None,
) -> Decision:
    """Ask Secrets Manager; `carried` stands for what the caller's function carries."""
    arn = secret_access.secret_arn_pattern(ACCOUNT, getattr(NAMES[environment], secret))
    context = CARRIED.get(caller, {}) if carried is None else carried
    return decide(
        Request(CALLERS[caller], action, arn.replace("??????", "AbCdEf"), context),
        identity_documents=identity_documents(caller),
        resource_document=secret_access.secret_policy(
            readers(environment, secret), [DEPLOYER], rotators(environment, secret)
        ),
        resource_account=ACCOUNT,
    )


def ask_key(
    caller: str, environment: str, context: dict[str, str], action: str = "kms:Decrypt"
) -> Decision:
    its = NAMES[environment]
    return decide(
        Request(CALLERS[caller], action, KEYS[environment], context),
        identity_documents=identity_documents(caller),
        resource_document=secret_access.secrets_key_policy(
            its,
            ACCOUNT,
            readers(environment, "account_secret"),
            [DEPLOYER],
            rotators=rotators(environment, "account_secret"),
            rotated=rotated_secrets(its, has_parent=True),
        ),
        resource_account=ACCOUNT,
        requires_resource_policy=True,
    )


def for_secret(environment: str, secret: str) -> dict[str, str]:
    """Return what Secrets Manager tells the key of one secret."""
    pattern = secret_access.secret_arn_pattern(ACCOUNT, getattr(NAMES[environment], secret))
    arn = pattern.replace("??????", "AbCdEf")
    return {"kms:ViaService": VIA, "kms:EncryptionContext:SecretARN": arn}


def is_granted(caller: str, action: str, environment: str, secret: str) -> bool:
    """Say who may: its backend and watcher read an environment, its rotation replaces two values.

    The deployer alone manages. The parent's secret is closed to the backend; of numbers the watcher
    asks for no age.
    """
    if caller == "deployer":
        return True
    if caller == "administrator":
        return action in {DESCRIBE, "secretsmanager:ListSecrets"}
    if caller == f"backend-{environment}":
        return secret != "parent_secret" and action in {READ, DESCRIBE}
    if caller == f"watcher-{environment}":
        return action == READ or (action == DESCRIBE and secret != "phone_numbers_secret")
    if caller == f"rotation-{environment}":
        return secret in ROTATED and action in {READ, DESCRIBE, *REPLACES}
    return False


@pytest.mark.parametrize(
    ("caller", "action", "environment", "secret"),
    list(itertools.product(CALLERS, ACTIONS, NAMES, SECRETS)),
)
def test_the_secret_opens_only_to_whom_the_table_says(
    caller: str, action: str, environment: str, secret: str
) -> None:
    decision = ask_secret(caller, action, environment, secret)
    assert decision.allowed is is_granted(caller, action, environment, secret), decision.reason


@pytest.mark.parametrize(
    ("caller", "environment", "secret"), list(itertools.product(CALLERS, NAMES, SECRETS))
)
def test_the_key_decrypts_only_for_whom_the_secret_opens(
    caller: str, environment: str, secret: str
) -> None:
    decision = ask_key(caller, environment, for_secret(environment, secret))
    assert decision.allowed is is_granted(caller, READ, environment, secret), decision.reason


@pytest.mark.parametrize(
    ("caller", "environment", "secret"), list(itertools.product(CALLERS, NAMES, SECRETS))
)
def test_the_key_encrypts_only_for_who_replaces_the_value(
    caller: str, environment: str, secret: str
) -> None:
    context = for_secret(environment, secret)
    decision = ask_key(caller, environment, context, "kms:GenerateDataKey")
    assert decision.allowed is is_granted(caller, REPLACES[0], environment, secret), decision.reason


@pytest.mark.parametrize("secret", ROTATED)
@pytest.mark.parametrize("action", [READ, DESCRIBE, *REPLACES])
@pytest.mark.parametrize(
    "carried",
    [{}, CARRIED["watcher-staging"], CARRIED["rotation-production"]],
    ids=["no function", "the watcher's function", "production's function"],
)
def test_with_its_role_alone_nobody_acts_as_the_rotation(
    secret: str, action: str, carried: dict[str, str]
) -> None:
    decision = ask_secret("rotation-staging", action, "staging", secret, carried)
    assert not decision.allowed


@pytest.mark.parametrize(
    "context",
    [
        {},
        {"kms:ViaService": VIA},
        {"kms:ViaService": "s3.ca-central-1.amazonaws.com"},
        {
            "kms:ViaService": VIA,
            "kms:EncryptionContext:SecretARN": (
                f"arn:aws:secretsmanager:ca-central-1:{ACCOUNT}:secret:payroll-AbCdEf"
            ),
        },
    ],
    ids=["directly", "no encryption context", "another service", "another secret"],
)
@pytest.mark.parametrize(
    "caller", ["backend-staging", "watcher-staging", "rotation-staging", "deployer"]
)
def test_nobody_decrypts_with_the_key_outside_these_secrets(
    caller: str, context: dict[str, str]
) -> None:
    decision = ask_key(caller, "staging", context)
    assert not decision.allowed
    assert decision.reason.startswith("implicit deny")


def test_a_stranger_is_refused_by_the_secret_policy_by_name() -> None:
    decision = ask_secret("administrator", READ, "staging", "account_secret")
    assert decision.reason == "explicit deny: resource policy, statement OnlyNamedPrincipalsRead"
