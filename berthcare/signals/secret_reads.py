"""Signals on who reads the secrets, seen in the audit trail."""

from berthcare.signals.clauses import (
    SUCCEEDED,
    both,
    by_others_than,
    either,
    event,
    of_secrets,
    pattern,
    service,
)
from berthcare.signals.samples import Samples
from berthcare.signals.signal import ONCE, Severity, Signal, TrailPattern
from berthcare.signals.watched import Watched

_ACCESS = "unauthorised-access"
_SECRETS = service("secretsmanager")


def read_signals(watched: Watched) -> tuple[Signal, ...]:
    """Return the signals: refused, allowed to a stranger, too late."""
    return (_refused_access(watched), _stranger_read(watched), _read_of_deleted(watched))


def _refused_access(watched: Watched) -> Signal:
    """See a refused call, whose secret may stand in the error message alone."""
    samples, ours = Samples(watched), f'"*{watched.names.secret_prefix}*"'
    named = either(f"($.requestParameters.secretId = {ours})", f"($.errorMessage = {ours})")
    return Signal(
        key="unauthorized-twilio-secret-access",
        meaning="Somebody was refused a Twilio secret.",
        severity=Severity.PAGE,
        runbook=_ACCESS,
        source=TrailPattern(
            pattern=pattern(_SECRETS, '($.errorCode = "AccessDenied*")', named),
            fires=(
                samples.refused_read(),
                samples.secret_call("GetSecretValue", errorCode="AccessDenied"),
            ),
            near_misses=(
                samples.refused_read("somewhere/else"),
                samples.secret_call("GetSecretValue", by=samples.backend),
            ),
        ),
        rule=ONCE,
    )


def _stranger_read(watched: Watched) -> Signal:
    """See a read that was allowed to somebody whose work it is not.

    A batch leaves a `GetSecretValue` of each of its secrets (API page BatchGetSecretValue).
    """
    samples = Samples(watched)
    read = both(event("GetSecretValue"), of_secrets(watched))
    stranger = by_others_than((*watched.readers, *watched.previewers, *watched.deployers))
    previewers = "the previewers, " if watched.previewers else ""
    return Signal(
        key="stranger-secret-read",
        meaning="A Twilio secret was read by somebody other than the backend, the watcher, "
        f"{previewers}the rotation and the deployers. Take the credentials in it for stolen.",
        severity=Severity.PAGE,
        runbook=_ACCESS,
        source=TrailPattern(
            pattern=pattern(_SECRETS, SUCCEEDED, read, stranger),
            fires=(
                samples.secret_call("GetSecretValue"),
                samples.secret_call("GetSecretValue", userIdentity={"type": "Root", "arn": "r"}),
            ),
            near_misses=(
                *(
                    samples.secret_call("GetSecretValue", by=one)
                    for one in (*watched.readers, *watched.previewers)
                ),
                samples.secret_call("GetSecretValue", by=samples.deployer),
                samples.secret_call("GetSecretValue", name="somewhere/else"),
                samples.refused_read(),
            ),
        ),
        rule=ONCE,
    )


def _read_of_deleted(watched: Watched) -> Signal:
    """See a use of a secret that is about to be gone (Secrets Manager User Guide, "Monitor")."""
    samples = Samples(watched)
    message = "You can't perform this operation on the secret because it was marked for deletion."
    deleted = {"errorCode": "InvalidRequestException", "errorMessage": message}
    return Signal(
        key="deleted-secret-read",
        meaning="A Twilio secret that waits for its deletion was asked for: something still needs "
        "it.",
        severity=Severity.PAGE,
        runbook="secret-tampering",
        source=TrailPattern(
            pattern=pattern(
                _SECRETS,
                event("GetSecretValue"),
                '($.errorMessage = "*marked for deletion*")',
                of_secrets(watched),
            ),
            fires=(samples.secret_call("GetSecretValue", by=samples.backend, **deleted),),
            near_misses=(
                samples.secret_call("GetSecretValue", name="somewhere/else", **deleted),
                samples.secret_call("DescribeSecret", by=samples.backend),
            ),
        ),
        rule=ONCE,
    )
