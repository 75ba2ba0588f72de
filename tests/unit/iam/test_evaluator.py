"""Who may do what: single rules of the AWS evaluation logic, one behaviour a test."""

from collections.abc import Callable
from typing import Any

import pytest

from berthcare.iam.conditions import UnknownConditionKey
from berthcare.iam.document import MalformedDocument
from berthcare.iam.evaluator import Principal, Request, decide
from berthcare.iam.matching import UnsupportedPolicyVariable
from berthcare.iam.principal import UnknownPrincipal

ACCOUNT = "1" * 12
OTHER = "2" * 12
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/app/backend"
SESSION_ARN = f"arn:aws:sts::{ACCOUNT}:assumed-role/backend/session"
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
KEY = f"arn:aws:kms:ca-central-1:{ACCOUNT}:key/0"
ROLE = Principal.role(ROLE_ARN)
REQUEST = Request(ROLE, "kms:Decrypt", KEY)


def statement(effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Sid": "S", "Effect": effect, "Action": "kms:Decrypt", "Resource": "*", **more}


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


ALLOW = document(statement())
DENY = document(statement("Deny"))


def answer(request: Request = REQUEST, **documents: Any) -> bool:
    return decide(request, resource_account=ACCOUNT, **documents).allowed


def test_what_nothing_allows_is_denied() -> None:
    decision = decide(REQUEST, resource_account=ACCOUNT)
    assert not decision.allowed
    assert decision.reason == f"implicit deny: no statement allows kms:Decrypt on {KEY}"


def test_an_identity_policy_allows() -> None:
    decision = decide(REQUEST, identity_documents=[ALLOW], resource_account=ACCOUNT)
    assert decision.allowed
    assert decision.reason == "allowed: identity policy, statement S"


def test_a_deny_wins_over_an_allow_and_is_named() -> None:
    decision = decide(REQUEST, identity_documents=[ALLOW, DENY], resource_account=ACCOUNT)
    assert not decision.allowed
    assert decision.reason == "explicit deny: identity policy, statement S"


SOURCE_FUNCTION = {"ArnEquals": {"lambda:SourceFunctionArn": "arn:aws:lambda:*:*:function:own"}}


@pytest.mark.parametrize(
    ("function", "allowed"),
    [("arn:aws:lambda:r:1:function:own", True), ("arn:aws:lambda:r:1:function:x", False)],
)
def test_an_identity_policy_can_ask_for_the_function_that_calls(
    function: str, *, allowed: bool
) -> None:
    request = Request(ROLE, "kms:Decrypt", KEY, {"lambda:SourceFunctionArn": function})
    policy = document(statement(Condition=SOURCE_FUNCTION))

    assert answer(request, identity_documents=[policy]) is allowed


def test_a_resource_policy_that_asks_for_the_function_that_calls_is_refused() -> None:
    policy = document(statement(Principal={"AWS": ROLE_ARN}, Condition=SOURCE_FUNCTION))

    with pytest.raises(MalformedDocument, match="in identity policies only"):
        answer(resource_document=policy)


@pytest.mark.parametrize("name", [ROLE_ARN, SESSION_ARN, "*"], ids=["role", "session", "everyone"])
def test_a_resource_policy_that_names_the_caller_is_enough_in_its_account(name: str) -> None:
    policy = document(statement(Principal={"AWS": name}))
    assert answer(resource_document=policy)


def test_a_resource_policy_that_names_another_role_does_not_help() -> None:
    other = document(statement(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/other"}))
    assert not answer(resource_document=other)


def test_an_arn_given_as_another_kind_of_principal_does_not_help() -> None:
    assert not answer(resource_document=document(statement(Principal={"Federated": ROLE_ARN})))


def test_a_resource_policy_that_names_the_account_leaves_it_to_the_identity_policy() -> None:
    delegation = document(statement(Principal=ROOT))
    assert not answer(resource_document=delegation)
    assert answer(resource_document=delegation, identity_documents=[ALLOW])


def test_an_identity_policy_does_not_reach_a_key_that_does_not_delegate() -> None:
    lonely = document(statement(Principal={"Service": "sns.amazonaws.com"}))
    decision = decide(
        REQUEST,
        identity_documents=[ALLOW],
        resource_document=lonely,
        resource_account=ACCOUNT,
        requires_resource_policy=True,
    )
    assert not decision.allowed
    assert "does not let identity policy, statement S count" in decision.reason


@pytest.mark.parametrize("identity", [[], [ALLOW]], ids=["no identity policy", "identity policy"])
def test_a_key_policy_that_delegates_needs_the_identity_policy_too(identity: list[Any]) -> None:
    allowed = answer(
        resource_document=document(statement(Principal=ROOT)),
        identity_documents=identity,
        requires_resource_policy=True,
    )
    assert allowed is bool(identity)


def test_a_key_policy_that_names_the_role_is_enough() -> None:
    policy = document(statement(Principal={"AWS": ROLE_ARN}))
    assert answer(resource_document=policy, requires_resource_policy=True)


def test_a_delegation_on_a_condition_delegates_only_where_it_holds() -> None:
    via = {"kms:ViaService": "secretsmanager.ca-central-1.amazonaws.com"}
    policy = document(statement(Principal=ROOT, Condition={"StringEquals": via}))
    rest: dict[str, Any] = {
        "resource_document": policy,
        "identity_documents": [ALLOW],
        "requires_resource_policy": True,
    }
    assert answer(Request(ROLE, "kms:Decrypt", KEY, via), **rest)
    assert not answer(**rest)


@pytest.mark.parametrize(
    ("service", "allowed"), [("ecs-tasks.amazonaws.com", True), ("sns.amazonaws.com", False)]
)
def test_a_trust_policy_lets_in_exactly_its_service(service: str, allowed: bool) -> None:
    trust = document(
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        }
    )
    request = Request(Principal.service(service), "sts:AssumeRole", ROLE_ARN)
    assert answer(request, resource_document=trust, requires_resource_policy=True) is allowed


def test_a_trust_policy_lets_in_a_federated_identity() -> None:
    provider = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
    subject = "token.actions.githubusercontent.com:sub"
    trust = document(
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Principal": {"Federated": provider},
            "Condition": {"StringEquals": {subject: "repo:o/r:ref:refs/heads/main"}},
        }
    )

    def comes(text: str) -> bool:
        caller = Principal.federated(provider)
        request = Request(caller, "sts:AssumeRoleWithWebIdentity", ROLE_ARN, {subject: text})
        return answer(request, resource_document=trust, requires_resource_policy=True)

    assert comes("repo:o/r:ref:refs/heads/main")
    assert not comes("repo:o/fork:ref:refs/heads/main")


def test_the_principal_arn_of_a_session_is_its_role() -> None:
    only_role = {"ArnNotEquals": {"aws:PrincipalArn": ROLE_ARN}}
    policy = document(statement("Deny", Principal="*", Condition=only_role))
    assert answer(resource_document=policy, identity_documents=[ALLOW])
    stranger = Request(Principal.role(f"arn:aws:iam::{ACCOUNT}:role/x"), "kms:Decrypt", KEY)
    assert not answer(stranger, resource_document=policy, identity_documents=[ALLOW])


def test_a_caller_cannot_claim_another_principal_arn() -> None:
    claim = Request(ROLE, "kms:Decrypt", KEY, {"AWS:PrincipalArn": "arn:aws:iam::1:role/admin"})
    only_admin = {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::1:role/admin"}}
    assert not answer(claim, identity_documents=[document(statement(Condition=only_admin))])


def test_the_caller_account_is_known_to_kms_only() -> None:
    mine = {"StringEquals": {"kms:CallerAccount": ACCOUNT}}
    allow = document(statement(Action="*", Condition=mine))
    assert answer(identity_documents=[allow])
    assert not answer(Request(ROLE, "s3:GetObject", "*"), identity_documents=[allow])


def test_a_service_has_no_principal_arn_and_says_that_it_is_one() -> None:
    services = {"Bool": {"aws:PrincipalIsAWSService": "true"}, "Null": {"aws:PrincipalArn": "true"}}
    policy = document(statement(Principal="*", Condition=services))
    service = Request(Principal.service("cloudtrail.amazonaws.com"), "kms:Decrypt", KEY)
    assert answer(service, resource_document=policy)
    assert not answer(resource_document=policy)


def test_another_account_needs_both_policies() -> None:
    stranger = Request(Principal.role(f"arn:aws:iam::{OTHER}:role/x"), "kms:Decrypt", KEY)
    policy = document(statement(Principal={"AWS": OTHER}))
    assert not answer(stranger, identity_documents=[ALLOW])
    assert not answer(stranger, resource_document=policy)
    assert answer(stranger, identity_documents=[ALLOW], resource_document=policy)


def test_a_boundary_limits_what_the_identity_policy_grants() -> None:
    narrow = document(statement(Action="s3:*"))
    assert answer(identity_documents=[ALLOW], boundary=ALLOW)
    assert not answer(identity_documents=[ALLOW], boundary=narrow)
    assert not answer(identity_documents=[ALLOW], boundary=DENY)


def test_a_boundary_limits_a_grant_to_the_role_but_not_one_to_its_session() -> None:
    narrow = document(statement(Action="s3:*"))
    to_role = document(statement(Principal={"AWS": ROLE_ARN}))
    to_session = document(statement(Principal={"AWS": SESSION_ARN}))
    assert not answer(resource_document=to_role, boundary=narrow)
    assert answer(resource_document=to_session, boundary=narrow)


def test_the_root_user_needs_no_identity_policy_but_obeys_a_deny() -> None:
    root = Request(Principal.root(ACCOUNT), "kms:Decrypt", KEY)
    assert answer(root)
    assert not answer(root, resource_document=document(statement("Deny", Principal="*")))


def test_a_user_is_named_by_its_arn() -> None:
    user = f"arn:aws:iam::{ACCOUNT}:user/u"
    policy = document(statement(Principal={"AWS": user}))
    assert answer(Request(Principal.user(user), "kms:Decrypt", KEY), resource_document=policy)


def test_not_action_and_not_resource_mean_everything_else() -> None:
    rest = document({"Effect": "Allow", "NotAction": "iam:*", "NotResource": KEY})
    assert answer(Request(ROLE, "s3:GetObject", "arn:aws:s3:::b/k"), identity_documents=[rest])
    assert not answer(Request(ROLE, "iam:PassRole", ROLE_ARN), identity_documents=[rest])
    assert not answer(identity_documents=[rest])


@pytest.mark.parametrize(
    ("documents", "error"),
    [
        ({"identity_documents": [document(statement(Principal="*"))]}, MalformedDocument),
        ({"resource_document": ALLOW}, MalformedDocument),
        (
            {"resource_document": document(statement("Deny", NotPrincipal={"AWS": ROLE_ARN}))},
            MalformedDocument,
        ),
        (
            {"identity_documents": [document({"Effect": "Allow", "Action": "s3:*"})]},
            MalformedDocument,
        ),
        (
            {"identity_documents": [document(statement(Resource="arn:aws:s3:::${aws:userid}"))]},
            UnsupportedPolicyVariable,
        ),
        (
            {
                "identity_documents": [
                    document(statement(Action="s3:*", Condition={"Bool": {"aws:Typo": True}}))
                ]
            },
            UnknownConditionKey,
        ),
    ],
    ids=[
        "identity policy with a principal",
        "resource policy without a principal",
        "NotPrincipal",
        "identity policy without a resource",
        "policy variable",
        "unknown key in a statement that does not apply",
    ],
)
def test_a_document_that_cannot_be_judged_is_refused(
    documents: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        answer(**documents)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Principal.role("backend"),
        lambda: Principal.role(f"arn:aws:iam::{ACCOUNT}:user/u"),
        lambda: Principal.user(ROLE_ARN),
        lambda: Principal.root("x"),
        lambda: Principal.service("cloudtrail"),
        lambda: Principal.federated(ROLE_ARN),
    ],
)
def test_an_unknown_principal_is_refused(make: Callable[[], Principal]) -> None:
    with pytest.raises(UnknownPrincipal):
        make()
