"""Signals on the audit trail itself and on the account, seen in the trail."""

from berthcare.signals.clauses import (
    SUCCEEDED,
    both,
    by_others_than,
    either,
    event,
    parameter,
    pattern,
    service,
)
from berthcare.signals.samples import Samples
from berthcare.signals.signal import ONCE, AlarmRule, Severity, Signal, TrailPattern
from berthcare.signals.watched import Watched

_TAMPERING = "audit-tampering"
_SIGN_IN = "account-sign-in"
FAILED_SIGN_INS = 3
"""In five minutes: two mistakes are a person's, three are somebody's who guesses."""


def audit_signals(watched: Watched) -> tuple[Signal, ...]:
    """Return the signals."""
    return (
        _trail_tampering(watched),
        _root_use(watched),
        _failed_sign_ins(watched),
    )


def _trail_tampering(watched: Watched) -> Signal:
    """See what blinds the trail; a deployment creates and changes it, but never stops it."""
    samples = Samples(watched)
    by_anybody = event("StopLogging", "DeleteTrail")
    by_stranger = both(
        event("UpdateTrail", "PutEventSelectors", "PutInsightSelectors"),
        by_others_than(watched.deployers),
    )
    on_trail = [service("cloudtrail"), either(by_anybody, by_stranger)]
    if watched.trail is not None:
        name = f"*{watched.trail}"
        on_trail.append(either(parameter("name", name), parameter("trailName", name)))
    on_logs = both(
        service("logs"),
        event("DeleteLogGroup", "DeleteLogStream"),
        parameter("logGroupName", watched.trail_log_group),
    )
    trail = {"name": watched.trail or "organization-trail"}
    logs = {"logGroupName": watched.trail_log_group}
    return Signal(
        key="trail-tampering",
        meaning="The audit trail was stopped, changed or emptied: from here on nothing of an "
        "attack may be seen.",
        severity=Severity.PAGE,
        runbook=_TAMPERING,
        source=TrailPattern(
            pattern=pattern(SUCCEEDED, either(both(*on_trail), on_logs)),
            fires=(
                samples.call("cloudtrail", "StopLogging", trail, by=samples.deployer),
                samples.call("cloudtrail", "DeleteTrail", trail, by=samples.deployer),
                samples.call("cloudtrail", "UpdateTrail", trail),
                samples.call("cloudtrail", "PutEventSelectors", {"trailName": trail["name"]}),
                samples.call("cloudtrail", "PutInsightSelectors", {"trailName": trail["name"]}),
                samples.call("logs", "DeleteLogGroup", logs),
                samples.call("logs", "DeleteLogStream", logs),
            ),
            near_misses=(
                samples.call("cloudtrail", "UpdateTrail", trail, by=samples.deployer),
                samples.call("cloudtrail", "StartLogging", trail),
                samples.call("logs", "DeleteLogGroup", {"logGroupName": "another"}),
            ),
        ),
        rule=ONCE,
    )


def _root_use(watched: Watched) -> Signal:
    """See the root user itself, not what AWS does for the account (CIS AWS Foundations 4.3)."""
    samples = Samples(watched)
    by_aws = {"type": "Root", "invokedBy": "support.amazonaws.com"}
    return Signal(
        key="root-use",
        meaning="The AWS account's root user was used. Nothing in daily work needs it.",
        severity=Severity.PAGE,
        runbook=_SIGN_IN,
        source=TrailPattern(
            pattern=pattern(
                '($.userIdentity.type = "Root")',
                "($.userIdentity.invokedBy NOT EXISTS)",
                '($.eventType != "AwsServiceEvent")',
            ),
            fires=(samples.sign_in(root=True, succeeded=True),),
            near_misses=(
                samples.sign_in(succeeded=True),
                samples.call("support", "DescribeCases", None, userIdentity=by_aws),
            ),
        ),
        rule=ONCE,
    )


def _failed_sign_ins(watched: Watched) -> Signal:
    """See wrong passwords at the console (CIS AWS Foundations 4.6), and unknown users.

    The benchmark looks for "Failed authentication"; of a user that does not exist the error says
    something else (IAM User Guide, "Logging IAM and AWS STS API calls").
    """
    samples = Samples(watched)
    return Signal(
        key="console-login-failures",
        meaning=f"{FAILED_SIGN_INS} or more sign-ins to the AWS console failed within five "
        "minutes.",
        severity=Severity.TICKET,
        runbook=_SIGN_IN,
        source=TrailPattern(
            pattern=pattern(event("ConsoleLogin"), '($.responseElements.ConsoleLogin = "Failure")'),
            fires=(
                samples.sign_in(succeeded=False),
                {**samples.sign_in(succeeded=False), "errorMessage": "No username found"},
            ),
            near_misses=(samples.sign_in(succeeded=True),),
        ),
        rule=AlarmRule(threshold=FAILED_SIGN_INS),
    )
