"""Small states, as `pulumi stack export` would write them."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timezone
from typing import Any

from berthcare.engine.exported_state import ExportedState
from berthcare.evidence.access import Access, access_in
from berthcare.evidence.collect import collect
from berthcare.evidence.exceptions_file import exceptions_of
from berthcare.evidence.model import Evidence
from berthcare.evidence.rules_verdict import RulesVerdict
from berthcare.evidence.state_resource import resources_of

ACCOUNT = "000000000000"
NOW = datetime(2026, 11, 27, 2, 30, 15, 999, tzinfo=timezone.utc)
TODAY = date(2026, 11, 27)
PROVIDER_URN = "urn:pulumi:staging::p::pulumi:providers:aws::default"
SECRET_SIGNATURE = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
CIPHERTEXT = {**SECRET_SIGNATURE, "ciphertext": "v1:AAAABALy0"}
ROLE = f"arn:aws:iam::{ACCOUNT}:role/backend"
PASSED = RulesVerdict(("berthcare 0.1.0",), ())
KEY = f"arn:aws:kms:ca-central-1:{ACCOUNT}:key/k"


def resource(type_token: str, name: str, **fields: Any) -> dict[str, Any]:
    """Make a managed resource; `fields` are those of the state (`inputs`, `outputs`, `id` …)."""
    urn = f"urn:pulumi:staging::p::{type_token}::{name}"
    return {"urn": urn, "type": type_token, "custom": True, **fields}


STACK = resource("pulumi:pulumi:Stack", "p-staging", custom=False)
PROVIDER = resource("pulumi:providers:aws", "default", id="1", inputs={"region": "ca-central-1"})


def state_of(*resources: Mapping[str, Any], **deployment: Any) -> ExportedState:
    """Make the state of the stack `staging`."""
    body = {"resources": [STACK, *resources], **deployment}
    return ExportedState.parse(json.dumps({"version": 3, "deployment": body}), "state")


def evidence_of(
    *resources: Mapping[str, Any],
    exceptions: str = "[]",
    rules: RulesVerdict = PASSED,
    **deployment: Any,
) -> Evidence:
    """Collect the evidence of such a state."""
    file = exceptions_of("staging", "policies/exceptions.yaml", exceptions, TODAY)
    state = state_of(*resources, **deployment)
    return collect("staging", state, "state.json", exceptions=file, rules=rules, written=NOW)


def access_of(*resources: Mapping[str, Any]) -> Access:
    """Read who may do what in such a state."""
    return access_in(resources_of(state_of(*resources)))


def document(*statements: Mapping[str, Any]) -> str:
    """Write a policy document as the state holds it."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: str | Sequence[str], target: str | None = "*", **more: Any) -> dict[str, Any]:
    """Make an Allow statement; without `target` it has no Resource."""
    resources = {} if target is None else {"Resource": target}
    return {"Effect": "Allow", "Action": action, **resources, **more}


def role(name: str = "backend", **inputs: Any) -> dict[str, Any]:
    """Make a role whose trust names ECS alone."""
    trust = document(allow("sts:AssumeRole", None, Principal={"Service": "ecs.amazonaws.com"}))
    return resource(
        "aws:iam/role:Role",
        f"{name}-role",
        id=name,
        inputs={"name": name, "assumeRolePolicy": trust, **inputs},
        outputs={"name": name, "arn": f"arn:aws:iam::{ACCOUNT}:role/{name}"},
    )


def policy(text: Any, name: str = "reads") -> dict[str, Any]:
    """Make a managed policy of the stack."""
    arn = f"arn:aws:iam::{ACCOUNT}:policy/{name}"
    return resource(
        "aws:iam/policy:Policy", name, id=arn, inputs={"policy": text}, outputs={"arn": arn}
    )


def attachment(policy_arn: Any, bearer: Any = "backend") -> dict[str, Any]:
    """Attach a policy to a role."""
    return resource(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "attachment",
        inputs={"role": bearer, "policyArn": policy_arn},
    )


def key(text: Any, **inputs: Any) -> dict[str, Any]:
    """Make a KMS key with a policy."""
    return resource(
        "aws:kms/key:Key",
        "the-key",
        id="k",
        inputs={"policy": text, **inputs},
        outputs={"arn": KEY, "region": "ca-central-1"},
    )
