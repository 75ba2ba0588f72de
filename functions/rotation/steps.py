"""The four steps of a rotation, in which each may be taken again, whatever the one before left.

Secrets Manager takes all four again where one has failed (User Guide, "Troubleshoot AWS Secrets
Manager rotation"); the guards are those of AWS's own template for such a function.
"""

from dataclasses import replace

from functions.common.failure import KnownFailure

from .completion import Completion
from .event import Step, StepEvent
from .strategy import Attempt
from .versions import CURRENT, PENDING, Versions

DONE, CURRENT_ALREADY = "done", "current already"


def take_step(asked: StepEvent, completion: Completion) -> str:
    """Take a step; return what became of it. Raises `KnownFailure`."""
    secret = completion.secret
    versions = secret.versions()
    if _is_current_already(versions, asked.version_id):
        return CURRENT_ALREADY
    value = secret.value(asked.version_id, PENDING)
    current_value = secret.needed_value(versions.current, CURRENT)
    attempt = Attempt(secret, versions, asked.version_id, current_value)
    if asked.step is Step.CREATE:
        _create(attempt, value, completion)
    elif asked.step is Step.TEST:
        _test(attempt, value, completion)
    else:
        _check(attempt, value, completion)
    if asked.step is Step.FINISH:
        _finish(attempt)
    return DONE


def _create(attempt: Attempt, value: str | None, completion: Completion) -> None:
    if value is not None:
        completion.strategy.take_as_made(attempt, value)
        return
    versions = completion.before_another(attempt.versions)
    completion.strategy.make(replace(attempt, versions=versions))


def _test(attempt: Attempt, value: str | None, completion: Completion) -> None:
    """Try the pending version, or the current one where only the configuration is tried.

    What a version holds that was made for that (RotateSecret, `RotateImmediately` false) is not
    documented: here it may be nothing, or what the current one holds.
    """
    if value is None or value == attempt.current_value:
        completion.strategy.check_current(attempt)
    else:
        completion.strategy.check(attempt, value)


def _check(attempt: Attempt, value: str | None, completion: Completion) -> None:
    if value is None:
        raise KnownFailure("the pending version holds no value")
    if attempt.versions.is_open:
        # `make` waits for that. Now the current token may be one that Twilio does not sign by.
        raise KnownFailure("the rotation before is not complete")
    completion.strategy.check(attempt, value)


def _finish(attempt: Attempt) -> None:
    """Make the pending version current.

    It is pending no more: once somebody wrote another version, Secrets Manager would take it for an
    unfinished rotation, and begin no other ("RotateSecret").
    """
    secret = attempt.secret
    secret.move(CURRENT, to=attempt.pending, away_from=attempt.versions.current)
    secret.drop(PENDING, attempt.pending)


def _is_current_already(versions: Versions, version_id: str) -> bool:
    """Tell whether the rotation is done. Raises `KnownFailure` for one that cannot go on."""
    if not versions.is_rotated:
        raise KnownFailure("rotation is not enabled for the secret")
    if version_id not in versions.labels:
        raise KnownFailure("the secret has no such version")
    if versions.has(version_id, CURRENT):
        return True
    if not versions.has(version_id, PENDING):
        raise KnownFailure("the version is not pending")
    return False
