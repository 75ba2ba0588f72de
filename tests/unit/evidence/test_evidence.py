"""The evidence as a whole: its findings, its two forms, and that it tells no secret."""

import hashlib
import json
from typing import Any

from berthcare.evidence.as_json import as_json
from berthcare.evidence.as_markdown import as_markdown
from berthcare.evidence.model import Evidence
from berthcare.evidence.rules_verdict import RulesVerdict, Violation, not_run
from tests.unit.evidence.state import (
    ACCOUNT,
    CIPHERTEXT,
    PROVIDER,
    PROVIDER_URN,
    ROLE,
    allow,
    attachment,
    document,
    evidence_of,
    key,
    policy,
    resource,
    role,
    state_of,
)

HOME = {"type": "cloud", "state": {"url": "awskms://alias/s?region=ca-central-1"}}
MANIFEST = {"time": "2026-11-27T02:16:25.640561981Z", "version": "v3.259.0"}
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
READS = document(allow("secretsmanager:GetSecretValue", "arn:aws:x:ca-central-1:1:y", Sid="Read"))
REFUSES = {
    "Sid": "OnlyBackend",
    "Effect": "Deny",
    "Action": "kms:Decrypt",
    "Resource": "*",
    "Principal": "*",
    "Condition": {"ArnNotEquals": {"aws:PrincipalArn": ROLE}},
}
EXPIRED = """- rule: residency-arn-region
  stacks: [staging]
  resource: aws:sns/topic:Topic::alerts
  finding: policy holds an ARN in region 'us-east-1'.
  reason: The old | topic is being moved.
  owner: platform
  expires: 2026-11-26
- rule: incomplete
"""


STAR = Violation(
    *("iam-no-admin-star", "mandatory", "critical", "aws:iam/policy:Policy", "reads"),
    "No statement allows everything.\nreads (aws:iam/policy:Policy): policy#1 allows | '*'.",
)
ADVICE = Violation(
    *("iam-policy-lint", "advisory", "low", "aws:iam/policy:Policy", "reads"), "It is long."
)


def well() -> Evidence:
    return evidence_of(
        PROVIDER,
        role(),
        policy(READS),
        attachment(f"arn:aws:iam::{ACCOUNT}:policy/reads"),
        key(document(allow("kms:Decrypt", Principal=ROOT), REFUSES)),
        resource("pulumi-python:dynamic/twilio:PhoneNumber", "voice"),
        secrets_providers=HOME,
        manifest=MANIFEST,
    )


def unwell() -> Evidence:
    """Collect a state in which everything that can go wrong does."""
    return evidence_of(
        resource("aws:sns/topic:Topic", "abroad", outputs={"region": "us-east-1"}),
        resource("aws:sns/topic:Topic", "nowhere"),
        resource("cloudflare:index/record:Record", "unknown"),
        key('{"Statement": [1]}'),
        policy(CIPHERTEXT, "hidden"),
        policy(READS, "unattached"),
        exceptions=EXPIRED,
        rules=RulesVerdict(("berthcare 0.1.0",), (STAR, ADVICE)),
        pending_operations=[
            {"resource": resource("aws:sns/topic:Topic", "half"), "type": "creating"}
        ],
        secrets_providers={"type": "cloud", "state": {"url": "awskms://alias/s?region=us-west-2"}},
    )


def test_a_stack_at_home_has_no_finding() -> None:
    assert well().findings == []
    assert "**Nothing to look at.**" in as_markdown(well())
    assert json.loads(as_json(well()))["clean"] is True


def test_every_thing_that_is_wrong_is_a_finding() -> None:
    found = [(one.subject, one.what) for one in unwell().findings]

    assert found == [
        ("what encrypts the state's secrets", "is in us-west-2"),
        (
            "creating aws:sns/topic:Topic half",
            "an update was interrupted there, and what it made may not be in the state",
        ),
        ("aws:sns/topic:Topic abroad", "is in us-east-1"),
        ("aws:sns/topic:Topic nowhere", "its region cannot be told"),
        ("cloudflare:index/record:Record unknown", "its region cannot be told"),
        (
            "aws:iam/policy:Policy hidden policy",
            "it is a secret in the state, and is not decrypted",
        ),
        (
            "aws:kms/key:Key the-key policy",
            "The policy document is malformed: statement 1 is not an object.",
        ),
        ("aws:iam/policy:Policy reads", "violates iam-no-admin-star: policy#1 allows | '*'."),
        (
            "exception from residency-arn-region for aws:sns/topic:Topic::alerts",
            "expired on 2026-11-26",
        ),
        ("policies/exceptions.yaml, exception 2", "lacks stacks"),
    ]


def test_the_page_shows_every_finding_and_who_bears_nothing() -> None:
    page = as_markdown(unwell())

    assert "**10 to look at:**" in page
    assert "- `aws:sns/topic:Topic abroad`: is in us-east-1" in page
    assert "### Outside Canada: 1" in page
    assert "### Its place cannot be told: 2" in page
    assert "nobody: it is attached to nothing" in page
    assert "2026-11-26 **expired**" in page
    assert r"The old \| topic is being moved." in page


def test_the_json_says_the_same() -> None:
    told = json.loads(as_json(unwell()))

    assert told["clean"] is False
    assert told["counts"] == {
        "resources": 7,
        "in_region": 1,
        "global": 2,
        "twilio": 0,
        "none": 1,
        "outside": 1,
        "unknown": 2,
        "grants": 1,
        "refusals": 0,
        "attached_policies": 0,
        "documents": 1,
        "unreadable": 2,
        "mandatory_violations": 1,
        "advisory_violations": 1,
        "exceptions": 1,
        "expired": 1,
        "faults": 1,
        "findings": 10,
    }
    assert [one["last_day"] for one in told["exceptions"]["entries"]] == ["2026-11-26"]


def test_the_json_has_the_keys_of_its_schema() -> None:
    told = json.loads(as_json(well()))

    assert list(told) == [
        *("schema", "stack", "project", "region", "written", "clean", "findings", "state"),
        *("counts", "resources", "grants", "refusals", "attached_policies", "parties"),
        *("unreadable", "rules", "exceptions", "not_claimed"),
    ]
    assert (told["schema"], told["stack"], told["project"]) == (1, "staging", "p")
    assert told["written"] == "2026-11-27T02:30:15Z"
    assert told["state"]["written"] == MANIFEST["time"]
    assert told["state"]["secrets_provider"]["region"] == "ca-central-1"


def test_the_evidence_is_tied_to_the_state_by_its_hash() -> None:
    text = state_of(PROVIDER, manifest=MANIFEST).text
    found = evidence_of(PROVIDER, manifest=MANIFEST)

    assert found.state.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert found.state.sha256 in as_markdown(found)


def test_the_page_names_who_may_do_what_on_what() -> None:
    page = as_markdown(well())

    assert (
        f"| role `{ROLE}` | `secretsmanager:GetSecretValue` | `arn:aws:x:ca-central-1:1:y` | - |"
        in page
    )
    assert f"| AWS account `{ACCOUNT}` | `kms:Decrypt` | itself: `arn:aws:kms:" in page


def test_refusals_stand_apart_with_whom_they_spare() -> None:
    grants, refusals = as_markdown(well()).split("## What is refused to whom")

    assert "OnlyBackend" not in grants
    assert f"| everybody<br>but not<br>`{ROLE}` | `kms:Decrypt` |" in refusals


def test_what_is_not_claimed_is_said_in_both() -> None:
    assert "does not claim compliance" in as_markdown(well())
    assert "does not claim compliance" in as_json(well())
    assert "berthcare verify staging" in as_markdown(well())


def test_every_violation_is_told_in_both() -> None:
    page, told = as_markdown(unwell()), json.loads(as_json(unwell()))

    section = page.split("## What the policy rules say of this state")[1].split("\n## ")[0]
    assert "| `iam-no-admin-star` | **mandatory, critical** |" in section
    assert r"policy\#1 allows \| '\*'." in section
    assert "| `iam-policy-lint` | advisory, low |" in section
    assert told["rules"]["ran"] is True
    assert [one["rule"] for one in told["rules"]["violations"]] == [STAR.rule, ADVICE.rule]


def test_an_advisory_violation_is_listed_and_is_no_finding() -> None:
    found = evidence_of(PROVIDER, rules=RulesVerdict(("berthcare 0.1.0",), (ADVICE,)))

    assert found.findings == []
    assert "| `iam-policy-lint` |" in as_markdown(found)


def test_rules_that_were_not_run_are_a_finding_and_no_verdict() -> None:
    found = evidence_of(PROVIDER, rules=not_run("the Pulumi engine is not on PATH"))
    page, told = as_markdown(found), json.loads(as_json(found))

    (finding,) = found.findings
    assert finding.what == "the rules were not run: the Pulumi engine is not on PATH"
    assert "**The rules were not run**: the Pulumi engine is not on PATH." in page
    assert "They find no violation" not in page
    assert (told["clean"], told["rules"]["ran"]) == (False, False)
    assert told["rules"]["why_not"] == "the Pulumi engine is not on PATH"


def test_the_page_says_that_listing_a_grant_does_not_judge_it() -> None:
    assert "To list a grant is not to judge it." in as_markdown(well())


def test_the_order_of_the_state_changes_nothing() -> None:
    listed = [
        role(),
        policy(READS),
        attachment(f"arn:aws:iam::{ACCOUNT}:policy/reads"),
        resource("aws:sns/topic:Topic", "t", provider=f"{PROVIDER_URN}::1"),
        PROVIDER,
    ]
    one, other = evidence_of(*listed), evidence_of(*reversed(listed))

    def rest(found: Evidence) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(as_json(found))
        told["state"].pop("sha256")
        return told

    assert rest(one) == rest(other)


def test_names_of_others_cannot_write_into_the_page() -> None:
    name = "x` | **fine** |\n# Title <script>"
    page = as_markdown(evidence_of(resource("aws:sns/topic:Topic", name)))

    assert "\n# Title" not in page
    assert r"``x` \| **fine** \| # Title <script>``" in page
