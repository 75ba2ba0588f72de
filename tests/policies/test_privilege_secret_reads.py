"""Rights to read secrets: whoever may read must be told which secret, key or parameter."""

import json
from fnmatch import fnmatchcase
from itertools import takewhile
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policies.review import review
from policies.rules.privilege import RULES
from policies.subject import Subject

TOPIC = RULES
ACCOUNT = "1" * 12
REGION = "ca-central-1"
POLICY = "aws:iam/policy:Policy"
READ, STAR = "iam-no-secret-read-star", "iam-no-resource-star"
SECRET, KEY, PARAMETER = "secretsmanager:GetSecretValue", "kms:Decrypt", "ssm:GetParameter"

SECRETS = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}"
KEYS = f"arn:aws:kms:{REGION}:{ACCOUNT}"
PARAMETERS = f"arn:aws:ssm:{REGION}:{ACCOUNT}"
NAMED = f"{SECRETS}:secret:staging/twilio/account-AbCdEf"
PASSING: list[tuple[str, str, str | list[str]]] = [
    ("a secret by its ARN", SECRET, NAMED),
    ("a secret in a list", SECRET, [NAMED]),
    ("a secret by its name", SECRET, f"{SECRETS}:secret:staging/twilio/account-??????"),
    ("a secret by its name, as documented", SECRET, f"{SECRETS}:secret:account-*"),
    ("the secrets below a path", SECRET, f"{SECRETS}:secret:staging/*"),
    ("the secrets below a path that end alike", SECRET, f"{SECRETS}:secret:staging/*/account-*"),
    ("a key by its ARN", KEY, f"{KEYS}:key/0"),
    ("the parameters below a path", PARAMETER, f"{PARAMETERS}:parameter/staging/*"),
    ("objects of a bucket, which are no secrets", SECRET, "arn:aws:s3:::bucket/*"),
    ("a queue of any region, which is no secret", SECRET, f"arn:aws:sqs:*:{ACCOUNT}:q"),
]
FAILING: list[tuple[str, str, str | list[str], set[str]]] = [
    ("every secret, spelt secret*", SECRET, f"{SECRETS}:secret*", {READ}),
    ("every secret, spelt s*", SECRET, f"{SECRETS}:s*", {READ}),
    ("every secret, spelt secret:*", SECRET, f"{SECRETS}:secret:*", {READ}),
    ("every secret, spelt secret:?*", SECRET, f"{SECRETS}:secret:?*", {READ}),
    ("every secret, spelt secret?*", SECRET, f"{SECRETS}:secret?*", {READ}),
    ("every secret, spelt sec?et:*", SECRET, f"{SECRETS}:sec?et:*", {READ}),
    ("every secret of six characters", SECRET, f"{SECRETS}:secret:??????-??????", {READ}),
    ("every secret with a first letter", SECRET, f"{SECRETS}:secret:s*", {READ}),
    ("every secret with the start of a word", SECRET, f"{SECRETS}:secret:stag*", {READ}),
    ("every secret that starts with a dash", SECRET, f"{SECRETS}:secret:-*", {READ}),
    ("every secret that ends in a word", SECRET, f"{SECRETS}:secret:*/account-??????", {READ}),
    ("a secret named by a variable", SECRET, f"{SECRETS}:secret:${{aws:username}}/*", {READ}),
    ("one that is every secret, in a list", SECRET, [NAMED, f"{SECRETS}:secret*"], {READ}),
    ("a pattern that ends early", SECRET, SECRETS, {READ, STAR}),
    ("a pattern that ends in the account", SECRET, SECRETS[:-6] + "*", {READ, STAR}),
    (
        "a path of any account",
        SECRET,
        f"arn:aws:secretsmanager:{REGION}:*:secret:staging/*",
        {READ},
    ),
    (
        "a path of any account, spelt in twelve characters",
        SECRET,
        f"arn:aws:secretsmanager:{REGION}:{'?' * 12}:secret:staging/*",
        {READ},
    ),
    (
        "a path of any region",
        SECRET,
        f"arn:aws:secretsmanager:*:{ACCOUNT}:secret:staging/*",
        {READ},
    ),
    (
        "every secret of any region and account",
        SECRET,
        "arn:aws:secretsmanager:*:*:secret:*",
        {READ, STAR},
    ),
    ("every secret by the middle of its ARN", SECRET, "*:secret:*", {READ, STAR}),
    ("every secret of any service", SECRET, f"arn:aws:*:{REGION}:{ACCOUNT}:secret:a", {READ}),
    ("every secret of any partition", SECRET, f"arn:*:{SECRETS[8:]}:secret:a", {READ}),
    ("a service in capitals", SECRET, f"arn:aws:SECRETSMANAGER:{SECRETS[23:]}:secret:*", {READ}),
    ("an action in capitals", SECRET.upper(), f"{SECRETS}:secret*", {READ}),
    ("an action by wildcard", "secretsmanager:*Value", f"{SECRETS}:secret*", {READ}),
    ("every key, spelt key*", KEY, f"{KEYS}:key*", {READ}),
    ("every key, spelt key/*", KEY, f"{KEYS}:key/*", {READ}),
    ("every key of a first digit", KEY, f"{KEYS}:key/0*", {READ}),
    ("every multi-region key", KEY, f"{KEYS}:key/mrk-*", {READ}),
    ("every key of any region and account", KEY, "arn:aws:kms:*:*:key/*", {READ, STAR}),
    ("every parameter, spelt p*", PARAMETER, f"{PARAMETERS}:p*", {READ}),
]


def policy(action: str, resource: Any, element: str = "Resource") -> dict[str, str]:
    statement = {"Effect": "Allow", "Action": action, element: resource}
    return {"policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}


@pytest.mark.parametrize(
    ("action", "resource"), [pytest.param(*row, id=sentence) for sentence, *row in PASSING]
)
def test_a_right_to_read_what_is_named_passes(judge: Any, action: str, resource: Any) -> None:
    assert judge(POLICY, policy(action, resource)) == {}


@pytest.mark.parametrize(
    ("action", "resource", "rules"), [pytest.param(*row, id=sentence) for sentence, *row in FAILING]
)
def test_a_right_to_read_what_is_not_named_is_refused(
    judge: Any, action: str, resource: Any, rules: set[str]
) -> None:
    assert set(judge(POLICY, policy(action, resource))) == rules


def test_a_right_to_read_all_but_one_secret_is_refused(judge: Any) -> None:
    found = judge(POLICY, policy(SECRET, f"{SECRETS}:secret:a-*", element="NotResource"))
    assert set(found) == {"iam-no-notaction-allow"}


def test_an_unknown_secret_waits_and_a_known_one_beside_it_is_refused(
    judge: Any, unknown: str
) -> None:
    statement = {"Sid": "A", "Effect": "Allow", "Action": SECRET, "Resource": [unknown]}
    later = judge(POLICY, {"policy": {"Statement": [statement]}})
    assert later == {}
    assert "policy#A.Resource" in later.unknown[READ]
    statement["Resource"] = [unknown, f"{SECRETS}:secret*"]
    assert set(judge(POLICY, {"policy": {"Statement": [statement]}})) == {READ}


ARNS = st.builds(
    "arn:aws:secretsmanager:{}:{}:secret:{}-{}".format,
    st.sampled_from([REGION, "us-east-1"]),
    st.sampled_from([ACCOUNT, "2" * 12]),
    st.from_regex(r"[ab][ab/-]{0,8}", fullmatch=True),
    st.from_regex(r"[AB]{6}", fullmatch=True),
)


def shared_start(first: str, second: str) -> str:
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))
    return "".join(character for character, _same in pairs)


@st.composite
def patterns(draw: st.DrawFn, first: str, second: str) -> str:
    """Make a pattern of wildcards and of what two texts share at their start and their end."""
    start = shared_start(first, second)
    end = shared_start(first[::-1], second[::-1])[::-1]
    kept = start[: draw(st.integers(0, len(start)))] + "*"
    kept += end[draw(st.integers(0, len(end))) :]
    for place in draw(st.lists(st.integers(0, len(kept) - 1), max_size=2)):
        if kept[place] != "*":
            kept = kept[:place] + draw(st.sampled_from("*?")) + kept[place + 1 :]
    return kept


def share_a_place_and_a_first_word(first: str, second: str) -> bool:
    *place, name = first.split(":", 6)
    *other_place, other_name = second.split(":", 6)
    shared = shared_start(name, other_name)
    return place == other_place and max(shared.rfind("/"), shared.rfind("-")) > 0


@given(st.data(), ARNS, ARNS)
def test_a_pattern_that_matches_unrelated_secrets_is_refused(
    data: st.DataObject, first: str, second: str
) -> None:
    assume(not share_a_place_and_a_first_word(first, second))
    pattern = data.draw(patterns(first, second))
    # Read as loosely as can be: here a `*` crosses every colon, which IAM allows at a field's end.
    assert fnmatchcase(first, pattern)
    assert fnmatchcase(second, pattern)
    subject = Subject(POLICY, "subject", "", policy(SECRET, pattern))
    assert READ in {found.rule.id for found in review(subject, RULES)}
