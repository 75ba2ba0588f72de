"""Every single change to what the product registers is caught, or is known to do no harm.

A mutant is judged as the pack judges: by itself, and in its stack. What is off by default is on.
"""

import re
from collections import Counter
from fnmatch import fnmatchcase
from functools import cache, partial

import pytest

from policies.catalog import RULES
from policies.exceptions import Exceptions
from policies.review import judge, judge_stack
from policies.rule import ResourceRule, StackRule
from policies.subject import Subject
from tests.policies.mutations import Mutant, mutants_of
from tests.policies.placed import registered_by
from tests.policies.product_stack import stack_of, subject_of, urn_of
from tests.policies.test_product import deploy
from tests.recorder import Registered

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
    "Budget.*Type: taken out": "the AWS provider refuses it",
    "Budget.limit*: taken out": "AWS refuses a budget without its amount, or an amount alone",
    "Budget.notifications.comparisonOperator: taken out": "the AWS provider refuses it",
    "Budget.notifications.subscriberSnsTopicArns: *": "AWS refuses to notify nobody",
    "Budget.notifications.threshold: taken out": "the AWS provider refuses it",
    "Budget.timeUnit: taken out": "the AWS provider refuses it",
    "Dashboard.*: taken out": "the AWS provider refuses it",
    "EventRule.eventPattern: taken out": "the AWS provider refuses a rule on nothing",
    "EventRule.scheduleExpression: taken out": "the AWS provider refuses a rule on nothing",
    "EventTarget.arn: taken out": "the AWS provider refuses it",
    "EventTarget.rule: taken out": "the AWS provider refuses it",
    "Function.code: taken out": "the AWS provider refuses it",
    "Function.handler: taken out": "AWS refuses it",
    "Function.role: taken out": "the AWS provider refuses it",
    "Function.runtime: taken out": "AWS refuses it",
    "FunctionEventInvokeConfig.functionName: taken out": "the AWS provider refuses it",
    "LogMetricFilter.*: taken out": "the AWS provider refuses it; the unit is none by default",
    "MetricAlarm.comparisonOperator: taken out": "AWS refuses it",
    "MetricAlarm.evaluationPeriods: taken out": "AWS refuses it",
    "Parameter.type: taken out": "the AWS provider refuses it",
    "Parameter.value: taken out": "the AWS provider refuses it",
    "Permission.action: taken out": "the AWS provider refuses it",
    "Permission.function: taken out": "the AWS provider refuses it",
    "Permission.principal: taken out": "the AWS provider refuses it",
    "Policy.policy: taken out": "the AWS provider refuses it",
    "Role.assumeRolePolicy: taken out": "the AWS provider refuses it",
    "RolePolicy.policy: taken out": "the AWS provider refuses it",
    "RolePolicy.role: taken out": "the AWS provider refuses it",
    "RolePolicyAttachment.*: taken out": "the AWS provider refuses it",
    "SecretRotation.rotationLambdaArn: taken out": "AWS refuses a rotation by nobody",
    "SecretVersion.secretId: taken out": "the AWS provider refuses it",
    "UsageTrigger.*: taken out": "the Twilio provider refuses it, or takes the main account",
    # What is left is safer, or as safe by AWS's default.
    "BucketLifecycleConfiguration.rules.expiration*": "what is kept longer is not lost",
    "BucketLifecycleConfiguration.rules.filter*: taken out": "it is then for the whole bucket",
    "BucketLifecycleConfiguration.rules: *": "nothing then expires",
    "EventTarget.targetId: taken out": "the AWS provider makes one",
    "Function.architectures: *": "the other processor; what is packed is plain Python",
    "Function.loggingConfig*: taken out": "its default group has the name of the one that is here",
    "Key.deletionWindowInDays: *": "thirty days by default; AWS refuses more",
    "Key.rotationPeriodInDays: *": "a year by default; AWS refuses less than 90 days",
    "LogGroup.retentionInDays: *": "kept for ever, or longer",
    "Secret.recoveryWindowInDays: *": "thirty days by default; AWS refuses more",
    "Permission.statementId: taken out": "the AWS provider makes one",
    "SecretRotation.rotateImmediately: *": "rotated at once, too, when the rotation is set up",
    "SecretRotation.rotationRules.automaticallyAfterDays: one": "rotated more often",
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
    "TopicPolicy.policy#BudgetPublishes: everybody": "the condition still names the budget",
    "*Policy.policy#DecryptTwilioSecrets: no condition": "the key's own policy has the same one",
    "RolePolicy.policy#UseTheKeyOfTheseSecrets: no condition": "the key's own policy has the same "
    "one",
    "Permission.sourceAccount: taken out": "the secret's ARN names the account",
    "Permission.sourceArn: taken out": "a secret of this account; the function refuses another's",
    "RolePolicy.policy#EncryptDeadLetters: no condition": "the key's own policy has the same one",
    "RolePolicy.policy#ReadItsVariables: no condition": "the key's own policy has the same one",
    "RolePolicy.policy#EncryptForTheTopic: no condition": "by the key's own policy it comes "
    "through SNS only, where it publishes to this topic only",
    "Policy.policy#ReadTwilioSecrets: no condition": "it limits versions, not who or what",
    # That the function itself asks: tests/unit/documents/test_watcher.py tries it with another.
    "RolePolicy.policy#ReadTwilioSecrets: no condition": "its test sees it; the secrets' own "
    "policies still name the role",
    "RolePolicy.policy#ReplaceTokens: no condition": "test_rotation.py beside it sees it; the "
    "secrets' own policies still name the role",
    "RolePolicy.policy#ReadSpendLift: no condition": "its test sees it; a lift is no secret",
    # Old versions of a trail's objects, which log validation and the lifecycle's year outlive.
    "BucketLifecycleConfiguration.rules.noncurrentVersionExpiration*": "the current ones are kept",
    # When an alarm rings is no matter of form: tests/unit/components/test_alarms.py holds each
    # against its signal, which tests/unit/signals tries on what must ring it and what must not.
    "MetricAlarm.evaluationPeriods: *": "the signal's test sees it",
    "MetricAlarm.okActions: *": "the end of an alarm is no alarm",
    "MetricAlarm.period: *": "the signal's test sees it",
    "MetricAlarm.statistic: taken out": "AWS refuses it",
    "MetricAlarm.threshold: *": "the signal's test sees it",
    "MetricAlarm.treatMissingData: taken out": "quiet without data, as before; an alarm on silence "
    "is caught",
    "EventTarget.inputTransformer*": "test_fast_alarm.py holds the whole message",
    "EventTarget.roleArn: taken out": "nothing is published, which test_fast_alarm.py sees; the "
    "trail's own alarm on a stranger still rings",
    # One of four notifications: the others are there, and Twilio's own spend is told elsewhere.
    "Budget.notifications.threshold: *": "it tells at another amount",
    "Budget.notifications: taken out": "it tells at three amounts, not four",
    # What makes a function fail or be late rings: its errors and its runs are counted.
    "Function.environment: taken out": "it refuses to run, which rings",
    "Function.environment.variables: taken out": "it refuses to run, which rings",
    "Function.environment.variables.[!P]*: taken out": "it refuses to run",
    "Function.environment.variables.PARENT_SECRET: taken out": "tests/unit/components/test_watcher "
    "sees it; the limit rings and does not suspend",
    "Function.memorySize: *": "128 MB, or what AWS refuses; a slow run rings",
    "Function.reservedConcurrentExecutions: *": "what the watcher does once it may do again (ADR "
    "0016); the rotation's own test sees it",
    "Function.timeout: *": "a run that is cut off rings; AWS refuses more than 900 seconds",
    "FunctionEventInvokeConfig.maximum*": "a late run, or one more, sees what is then",
    "Queue.messageRetentionSeconds: *": "its alarm rings as soon as one comes",
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
    return {urn_of(one): subject_of(one) for one in registered()}


@cache
def registered() -> list[Registered]:
    return registered_by(partial(deploy, {"fastAlarm": "true"}))


@cache
def exceptions() -> Exceptions:
    """Give the project's own exceptions."""
    return Exceptions.load()


@cache
def objections_to_the_product() -> set[tuple[str, str, str]]:
    return objections_to_stack(None)


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
    stack = stack_of(registered(), changed)
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
