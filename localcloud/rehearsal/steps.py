"""One resource's step: nothing, a creation, an update or a replacement."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from localcloud.aws.errors import PartialCreationError
from localcloud.aws.lifecycle import Found
from localcloud.aws.wire import Properties
from localcloud.rehearsal.carrier import Carrier, Verdict
from localcloud.rehearsal.errors import StepError
from localcloud.rehearsal.record import Entry, Record, entry_of
from localcloud.rehearsal.registration import Registration

CREATED, UPDATED, REPLACED = "created", "updated", "replaced"
UNCHANGED, DELETED = "unchanged", "deleted"


@dataclass(frozen=True)
class Step:
    """What was done, or at a dry pass would be done, with one resource."""

    action: str
    id: str
    """Empty where it is not known yet."""
    inputs: Properties
    outputs: Properties
    secrets: frozenset[str]
    left_over: Callable[[], None] | None = field(default=None)
    """Deletes what a replacement left, once everything else is done."""


def take(
    carrier: Carrier,
    registration: Registration,
    record: Record,
    judge: Callable[[Registration, Properties], None],
    *,
    dry: bool,
) -> Step:
    """Bring one resource to what the program says.

    `judge` sees the completed inputs before anything is done, and raises to refuse them. Raises
    StepError, or what the carrier raises, where it cannot be done.
    """
    entry = record.get(registration.urn)
    found = carrier.read(entry) if entry else None
    olds = found.inputs if found else {}
    news = _without_ignored(registration, found)
    inputs = _checked(carrier, registration, olds, news)
    judge(registration, inputs)
    secrets = registration.secrets | carrier.secrets
    if entry is None or found is None:
        return _create(carrier, registration, inputs, record, secrets, dry=dry)
    verdict = carrier.diff(entry.id, found, inputs)
    if verdict in (Verdict.REPLACE, Verdict.REPLACE_DELETING_FIRST):
        deleting_first = verdict is Verdict.REPLACE_DELETING_FIRST
        deleting_first = deleting_first or registration.delete_before_replace
        return _replace(
            carrier, registration, entry, record, dry=dry, deleting_first=deleting_first, news=news
        )
    if verdict is Verdict.SAME or dry:
        known = {**found.outputs, **(inputs if verdict is Verdict.UPDATE else {})}
        action = verdict.value
        step = Step(action, entry.id, inputs, known, secrets)
    else:
        outputs = carrier.update(entry.id, found, inputs)
        step = Step(UPDATED, entry.id, inputs, outputs, secrets)
    return _remembered(registration, step, record, dry=dry)


def _without_ignored(registration: Registration, found: Found | None) -> Properties:
    """Put the old values back where the program ignores changes, as the engine does."""
    news = dict(registration.inputs)
    if found is None:
        return news
    for name in registration.ignore_changes:
        if "." in name or "[" in name:
            raise StepError(f"ignore_changes {name!r}: only whole inputs are carried here.")
        if name in found.inputs:
            news[name] = found.inputs[name]
        else:
            news.pop(name, None)
    return news


def _checked(
    carrier: Carrier, registration: Registration, olds: Properties, news: Properties
) -> Properties:
    checked = carrier.check(registration.name, olds, news, os.urandom(16))
    if checked.problems:
        raise StepError("; ".join(f"{name}: {reason}" for name, reason in checked.problems))
    return checked.inputs


def _create(
    carrier: Carrier,
    registration: Registration,
    inputs: Properties,
    record: Record,
    secrets: frozenset[str],
    *,
    dry: bool,
) -> Step:
    if dry:
        return Step(CREATED, "", inputs, carrier.planned(inputs), secrets)
    try:
        created = carrier.create(inputs)
    except PartialCreationError as error:
        half = Step(CREATED, error.resource_id, inputs, error.outputs, secrets)
        _remembered(registration, half, record, dry=dry)
        raise
    step = Step(CREATED, created.resource_id, inputs, created.outputs, secrets)
    return _remembered(registration, step, record, dry=dry)


def _replace(
    carrier: Carrier,
    registration: Registration,
    entry: Entry,
    record: Record,
    *,
    dry: bool,
    deleting_first: bool,
    news: Properties,
) -> Step:
    if entry.protect:
        raise StepError("it must be replaced, and it is protected. Take `protect` off first.")
    secrets = registration.secrets | carrier.secrets
    # A new resource gets a new automatic name: hence no old inputs.
    inputs = _checked(carrier, registration, {}, news)
    if dry:
        return Step(REPLACED, "", inputs, carrier.planned(inputs), secrets)
    if deleting_first:
        carrier.delete(entry.id, entry.outputs)
        record.remove(entry.urn)
    made = _create(carrier, registration, inputs, record, secrets, dry=False)

    def delete_old() -> None:
        carrier.delete(entry.id, entry.outputs)

    return Step(
        REPLACED, made.id, inputs, made.outputs, secrets, None if deleting_first else delete_old
    )


def _remembered(registration: Registration, step: Step, record: Record, *, dry: bool) -> Step:
    if not dry:
        record.put(entry_of(registration, step.id, step.inputs, step.outputs, step.secrets))
    return step
