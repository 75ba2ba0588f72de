"""Every single change to what the product registers is caught, or is known to do no harm.

A mutant is judged as the pack judges: by itself, and in its stack.
"""

import re
from collections import Counter
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache

import pytest

from policies.catalog import RULES
from policies.exceptions import Exceptions
from policies.review import judge, judge_stack
from policies.rule import ResourceRule, StackRule
from policies.stack import STACK_TYPE, Stack
from policies.subject import Subject
from tests.policies.mutations import Mutant, mutants_of
from tests.policies.test_product import deploy
from tests.recorder import Registered, record

HARMLESS = {
    # Names and texts; an absent one is made by Pulumi, or refused by the provider.
    "*.description: taken out": "a text",
    "*.alarmDescription: taken out": "a text",
    "*.name: taken out": "Pulumi makes one; the backend, alarms and `berthcare verify` miss it",
    "*.friendly_name: taken out": "the Twilio provider refuses it",
    "*.logical_name: taken out": "the Twilio provider refuses it",
    "*.project: taken out": "the Twilio provider refuses it",
    "*.stack: taken out": "the Twilio provider refuses it",
    # Required inputs: a resource without them is refused before it is made.
    "Alias.targetKeyId: taken out": "the AWS provider refuses it",
    "BucketLifecycleConfiguration.bucket: taken out": "the AWS provider refuses it",
    "BucketLifecycleConfiguration.rules.id: taken out": "the AWS provider refuses it",
    "BucketLifecycleConfiguration.rules.status: taken out": "the AWS provider refuses it",
    "BucketOwnershipControls.*: taken out": "the AWS provider refuses it",
    "LogMetricFilter.*: taken out": "the AWS provider refuses it",
    "MetricAlarm.comparisonOperator: taken out": "the AWS provider refuses it",
    "MetricAlarm.evaluationPeriods: taken out": "the AWS provider refuses it",
    "MetricAlarm.metricName: taken out": "the AWS provider refuses it",
    "Policy.policy: taken out": "the AWS provider refuses it",
    "Role.assumeRolePolicy: taken out": "the AWS provider refuses it",
    "RolePolicy.policy: taken out": "the AWS provider refuses it",
    "RolePolicy.role: taken out": "the AWS provider refuses it",
    "RolePolicyAttachment.*: taken out": "the AWS provider refuses it",
    "SecretVersion.secretId: taken out": "the AWS provider refuses it",
    "UsageTrigger.*: taken out": "the Twilio provider refuses it, or takes the main account",
    # What is left is safer, or as safe by AWS's default.
    "BucketLifecycleConfiguration.rules.expiration*": "what is kept longer is not lost",
    "BucketLifecycleConfiguration.rules.filter*: taken out": "it is then for the whole bucket",
    "BucketLifecycleConfiguration.rules: *": "nothing then expires",
    "Key.deletionWindowInDays: *": "thirty days by default; AWS refuses more",
    "Key.rotationPeriodInDays: *": "a year by default; AWS refuses less than 90 days",
    "LogGroup.retentionInDays: *": "kept for ever, or longer",
    "Secret.recoveryWindowInDays: *": "thirty days by default; AWS refuses more",
    "Trail.includeGlobalServiceEvents: taken out": "true by default",
    "PhoneNumber.release_on_delete: taken out": "false by default",
    "Subaccount.close_on_delete: taken out": "false by default",
    "SecretVersion.secretString: taken out": "no value is no leak; the backend misses it at once",
    # A right that is taken away is missed by who needs it: `berthcare verify` uses every one.
    "*.policy#[A-Z]*: taken out": "fewer rights, or another rule's matter",
    "*.assumeRolePolicy#*: taken out": "fewer rights",
    # The document is the resource's own, so `*` is that resource.
    "BucketPolicy.policy#Trail*: every resource": "the bucket itself",
    "Key.policy#*: every resource": "the key itself",
    "TopicPolicy.policy#*: every resource": "the topic itself",
    # The conditions that stay let in nobody else.
    "BucketPolicy.policy#Trail*: everybody": "the condition still names the trail",
    "Key.policy#*: everybody": "the conditions still name who calls, or for whom",
    "Key.policy#*: every action of its service": "the conditions still bind each use",
    "Role.assumeRolePolicy#*: everybody": "the conditions still name who calls, or for whom",
    "TopicPolicy.policy#AlarmsPublish: everybody": "the condition still names the alarms",
    "Policy.policy#DecryptTwilioSecrets: no condition": "the key's own policy has the same one",
    "Policy.policy#ReadTwilioSecrets: no condition": "it limits versions, not who or what",
    # Old versions of a trail's objects, which log validation and the lifecycle's year outlive.
    "BucketLifecycleConfiguration.rules.noncurrentVersionExpiration*": "the current ones are kept",
    # Whether an alarm fires is no matter of form: `berthcare verify` makes each of them fire.
    "MetricAlarm.dimensions*: taken out": "verify sees the alarm watch its log group",
    "MetricAlarm.evaluationPeriods: *": "verify makes it fire",
    "MetricAlarm.okActions: *": "the end of an alarm is no alarm",
    "MetricAlarm.period: *": "verify makes it fire",
    "MetricAlarm.statistic: taken out": "verify makes it fire",
    "MetricAlarm.threshold: *": "verify makes it fire",
    "MetricAlarm.treatMissingData: taken out": "verify sees that silence is a breach",
    # How numbers are looked for and what they may cost: settings, guarded by the provider.
    "PhoneNumber.anywhere: *": "still in Canada",
    "PhoneNumber.area_codes: *": "still in Canada",
    "PhoneNumber.max_*": "a limit of the stack's settings",
    "PhoneNumber.min_balance_usd: *": "a limit of the stack's settings",
    "PhoneNumber.required_capabilities: *": "verify calls and texts each number",
    "PhoneNumber.*_url: taken out": "verify compares each number's webhooks with the secret",
    "PhoneNumber.voice_status_callback: taken out": "verify compares the webhooks",
    "PhoneNumber.subaccount_sid: taken out": "in the main account; the number is the same",
}
"""A change that no rule catches -> why it does no harm, or who else sees it."""


@cache
def product() -> dict[str, Subject]:
    """Give what the product registers, by URN; documents as they are, with known ARNs."""
    return {_urn(one): _subject(one) for one in record(deploy).resources}


def _urn(one: Registered) -> str:
    return f"urn:pulumi:staging::berthcare-communications::{one.type}::{one.name}"


def _subject(one: Registered) -> Subject:
    return Subject(
        type=one.type,
        name=one.name,
        urn=_urn(one),
        props={key: value for key, value in one.inputs.items() if not key.startswith("__")},
        protect=one.protect,
        ignore_changes=tuple(one.ignore_changes),
        provider_region="ca-central-1",
        secret_paths=one.secrets,
    )


_STACK = Subject(
    STACK_TYPE,
    "berthcare-communications-staging",
    f"urn:pulumi:staging::berthcare-communications::{STACK_TYPE}::berthcare-communications-staging",
    {},
)


@cache
def exceptions() -> Exceptions:
    """Give the project's own exceptions."""
    return Exceptions.load()


@cache
def objections_to_the_product() -> set[tuple[str, str, str]]:
    return objections_to_stack(None)


@cache
def _identities() -> dict[str, dict[str, object]]:
    """Give the outputs by which resources name each other."""
    return {
        _urn(one): {"arn": one.answered["arn"], "id": f"{one.name}-id"}
        for one in record(deploy).resources
    }


def objections_to(changed: Subject) -> set[tuple[str, str, str]]:
    """Judge a resource by itself, and the stack with it; rule, resource and finding."""
    alone = {
        (rule.id, one.subject.name, one.key)
        for rule in RULES
        if isinstance(rule, ResourceRule) and rule.concerns(changed.type)
        for one in exceptions().remaining(judge(rule, changed).violations, "staging")
    }
    return alone | (objections_to_stack(changed) - objections_to_the_product())


def objections_to_stack(changed: Subject | None) -> set[tuple[str, str, str]]:
    subjects = {_STACK.urn: _STACK, **product()}
    if changed is not None:
        subjects[changed.urn] = changed
    stack = Stack(
        tuple(
            replace(one, props={**_identities().get(urn, {}), **one.props})
            for urn, one in subjects.items()
        )
    )
    return {
        (rule.id, one.subject.name, one.key)
        for rule in RULES
        if isinstance(rule, StackRule)
        for one in exceptions().remaining(judge_stack(rule, stack).violations, "staging")
    }


@cache
def judged() -> tuple[Counter[str], list[Mutant]]:
    """Judge every mutant; give how many were caught by each rule, and the survivors."""
    caught: Counter[str] = Counter()
    survivors: list[Mutant] = []
    for subject in product().values():
        for mutant in mutants_of(subject):
            objections = objections_to(mutant.subject)
            caught.update({rule for rule, _, _ in objections})
            if objections:
                caught["any rule"] += 1
            else:
                survivors.append(mutant)
    return caught, survivors


def test_the_product_itself_has_only_the_findings_that_are_excepted() -> None:
    assert [objections_to(one) for one in product().values() if objections_to(one)] == []
    assert objections_to_stack(None) == set()


def test_a_change_that_no_rule_catches_is_known_to_do_no_harm(
    capsys: pytest.CaptureFixture[str],
) -> None:
    caught, survivors = judged()
    unexplained = {
        one.label
        for one in survivors
        if not any(fnmatchcase(one.label, pattern) for pattern in HARMLESS)
    }
    assert unexplained == set()
    with capsys.disabled():
        print(
            f"\nmutants of the product: {caught['any rule'] + len(survivors)}, caught "
            f"{caught['any rule']}, harmless with a reason {len(survivors)}, others 0"
        )


def test_no_reason_is_given_for_what_a_rule_catches() -> None:
    _, survivors = judged()
    labels = {one.label for one in survivors}
    idle = [
        pattern for pattern in HARMLESS if not any(fnmatchcase(label, pattern) for label in labels)
    ]
    assert idle == []


DANGEROUS = [
    "*.region: abroad",
    "*.protect: off",
    "*: ignored",
    "*: not marked",
    "*: every action",
    "*: every other action",
    "*: every other resource",
    "*: everybody else",
    "*: a stranger's account",
    "*: allowed",
    "*: no JSON",
    "*[!e]abroad",
]


@pytest.mark.parametrize("kind", DANGEROUS)
def test_a_change_of_a_dangerous_kind_is_always_caught(kind: str) -> None:
    _, survivors = judged()
    made = [one.label for subject in product().values() for one in mutants_of(subject)]
    assert any(fnmatchcase(label, kind) for label in made), "there is such a change"
    assert [one.label for one in survivors if fnmatchcase(one.label, kind)] == []


def test_labels_name_the_change_and_not_the_resource() -> None:
    labels = [one.label for subject in product().values() for one in mutants_of(subject)]
    assert all(re.fullmatch(r"\w+\.[\w.#$:@/-]+: [\w ']+", label) for label in labels)
