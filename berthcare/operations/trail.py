"""What the audit trail tells of a week: strangers at the secrets, and who changed them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from berthcare.operations.sources import Wider
from berthcare.operations.watching import delivered
from berthcare.signals.clauses import SUCCEEDED, event, pattern, service
from berthcare.status.metrics import Measured, measured, of_alarm
from berthcare.status.runbooks import runbook, signals_by_alarm
from berthcare.status.said import Said, attention, failed, unknown, well

_DAYS = 7
_CHANGES = (
    *("PutSecretValue", "UpdateSecret*", "DeleteSecret", "RestoreSecret"),
    *("PutResourcePolicy", "DeleteResourcePolicy", "RotateSecret", "CancelRotateSecret"),
)
_OF_STRANGERS = ("stranger-secret-read", "unauthorized-twilio-secret-access")
_BY_STRANGERS = ("secret-write", "secret-policy-change", "secret-deletion", "secrets-key-change")
"""Signals on changes that are no deployment's and no rotation's."""
_TRAIL_SILENT = f"Follow {runbook('audit-tampering')}#trail-silent"
_MOST_SHOWN = 6
_SILENT_HOURS = 2
"""After so many the alarm on a silent trail rings."""


def strangers(sources: Wider) -> Iterator[Said]:
    """Say how often a stranger read a secret, or was refused one, if the trail told it all."""
    names = sources.names
    read, refused = (
        measured(sources, of_alarm(names, key), _DAYS * 24).sum for key in _OF_STRANGERS
    )
    told = f"{read:.0f} reads by strangers and {refused:.0f} refusals in {_DAYS} days"
    page = f"Follow {runbook('unauthorised-access')}"
    if read:
        yield failed(told, f"{page}#stranger-secret-read")
    elif refused:
        yield attention(
            told,
            f"berthcare verify is refused on purpose; of all others: {page}"
            "#unauthorized-twilio-secret-access",
        )
    elif lost := {names.alarm(key) for key in _OF_STRANGERS} - sources.trail_filters():
        yield failed(
            f"nobody counts them: the trail's filter {' and '.join(sorted(lost))} is gone",
            f"Make it again: pulumi up --refresh --stack {sources.environment}   and: "
            f"{runbook('audit-tampering')}",
        )
    elif (silent := silent_hours(delivered(sources, _DAYS * 24))) is None:
        yield unknown(f"the trail delivered nothing in {_DAYS} days", _TRAIL_SILENT)
    elif silent > _SILENT_HOURS:
        yield unknown(f"{told}, but the trail was silent in {silent} hours", _TRAIL_SILENT)
    else:
        yield well(told)


def silent_hours(records: Measured) -> int | None:
    """Return in how many hours since the first record none came; `None` where none came at all.

    The last hour is still running.
    """
    came = [bool(count) for count in records.values]
    return came[came.index(True) : -1].count(False) if any(came) else None


def secret_changes(sources: Wider) -> Iterator[Said]:
    """Say who changed the secrets, and whether a signal took one of them for a stranger."""
    names = sources.names
    ours = f'($.requestParameters.secretId = "*{names.secret_prefix}*")'
    changes = pattern(service("secretsmanager"), SUCCEEDED, event(*_CHANGES), ours)
    records = sources.trail(changes, sources.now - timedelta(days=_DAYS))
    told = f"{len(records)} in {_DAYS} days{by_whom(records)}"
    signals = signals_by_alarm(names)
    rang = [key for key in _BY_STRANGERS if measured(sources, of_alarm(names, key), _DAYS * 24).sum]
    if rang:
        pages = dict.fromkeys(runbook(signals[names.alarm(key)].runbook) for key in rang)
        yield attention(f"{told}; of them rang {', '.join(rang)}", f"Follow {', '.join(pages)}")
    else:
        yield well(told)


def by_whom(records: list[Mapping[str, Any]] | Any) -> str:
    """Count the records by caller, those with the most first: `: 3 by role/session`."""
    counted = Counter(_caller(record) for record in records)
    shown = [f"{count} by {who}" for who, count in counted.most_common(_MOST_SHOWN)]
    more = [f"{len(counted) - _MOST_SHOWN} more callers"] if len(counted) > _MOST_SHOWN else []
    return f": {', '.join(shown + more)}" if counted else ""


def _caller(record: Mapping[str, Any]) -> str:
    """Return a session as `role/session`, a user by its name, else the service that called."""
    identity = record.get("userIdentity") or {}
    arn = str(identity.get("arn") or "")
    if ":assumed-role/" in arn:
        return arn.partition(":assumed-role/")[2]
    return arn.rpartition("/")[2] or str(identity.get("invokedBy") or "an unnamed caller")
