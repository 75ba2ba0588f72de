"""Audit lines: what operators did by command, who and why, in a log group of the environment.

The trail records each call of AWS, but no call of Twilio, and of neither the reason. One line of
JSON tells it.
"""

import contextlib
import json
import os
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_client import clients_as_caller
from berthcare.aws_refusal import refusal
from berthcare.errors import BerthcareError
from berthcare.names import Names

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_sts import STSClient

_CANNOT = "The operations' log cannot be used"
_SESSION_ARN = re.compile(r"arn:aws:sts::([0-9]{12}):assumed-role/([^/]+)/(.+)")
_NOT_IN_A_STREAM_NAME = re.compile(r"[:*]")
"""CreateLogStream refuses these (API reference, `logStreamName`)."""


@dataclass(frozen=True)
class Caller:
    """Who a command runs as."""

    who: str
    """ARN of the role, which a session's ARN names without its path; a user's own."""
    session: str
    """Name of the role's session, by which people are told apart; empty for a user."""

    @classmethod
    def of(cls, arn: str) -> "Caller":
        """Read the ARN that GetCallerIdentity gives."""
        found = _SESSION_ARN.fullmatch(arn)
        if found is None:
            return cls(arn, "")
        account, role, session = found.groups()
        return cls(f"arn:aws:iam::{account}:role/{role}", session)

    def stream(self, when: datetime) -> str:
        """Return the log stream of a day (UTC) and session."""
        name = self.who.rpartition("/")[2]
        parts = (f"{when.astimezone(timezone.utc):%Y-%m-%d}", name, self.session)
        return _NOT_IN_A_STREAM_NAME.sub("-", "/".join(part for part in parts if part))


@dataclass(frozen=True, kw_only=True)
class AuditLine:
    """One thing that an operator did. It holds no secret's value."""

    caller: Caller
    when: datetime
    command: str
    """Without its arguments, `berthcare spend resume`."""
    environment: str
    reason: str
    outcome: str

    def text(self) -> str:
        """Return the line as one JSON object."""
        return json.dumps(
            {
                "who": self.caller.who,
                "session": self.caller.session,
                "when": self.when.astimezone(timezone.utc).isoformat(timespec="seconds"),
                "command": self.command,
                "environment": self.environment,
                "reason": self.reason,
                "outcome": self.outcome,
            },
            ensure_ascii=False,
        )


class AuditLog:
    """The log group of one environment's operations. Raises `BerthcareError` for every refusal."""

    def __init__(self, sts: "STSClient", logs: "CloudWatchLogsClient", names: Names) -> None:
        self._sts = sts
        self._logs = logs
        self._names = names

    @classmethod
    def as_caller(cls, names: Names) -> "AuditLog":
        """Use the AWS credentials of this process, as the AWS CLI does."""
        sts, logs = clients_as_caller(_CANNOT, "sts", "logs")
        return cls(sts, logs, names)

    def caller(self) -> Caller:
        """Return who this process runs as."""
        try:
            return Caller.of(self._sts.get_caller_identity()["Arn"])
        except (ClientError, BotoCoreError) as error:
            raise _refused(error) from None

    def record(self, caller: Caller, *, command: str, reason: str, outcome: str) -> None:
        """Write one line into the caller's stream of today, which is made where it is missing."""
        now = datetime.now(timezone.utc)
        line = AuditLine(
            caller=caller,
            when=now,
            command=command,
            environment=self._names.environment.value,
            reason=reason,
            outcome=outcome,
        )
        try:
            self._write(line, now)
        except self._logs.exceptions.ResourceNotFoundException:
            raise BerthcareError(
                f"The log group {self._names.operations_log_group} does not exist.",
                f"Deploy it: pulumi up --stack {self._names.environment}",
            ) from None
        except (ClientError, BotoCoreError) as error:
            raise _refused(error) from None

    def _write(self, line: AuditLine, now: datetime) -> None:
        group, stream = self._names.operations_log_group, line.caller.stream(now)
        # It exists after an earlier command of the same day and session.
        with contextlib.suppress(self._logs.exceptions.ResourceAlreadyExistsException):
            self._logs.create_log_stream(logGroupName=group, logStreamName=stream)
        answer = self._logs.put_log_events(
            logGroupName=group,
            logStreamName=stream,
            logEvents=[{"timestamp": int(now.timestamp() * 1000), "message": line.text()}],
        )
        # Told in an answer of 200 (API reference PutLogEvents, `rejectedLogEventsInfo`).
        if answer.get("rejectedLogEventsInfo"):
            raise BerthcareError(
                f"CloudWatch Logs did not take the line for its time, {now.isoformat()}.",
                "Set this machine's clock right.",
            )


def _refused(error: ClientError | BotoCoreError) -> BerthcareError:
    return refusal(_CANNOT, error, os.environ)
