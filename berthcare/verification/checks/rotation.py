"""The tokens are replaced by themselves: by our function, in time, and no rotation got stuck."""

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from berthcare.aws_client import clients_as_caller
from berthcare.names import Names
from berthcare.rotate.plan import RUNBOOK
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.rotated_secrets import CANNOT, RotatedSecrets
from berthcare.rotate.standing import FOLLOWS_WITHIN, Rotation, SecretStanding
from berthcare.rotation_schedule import ROTATION_DAYS
from berthcare.verification.check import Check
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


def _run(context: Context) -> Outcome:
    names = context.names
    (client,) = clients_as_caller(CANNOT, "secretsmanager")
    secrets = RotatedSecrets(client, names)
    standings = [secrets.standing(one) for one in Rotatable]
    functions = {
        one.name: client.describe_secret(SecretId=one.name).get("RotationLambdaARN")
        for one in standings
    }
    return judged(
        standings,
        functions,
        names,
        datetime.now(timezone.utc),
        has_parent=_has_parent(client, names),
    )


def judged(
    standings: list[SecretStanding],
    functions: dict[str, str | None],
    names: Names,
    now: datetime,
    *,
    has_parent: bool,
) -> Outcome:
    """Return the outcome; `functions` are the ARNs of what rotates each secret, by its name.

    Without a parent the main account serves, whose token people replace (docs/adr/0019).
    """
    by_hand = [
        one
        for one in standings
        if one.which is Rotatable.ACCOUNT and not has_parent and one.rotation is Rotation.NONE
    ]
    rotated = [one for one in standings if one not in by_hand]
    problems = [problem for one in rotated for problem in problems_of(one, now)]
    problems += [
        f"{one.name} is rotated by {functions[one.name] or 'no function'}, not by {names.rotation}"
        for one in rotated
        if one.rotation is Rotation.ON and not _is_ours(functions[one.name], names)
    ]
    if problems:
        return Outcome.failed(
            "; ".join(problems),
            f"See where it stands: berthcare rotate {names.environment} --status   and: {RUNBOOK}",
        )
    told = "; ".join(f"{one.name} every {one.interval_days} days" for one in rotated)
    rest = "".join(f"; {one.name} by hand (the main account serves)" for one in by_hand)
    return Outcome.passed(f"{names.rotation} rotates {told}{rest}")


def problems_of(one: SecretStanding, now: datetime) -> Iterator[str]:
    """Yield what is wrong with the rotation of a secret, in words."""
    if one.rotation is not Rotation.ON:
        off = "has no rotation" if one.rotation is Rotation.NONE else "had its rotation cancelled"
        yield f"{one.name} {off}"
        return
    if one.interval_days is None or one.interval_days > ROTATION_DAYS:
        days = (
            "at times not told" if one.interval_days is None else f"every {one.interval_days} days"
        )
        yield f"{one.name} is rotated {days}, not at least every {ROTATION_DAYS} days"
    if one.next_rotation is not None and one.next_rotation < now:
        yield f"{one.name} should have been rotated by {one.next_rotation:%Y-%m-%d}"
    if one.pending is not None and _is_stuck(one, now):
        yield f"{one.name} has a rotation that began and did not end: it failed"
    elif one.is_late(now):
        yield f"{one.name} waits too long for the end of its rotation ({one.phase})"


def _is_ours(function_arn: str | None, names: Names) -> bool:
    return (function_arn or "").endswith(f":function:{names.rotation}")


def _is_stuck(one: SecretStanding, now: datetime) -> bool:
    """Tell whether a pending version is older than a rotation takes."""
    return one.last_changed is not None and now - one.last_changed > FOLLOWS_WITHIN


def _has_parent(client: "SecretsManagerClient", names: Names) -> bool:
    """Tell whether a main account's credentials are stored: then a subaccount serves."""
    try:
        client.describe_secret(SecretId=names.parent_secret)
    except client.exceptions.ResourceNotFoundException:
        return False
    return True


ROTATION = Check(
    name="rotation",
    question="Are both tokens rotated by themselves, in time, and did no rotation fail?",
    run=_run,
)
