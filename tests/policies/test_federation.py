"""Federation: a trust in an identity provider needs the audience and a real subject."""

import json
from typing import Any

import pytest

from policies.rules import trust

TOPIC = tuple(rule for rule in trust.RULES if rule.id == "iam-trust-no-public")
ACCOUNT = "1" * 12
GITHUB, COGNITO, GOOGLE = (
    "token.actions.githubusercontent.com",
    "cognito-identity.amazonaws.com",
    "accounts.google.com",
)
OTHER = "id.example.com/realms/a"
PROVIDERS = {
    GITHUB: f"arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB}",
    OTHER: f"arn:aws:iam::{ACCOUNT}:oidc-provider/{OTHER}",
    COGNITO: COGNITO,
    GOOGLE: GOOGLE,
}
STS = "sts.amazonaws.com"
POOL = "ca-central-1:" + "0" * 8
BRANCH = "repo:o/r:ref:refs/heads/main"

Claims = dict[str, Any]
PASSING: list[tuple[str, str, Claims]] = [
    ("audience and branch", GITHUB, {"aud": STS, "sub": BRANCH}),
    ("audience and repository", GITHUB, {"aud": STS, "sub": "repo:o/r:*"}),
    ("audience and branches", GITHUB, {"aud": [STS], "sub": [BRANCH, "repo:o/r2:*"]}),
    ("claims in any letter case", GITHUB, {"AUD": STS, "Sub": BRANCH}),
    ("a person of another provider", OTHER, {"aud": "app", "sub": "person"}),
    ("a person of Google", GOOGLE, {"aud": "app", "sub": "0"}),
    ("a person of a user pool", COGNITO, {"aud": POOL, "sub": f"{POOL}1"}),
    ("whoever signed in to a user pool", COGNITO, {"aud": POOL, "amr": "authenticated"}),
]
FAILING: list[tuple[str, str, Claims]] = [
    *((f"no condition at all ({issuer})", issuer, {}) for issuer in PROVIDERS),
    *((f"an audience alone ({issuer})", issuer, {"aud": "app"}) for issuer in PROVIDERS),
    *((f"a subject alone ({issuer})", issuer, {"sub": "repo:o/r:*"}) for issuer in PROVIDERS),
    *((f"any audience ({issuer})", issuer, {"aud": "*", "sub": "0"}) for issuer in PROVIDERS),
    *((f"any subject ({issuer})", issuer, {"aud": "app", "sub": "*"}) for issuer in PROVIDERS),
    ("any repository", GITHUB, {"aud": STS, "sub": "repo:*"}),
    ("any subject of a first letter", GITHUB, {"aud": STS, "sub": "r*"}),
    ("any subject of five characters or more", GITHUB, {"aud": STS, "sub": "?????*"}),
    ("owners of a first letter", GITHUB, {"aud": STS, "sub": "repo:o*"}),
    ("owners of a first letter, and a slash", GITHUB, {"aud": STS, "sub": "repo:o*/r:*"}),
    ("all repositories of an owner", GITHUB, {"aud": STS, "sub": "repo:o/*"}),
    ("repositories of a first letter", GITHUB, {"aud": STS, "sub": "repo:o/r*"}),
    ("a branch of any repository", GITHUB, {"aud": STS, "sub": "*:ref:refs/heads/main"}),
    ("one branch or any", GITHUB, {"aud": STS, "sub": [BRANCH, "repo:*"]}),
    ("whatever the token says", GITHUB, {"aud": STS, "sub": f"${{{GITHUB}:sub}}"}),
    *(
        (f"any branch, in the form of GitHub ({issuer})", issuer, {"aud": STS, "sub": "repo:o/r:*"})
        for issuer in (OTHER, GOOGLE, COGNITO)
    ),
    ("a subject by the start of a word", OTHER, {"aud": "app", "sub": "pers*"}),
    ("guests of a user pool", COGNITO, {"aud": POOL, "amr": "unauthenticated"}),
    ("guests too", COGNITO, {"aud": POOL, "amr": ["authenticated", "unauthenticated"]}),
    ("whoever, guests too", COGNITO, {"aud": POOL, "amr": "*authenticated"}),
    ("whoever signed in anywhere", COGNITO, {"amr": "authenticated"}),
    ("a method of signing in, elsewhere", GITHUB, {"aud": STS, "amr": "authenticated"}),
    ("an empty list of subjects", GITHUB, {"aud": STS, "sub": []}),
]


def tokens(issuer: str, claims: Claims, operator: str = "StringLike") -> dict[str, Any]:
    conditions = {f"{issuer}:{claim}": value for claim, value in claims.items()}
    return {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": PROVIDERS[issuer]},
        **({"Condition": {operator: conditions}} if claims else {}),
    }


def judged(judge: Any, statement: dict[str, Any]) -> list[str]:
    return list(judge("aws:iam/role:Role", {"assumeRolePolicy": {"Statement": [statement]}}))


@pytest.mark.parametrize(
    "operator",
    ["StringLike", "StringEquals", "ForAnyValue:StringLike", "ForAnyValue:StringEquals"],
)
@pytest.mark.parametrize(
    ("issuer", "claims"), [pytest.param(*row, id=sentence) for sentence, *row in PASSING]
)
def test_a_trust_in_tokens_of_somebody_named_passes(
    judge: Any, issuer: str, claims: Claims, operator: str
) -> None:
    assert judged(judge, tokens(issuer, claims, operator)) == []


@pytest.mark.parametrize(
    ("issuer", "claims"), [pytest.param(*row, id=sentence) for sentence, *row in FAILING]
)
def test_a_trust_in_tokens_of_strangers_is_refused(judge: Any, issuer: str, claims: Claims) -> None:
    assert judged(judge, tokens(issuer, claims)) == ["iam-trust-no-public"]


@pytest.mark.parametrize(
    "operator",
    [
        "StringNotLike",
        "StringNotEquals",
        "StringLikeIfExists",
        "StringEqualsIfExists",
        "ForAllValues:StringLike",
    ],
)
def test_a_condition_that_also_holds_for_strangers_is_none(judge: Any, operator: str) -> None:
    claims = {"aud": STS, "sub": BRANCH}
    assert judged(judge, tokens(GITHUB, claims, operator)) == ["iam-trust-no-public"]


def test_the_claims_of_another_issuer_are_no_condition(judge: Any) -> None:
    statement = tokens(GITHUB, {"aud": STS, "sub": BRANCH})
    statement["Principal"] = {"Federated": [PROVIDERS[GITHUB], GOOGLE]}
    assert judged(judge, statement) == ["iam-trust-no-public"]


def test_a_saml_provider_needs_no_claims(judge: Any) -> None:
    statement = tokens(GITHUB, {}) | {"Action": "sts:AssumeRoleWithSAML"}
    statement["Principal"] = {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/company"}
    assert judged(judge, statement) == []


def test_an_unknown_claim_waits(judge: Any, unknown: str) -> None:
    statement = tokens(GITHUB, {"aud": STS, "sub": unknown})
    found = judge("aws:iam/role:Role", {"assumeRolePolicy": {"Statement": [statement]}})
    assert found == {}
    assert "assumeRolePolicy#1.Condition" in found.unknown["iam-trust-no-public"]


def test_an_unknown_trust_waits_and_a_known_one_given_as_text_does_not(
    judge: Any, unknown: str
) -> None:
    text = json.dumps({"Statement": tokens(GITHUB, {"aud": STS, "sub": "*"})})
    assert judge("aws:iam/role:Role", {"assumeRolePolicy": unknown}) == {}
    assert list(judge("aws:iam/role:Role", {"assumeRolePolicy": text})) == ["iam-trust-no-public"]


def test_strangers_of_one_provider_are_refused_beside_a_provider_not_known_yet(
    judge: Any, unknown: str
) -> None:
    statement = tokens(GITHUB, {}) | {"Principal": {"Federated": [unknown, GOOGLE]}}
    assert judged(judge, statement) == ["iam-trust-no-public"]
