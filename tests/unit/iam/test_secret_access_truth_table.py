"""Who reads and writes which secret of which environment, by the product's own documents.

Principal x action x secret x environment; every combination that is not granted must be refused.
"""

import itertools

import pytest

from berthcare.documents import secret_access
from berthcare.documents.watcher import watcher_policy
from berthcare.environments import Environment
from berthcare.iam.evaluator import Decision, Document, Principal, Request, decide
from berthcare.names import Names

ACCOUNT = "1" * 12
STAGING, PRODUCTION = Names(Environment.STAGING), Names(Environment.PRODUCTION)
NAMES = {"staging": STAGING, "production": PRODUCTION}
SECRETS = ("account_secret", "phone_numbers_secret", "webhooks_secret", "parent_secret")
READ, DESCRIBE = "secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"
ACTIONS = (
    READ,
    DESCRIBE,
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
    "secretsmanager:DeleteSecret",
    "secretsmanager:PutResourcePolicy",
    "secretsmanager:ListSecrets",
)
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
        environment = principal.removeprefix("watcher-")
        return [
            watcher_policy(
                NAMES[environment],
                ACCOUNT,
                secrets_key_arn=KEYS[environment],
                monitoring_key_arn=MONITORING_KEY,
                has_parent=True,
            )
        ]
    return [ADMINISTRATOR]


CALLERS = {
    "backend-staging": Principal.role(role_arn(STAGING.backend_role)),
    "backend-production": Principal.role(role_arn(PRODUCTION.backend_role)),
    "watcher-staging": Principal.role(role_arn(STAGING.watcher)),
    "watcher-production": Principal.role(role_arn(PRODUCTION.watcher)),
    "deployer": Principal.role(DEPLOYER),
    "administrator": Principal.role(role_arn("administrator")),
}
CARRIED = {
    f"watcher-{name}": {
        "lambda:SourceFunctionArn": f"arn:aws:lambda:ca-central-1:{ACCOUNT}:function:{its.watcher}"
    }
    for name, its in NAMES.items()
}
"""What Lambda tells of the calls that a watcher makes."""


def readers(environment: str, secret: str) -> list[str]:
    """Return whom the product names in a secret's policy as its readers."""
    backend, watcher = NAMES[environment].backend_role, NAMES[environment].watcher
    named = [watcher] if secret == "parent_secret" else [backend, watcher]
    return [role_arn(name) for name in named]


def ask_secret(caller: str, action: str, environment: str, secret: str) -> Decision:
    arn = secret_access.secret_arn_pattern(ACCOUNT, getattr(NAMES[environment], secret))
    return decide(
        Request(CALLERS[caller], action, arn.replace("??????", "AbCdEf"), CARRIED.get(caller, {})),
        identity_documents=identity_documents(caller),
        resource_document=secret_access.secret_policy(readers(environment, secret), [DEPLOYER]),
        resource_account=ACCOUNT,
    )


def ask_key(caller: str, environment: str, context: dict[str, str]) -> Decision:
    return decide(
        Request(CALLERS[caller], "kms:Decrypt", KEYS[environment], context),
        identity_documents=identity_documents(caller),
        resource_document=secret_access.secrets_key_policy(
            NAMES[environment], ACCOUNT, readers(environment, "account_secret"), [DEPLOYER]
        ),
        resource_account=ACCOUNT,
        requires_resource_policy=True,
    )


def is_granted(caller: str, action: str, environment: str, secret: str) -> bool:
    """Say who may: its backend and watcher read an environment; the deployer alone writes.

    The parent's secret is closed to the backend; of numbers the watcher asks for no age.
    """
    if caller == "deployer":
        return True
    if caller == "administrator":
        return action in {DESCRIBE, "secretsmanager:ListSecrets"}
    if caller == f"backend-{environment}":
        return secret != "parent_secret" and action in {READ, DESCRIBE}
    if caller == f"watcher-{environment}":
        return action == READ or (action == DESCRIBE and secret != "phone_numbers_secret")
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
    pattern = secret_access.secret_arn_pattern(ACCOUNT, getattr(NAMES[environment], secret))
    arn = pattern.replace("??????", "AbCdEf")
    context = {"kms:ViaService": VIA, "kms:EncryptionContext:SecretARN": arn}
    decision = ask_key(caller, environment, context)
    assert decision.allowed is is_granted(caller, READ, environment, secret), decision.reason


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
@pytest.mark.parametrize("caller", ["backend-staging", "watcher-staging", "deployer"])
def test_nobody_decrypts_with_the_key_outside_these_secrets(
    caller: str, context: dict[str, str]
) -> None:
    decision = ask_key(caller, "staging", context)
    assert not decision.allowed
    assert decision.reason.startswith("implicit deny")


def test_a_stranger_is_refused_by_the_secret_policy_by_name() -> None:
    decision = ask_secret("administrator", READ, "staging", "account_secret")
    assert decision.reason == "explicit deny: resource policy, statement OnlyNamedPrincipalsRead"
