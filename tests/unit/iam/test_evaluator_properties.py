"""What holds for every set of documents: deny wins, allows only add, order does not count."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from berthcare.iam.evaluator import Principal, Request, decide

ACCOUNT = "1" * 12
ROLES = [f"arn:aws:iam::{ACCOUNT}:role/{name}" for name in ("backend", "deployer")]
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
SECRETS = [f"arn:aws:secretsmanager:ca-central-1:{ACCOUNT}:secret:{n}-abcdef" for n in ("a", "b")]
ACTIONS = ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"]

requests = st.builds(
    Request,
    st.sampled_from(ROLES).map(Principal.role),
    st.sampled_from(ACTIONS),
    st.sampled_from(SECRETS),
)
conditions = st.sampled_from(
    [
        {},
        {"Condition": {"ArnEquals": {"aws:PrincipalArn": ROLES[0]}}},
        {"Condition": {"ArnNotEquals": {"aws:PrincipalArn": ROLES[0]}}},
    ]
)
statements = st.builds(
    lambda effect, action, resource, condition: {
        "Effect": effect,
        "Action": action,
        "Resource": resource,
        **condition,
    },
    st.sampled_from(["Allow", "Deny"]),
    st.sampled_from([*ACTIONS, "*", "secretsmanager:Get*"]),
    st.sampled_from([*SECRETS, "*"]),
    conditions,
)
principals = st.sampled_from([*ROLES, ROOT, "*"])


def document(listed: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": listed}


documents = st.lists(statements, min_size=1, max_size=4).map(document)
resource_documents = st.lists(
    st.builds(lambda one, who: {**one, "Principal": {"AWS": who}}, statements, principals),
    min_size=1,
    max_size=4,
).map(document)
identity_lists = st.lists(documents, max_size=3)


def allowed(
    request: Request, identity: list[Any], resource: Any, *, required: bool = False
) -> bool:
    return decide(
        request,
        identity_documents=identity,
        resource_document=resource,
        resource_account=ACCOUNT,
        requires_resource_policy=required,
    ).allowed


@given(requests, identity_lists, resource_documents, st.booleans())
def test_a_deny_of_everything_always_wins(
    request: Request, identity: list[Any], resource: dict[str, Any], required: bool
) -> None:
    deny = document([{"Effect": "Deny", "Action": "*", "Resource": "*"}])
    assert not allowed(request, [*identity, deny], resource, required=required)


@given(requests, identity_lists, resource_documents, statements, st.booleans())
def test_another_allow_never_takes_an_allow_away(
    request: Request,
    identity: list[Any],
    resource: dict[str, Any],
    more: dict[str, Any],
    required: bool,
) -> None:
    before = allowed(request, identity, resource, required=required)
    after = [*identity, document([{**more, "Effect": "Allow"}])]
    assert allowed(request, after, resource, required=required) >= before


@given(requests, identity_lists, resource_documents, statements, st.booleans())
def test_another_deny_never_allows_more(
    request: Request,
    identity: list[Any],
    resource: dict[str, Any],
    more: dict[str, Any],
    required: bool,
) -> None:
    before = allowed(request, identity, resource, required=required)
    after = [*identity, document([{**more, "Effect": "Deny"}])]
    assert allowed(request, after, resource, required=required) <= before


@given(requests, identity_lists, resource_documents)
def test_the_order_of_documents_and_statements_does_not_count(
    request: Request, identity: list[Any], resource: dict[str, Any]
) -> None:
    turned = [document(one["Statement"][::-1]) for one in identity[::-1]]
    resource_turned = document(resource["Statement"][::-1])
    assert allowed(request, identity, resource) == allowed(request, turned, resource_turned)


@given(requests, identity_lists, documents)
def test_a_boundary_never_allows_more(
    request: Request, identity: list[Any], boundary: dict[str, Any]
) -> None:
    without = decide(request, identity_documents=identity, resource_account=ACCOUNT)
    within = decide(
        request, identity_documents=identity, boundary=boundary, resource_account=ACCOUNT
    )
    assert within.allowed <= without.allowed


@given(requests, identity_lists, resource_documents)
def test_requiring_the_resource_policy_never_allows_more(
    request: Request, identity: list[Any], resource: dict[str, Any]
) -> None:
    free = allowed(request, identity, resource)
    assert allowed(request, identity, resource, required=True) <= free
