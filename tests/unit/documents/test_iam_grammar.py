"""What IAM refuses when a policy is made, whatever it would allow: neither linter looks at it."""

import re
from collections.abc import Iterator, Mapping

import pytest

from berthcare.documents.alerts import stranger_rule_policy
from berthcare.documents.audit import trail_role_policy
from berthcare.documents.rotation import rotation_policy
from berthcare.documents.secret_access import backend_policy
from berthcare.documents.shared import Document
from berthcare.documents.watcher import watcher_policy
from berthcare.environments import Environment
from berthcare.iam.document import parse_document
from berthcare.names import Names
from tests.unit.documents.delivery import (
    DELIVERY_BOUNDARY,
    DEPLOYER_POLICIES,
    NAMES,
    PREVIEW_POLICIES,
    WORKLOAD_BOUNDARY,
)
from tests.unit.documents.grant import ACCOUNT, KEY

OF_STAGING = Names(Environment.STAGING)
OF_FUNCTIONS = {"secrets_key_arn": KEY, "monitoring_key_arn": KEY}
DOCUMENTS: Mapping[str, Document] = {
    NAMES.delivery_boundary: DELIVERY_BOUNDARY,
    NAMES.workload_boundary: WORKLOAD_BOUNDARY,
    **DEPLOYER_POLICIES,
    **PREVIEW_POLICIES,
    "backend": backend_policy(OF_STAGING, ACCOUNT, KEY),
    "rotation": rotation_policy(OF_STAGING, ACCOUNT, has_parent=True, **OF_FUNCTIONS),
    "watcher": watcher_policy(OF_STAGING, ACCOUNT, has_parent=True, **OF_FUNCTIONS),
    "trail": trail_role_policy(OF_STAGING, ACCOUNT),
    "stranger's rule": stranger_rule_policy(OF_STAGING, ACCOUNT, KEY),
}
each_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)

ON_WHAT = re.compile(
    r"""arn:aws:iam::[0-9]{12}:(\*$|root$|(
        user|federated-user|role|group|instance-profile|mfa|server-certificate|policy|sms-mfa
        |saml-provider|oidc-provider|report|access-report
    )/)""",
    re.VERBOSE,
)
"""IAM's MalformedPolicyDocument: "IAM resource path must either be "*", root, or start with user/,
federated-user/, role/, …"; and it has no region."""
WITHOUT_REGION = re.compile(r"arn:aws:(iam|s3)::")
"""IAM's MalformedPolicyDocument: "Resource … can not contain region information"."""


def resources(document: Document) -> Iterator[str]:
    for statement in parse_document(document):
        yield from (*statement.resources, *statement.not_resources)


def of_service(document: Document, service: str) -> list[str]:
    return [one for one in resources(document) if one.split(":")[2:3] == [service]]


def test_the_documents_of_the_delivery_speak_of_roles_and_policies() -> None:
    assert len(of_service(DELIVERY_BOUNDARY, "iam")) > 5


@each_document
def test_what_is_of_iam_begins_with_what_it_is(document: Document) -> None:
    refused = [one for one in of_service(document, "iam") if not ON_WHAT.match(one)]

    assert refused == []


@each_document
@pytest.mark.parametrize("service", ["iam", "s3"])
def test_what_has_no_region_names_none(document: Document, service: str) -> None:
    refused = [one for one in of_service(document, service) if not WITHOUT_REGION.match(one)]

    assert refused == []


@each_document
def test_a_statement_has_a_name_of_letters_and_figures_that_no_other_has(
    document: Document,
) -> None:
    """IAM User Guide, "IAM JSON policy elements: Sid"."""
    names = [one["Sid"] for one in document["Statement"] if "Sid" in one]

    assert all(re.fullmatch("[A-Za-z0-9]+", name) for name in names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path", ["*/berthcare-de*", "berthcare-deployer", "roles/x", "*x"])
def test_this_test_refuses_what_iam_refuses(path: str) -> None:
    assert not ON_WHAT.match(f"arn:aws:iam::{ACCOUNT}:{path}")
