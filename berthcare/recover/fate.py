"""What becomes of an operation that was left open: decided by its type, and by what AWS has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from berthcare.recover.existing import Existing
from berthcare.recover.lookup import LOOKUPS, Nameless, Reading
from berthcare.recover.pending import Pending
from berthcare.residency import REGION

_TWILIO = "pulumi-python:dynamic/twilio:"
_WRITTEN_AGAIN = frozenset(
    {
        "aws:cloudwatch/dashboard:Dashboard",
        "aws:cloudwatch/eventRule:EventRule",
        "aws:cloudwatch/eventTarget:EventTarget",
        "aws:cloudwatch/logMetricFilter:LogMetricFilter",
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        "aws:s3/bucketPolicy:BucketPolicy",
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "aws:s3/bucketVersioning:BucketVersioning",
        "aws:secretsmanager/secretPolicy:SecretPolicy",
        "aws:secretsmanager/secretRotation:SecretRotation",
        "aws:secretsmanager/secretVersion:SecretVersion",
        "aws:sns/topicPolicy:TopicPolicy",
        "aws:sns/topicSubscription:TopicSubscription",
        "aws:sqs/queuePolicy:QueuePolicy",
    }
)
"""Made by a call that AWS lets be made again (Put…, Attach…, Subscribe): it overwrites its own."""
_KEY = "aws:kms/key:Key"
_FIND_KEYS = (
    "aws resourcegroupstaggingapi get-resources --resource-type-filters kms:key "
    "--tag-filters Key=Environment,Values={environment} --region {region}"
)
"""No policy of a deployer's allows it (`tag:GetResources`)."""


class Fate(str, Enum):
    """What a recovery does with it."""

    TAKEN_OVER = "taken over"
    """It is there: the state gets it."""
    MADE_LATER = "made later"
    """It is not there, or can be made again: the next deployment does."""
    READ_ANEW = "read anew"
    """The state has it: what it is now is read."""
    LEFT = "left to you"
    """Nobody but a person can tell."""

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Settled:
    """An operation, and what becomes of it."""

    pending: Pending
    fate: Fate
    why: str
    id: str = ""
    """What `pulumi import` takes it over by."""
    look: str = ""
    """The command that finds what may be left over at AWS."""


def settle(pending: Iterable[Pending], aws: Reading, environment: str) -> tuple[Settled, ...]:
    """Decide on each. Raises `BerthcareError` where AWS cannot be asked."""
    return tuple(_settled(one, aws, environment) for one in pending)


def _settled(pending: Pending, aws: Reading, environment: str) -> Settled:
    if not pending.is_creation and pending.is_known:
        return Settled(pending, Fate.READ_ANEW, "the state has it")
    if not pending.is_creation:
        return Settled(pending, Fate.MADE_LATER, "the state does not have it any more")
    if pending.type.startswith(_TWILIO):
        return Settled(pending, Fate.MADE_LATER, "the deployment finds it at Twilio by its mark")
    if pending.type in _WRITTEN_AGAIN:
        return Settled(pending, Fate.MADE_LATER, "it may be written again: it overwrites its own")
    if pending.type == _KEY:
        look = _FIND_KEYS.format(environment=environment, region=REGION)
        return Settled(
            pending,
            Fate.MADE_LATER,
            "a key has no name of its own: if it was made, it is left over, for 1 USD a month",
            look=look,
        )
    return _looked_up(pending, aws, environment)


def _looked_up(pending: Pending, aws: Reading, environment: str) -> Settled:
    lookup = LOOKUPS.get(pending.type)
    try:
        found = lookup(aws, pending.inputs) if lookup else None
    except Nameless:
        lookup, found = None, None
    if lookup is None:
        return Settled(pending, Fate.LEFT, "it cannot be looked up by its type or name")
    if found is not None:
        return _existing(pending, found, environment)
    if pending.known_id:
        why = "it does not exist, and the state has the one that it replaces"
        return Settled(pending, Fate.READ_ANEW, why)
    return Settled(pending, Fate.MADE_LATER, "it does not exist")


def _existing(pending: Pending, found: Existing, environment: str) -> Settled:
    if found.is_id(pending.known_id):
        return Settled(pending, Fate.READ_ANEW, "the state has it")
    if objection := found.objection(environment):
        return Settled(pending, Fate.LEFT, f"{found.id} exists, but {objection}")
    if pending.is_taken:
        # An import gives way to what the state has (pulumi, pkg/resource/deploy/import.go).
        why = f"{found.id} exists, and the state still has the one that it replaces"
        return Settled(pending, Fate.LEFT, why)
    return Settled(pending, Fate.TAKEN_OVER, f"it exists: {found.id}", id=found.id)


def by_fate(settled: Iterable[Settled]) -> Mapping[Fate, list[Settled]]:
    """Return them by what becomes of them; every fate is a key."""
    found: dict[Fate, list[Settled]] = {fate: [] for fate in Fate}
    for one in settled:
        found[one.fate].append(one)
    return found
