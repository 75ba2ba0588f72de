from berthcare.evidence.clause import Party
from tests.unit.evidence.state import ACCOUNT, ROLE, allow, document, evidence_of, key, role

OTHER = "999999999999"


def test_everybody_who_is_named_is_counted_once_with_what_they_are_granted() -> None:
    root = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    only = {"ArnEquals": {"aws:PrincipalArn": ROLE}}
    refusal = {
        "Effect": "Deny",
        "Action": "kms:*",
        "Resource": "*",
        "Principal": "*",
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": ROLE}},
    }
    text = document(allow("kms:Decrypt", Principal=root, Condition=only), refusal)

    found = {one.party: (one.grants, one.spared) for one in evidence_of(role(), key(text)).parties}

    assert found == {
        Party("account", ACCOUNT): (1, 0),
        Party("role", ROLE): (1, 1),
        Party("service", "ecs.amazonaws.com"): (1, 0),
    }


def test_a_party_of_another_account_is_told_apart() -> None:
    principals = {"AWS": [OTHER, f"arn:aws:iam::{OTHER}:role/x", ACCOUNT]}
    text = document(allow("kms:Decrypt", Principal=principals))

    found = {one.party.value: one.is_foreign for one in evidence_of(key(text)).parties}

    assert found == {OTHER: True, f"arn:aws:iam::{OTHER}:role/x": True, ACCOUNT: False}
