"""Signals on changes of the secrets, of who may read them, and of their key, seen in the trail."""

from berthcare.signals.clauses import (
    SUCCEEDED,
    both,
    by_others_than,
    either,
    event,
    of_secrets,
    parameter,
    pattern,
    service,
)
from berthcare.signals.samples import Samples
from berthcare.signals.signal import ONCE, Severity, Signal, TrailPattern
from berthcare.signals.watched import Watched

_TAMPERING = "secret-tampering"
_SECRETS = service("secretsmanager")


def change_signals(watched: Watched) -> tuple[Signal, ...]:
    """Return the signals: on values, access, key, and rotation."""
    return (
        _deletion(watched),
        _policy_change(watched),
        _write(watched),
        _key_change(watched),
        _rotation_failed(watched),
    )


def _deletion(watched: Watched) -> Signal:
    samples = Samples(watched)
    return Signal(
        key="secret-deletion",
        meaning="A Twilio secret, or a copy of one, was given up for deletion.",
        severity=Severity.PAGE,
        runbook=_TAMPERING,
        source=TrailPattern(
            pattern=pattern(
                _SECRETS,
                SUCCEEDED,
                event("DeleteSecret", "RemoveRegionsFromReplication", "StopReplicationToReplica"),
                of_secrets(watched),
            ),
            fires=tuple(
                samples.secret_call(name, by=samples.deployer)
                for name in (
                    "DeleteSecret",
                    "RemoveRegionsFromReplication",
                    "StopReplicationToReplica",
                )
            ),
            near_misses=(
                samples.secret_call("DeleteSecret", name="somewhere/else"),
                samples.secret_call("RestoreSecret", by=samples.deployer),
            ),
        ),
        rule=ONCE,
    )


def _policy_change(watched: Watched) -> Signal:
    """See who gave access; a deployment does so too, and so is known, but takes none away."""
    samples, ours = Samples(watched), of_secrets(watched)
    taken_off = both(event("DeleteResourcePolicy"), ours)
    on_secret = both(event("PutResourcePolicy"), ours)
    changes = event(
        "PutRole*", "AttachRole*", "DetachRole*", "DeleteRole*", "UpdateAssumeRolePolicy"
    )
    roles = either(*(parameter("roleName", name) for name in watched.role_names))
    on_role = both(service("iam"), changes, roles)
    policies = ("PutRolePolicy", "AttachRolePolicy", "DetachRolePolicy", "DeleteRolePolicy")
    return Signal(
        key="secret-policy-change",
        meaning="Who may read the Twilio secrets was changed outside a deployment: a secret's "
        "policy, or the permissions of the backend, the watcher or the rotation.",
        severity=Severity.PAGE,
        runbook=_TAMPERING,
        source=TrailPattern(
            pattern=pattern(
                SUCCEEDED,
                either(
                    taken_off,
                    both(either(on_secret, on_role), by_others_than(watched.deployers)),
                ),
            ),
            fires=(
                samples.secret_call("PutResourcePolicy"),
                samples.secret_call("DeleteResourcePolicy", by=samples.deployer),
                *(
                    samples.call("iam", name, {"roleName": role})
                    for name in (*policies, "UpdateAssumeRolePolicy")
                    for role in watched.role_names
                ),
            ),
            near_misses=(
                samples.secret_call("PutResourcePolicy", by=samples.deployer),
                samples.call("iam", "AttachRolePolicy", {"roleName": "somebody-else"}),
            ),
        ),
        rule=ONCE,
    )


def _write(watched: Watched) -> Signal:
    """See who writes; the rotation replaces values, and changes nothing else of a secret."""
    samples = Samples(watched)
    value_events = ("PutSecretValue", "UpdateSecretVersionStage")
    values = both(event(*value_events), by_others_than([watched.rotation]))
    rest = ("UpdateSecret", "RestoreSecret", "RotateSecret")
    return Signal(
        key="secret-write",
        meaning="A Twilio secret was written or sent into a rotation by somebody other than the "
        "deployers: calls may now go where an attacker wants them.",
        severity=Severity.PAGE,
        runbook=_TAMPERING,
        source=TrailPattern(
            pattern=pattern(
                _SECRETS,
                SUCCEEDED,
                either(values, event(*rest)),
                of_secrets(watched),
                by_others_than(watched.deployers),
            ),
            fires=(
                *(samples.secret_call(name) for name in (*value_events, *rest)),
                *(samples.secret_call(name, by=samples.backend) for name in value_events),
                *(samples.secret_call(name, by=samples.rotation) for name in rest),
            ),
            near_misses=(
                *(samples.secret_call(name, by=samples.rotation) for name in value_events),
                samples.secret_call("PutSecretValue", by=samples.deployer),
                samples.secret_call("RotateSecret", by=samples.deployer),
                samples.secret_call("PutSecretValue", name="somewhere/else"),
            ),
        ),
        rule=ONCE,
    )


def _key_change(watched: Watched) -> Signal:
    """See what closes the secrets, or opens them to others, through their key."""
    samples = Samples(watched)
    by_anybody = event("DisableKey*", "ScheduleKeyDeletion", "CreateGrant")
    by_stranger = both(event("PutKeyPolicy"), by_others_than(watched.deployers))
    key = {"keyId": watched.key_id}
    return Signal(
        key="secrets-key-change",
        meaning="The key of the Twilio secrets was disabled, given up for deletion, or opened to "
        "others. Without it the backend cannot read its credentials.",
        severity=Severity.PAGE,
        runbook=_TAMPERING,
        source=TrailPattern(
            pattern=pattern(
                service("kms"),
                SUCCEEDED,
                either(by_anybody, by_stranger),
                parameter("keyId", f"*{watched.key_id}"),
            ),
            fires=(
                samples.call("kms", "DisableKey", key, by=samples.deployer),
                *(
                    samples.call("kms", name, key, by=samples.deployer)
                    for name in ("DisableKeyRotation", "ScheduleKeyDeletion", "CreateGrant")
                ),
                samples.call("kms", "PutKeyPolicy", key),
            ),
            near_misses=(
                samples.call("kms", "DisableKey", {"keyId": "another-key"}),
                samples.call("kms", "PutKeyPolicy", key, by=samples.deployer),
            ),
        ),
        rule=ONCE,
    )


def _rotation_failed(watched: Watched) -> Signal:
    """See a rotation's end; Secrets Manager's own events name the secret elsewhere than calls."""
    samples = Samples(watched)
    ours = f'($.additionalEventData.SecretId = "*{watched.names.secret_prefix}*")'
    ended = both(event("RotationFailed", "RotationAbandoned", "TestRotationFailed"), ours)
    cancelled = both(event("CancelRotateSecret"), SUCCEEDED, of_secrets(watched))
    return Signal(
        key="rotation-failed",
        meaning="A credential's rotation failed or was switched off. The old one still works.",
        severity=Severity.PAGE,
        runbook="token-rotation",
        source=TrailPattern(
            pattern=pattern(_SECRETS, either(ended, cancelled)),
            fires=(
                *(
                    samples.rotation_event(name)
                    for name in ("RotationFailed", "RotationAbandoned", "TestRotationFailed")
                ),
                samples.secret_call("CancelRotateSecret", by=samples.deployer),
            ),
            near_misses=(
                samples.rotation_event("RotationSucceeded"),
                samples.rotation_event("RotationFailed", "somewhere/else"),
            ),
        ),
        rule=ONCE,
    )
