"""Records as CloudTrail writes them, to try the patterns on.

Sources: CloudTrail User Guide, "CloudTrail record contents", "userIdentity element", "AWS service
events", "Console sign-in events"; Secrets Manager User Guide, "CloudTrail entries".
"""

from typing import Any

from berthcare.residency import REGION
from berthcare.signals.signal import Record
from berthcare.signals.watched import Watched


class Samples:
    """Makes the records of one environment."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched

    @property
    def stranger(self) -> str:
        """A role of the same account that has no business with the secrets."""
        return self.role_arn("somebody-else")

    @property
    def backend(self) -> str:
        """The first of those who read the secrets as their work."""
        return self._watched.readers[0]

    @property
    def rotation(self) -> str:
        """The one of those readers that writes values, too."""
        return self._watched.rotation

    @property
    def deployer(self) -> str:
        """The first of those who manage the environment."""
        return self._watched.deployers[0]

    def role_arn(self, name: str) -> str:
        """Return the ARN of a role of the account."""
        return f"arn:aws:iam::{self._watched.account_id}:role/{name}"

    def secret_arn(self, name: str = "") -> str:
        """Return the ARN of a secret; the account's where none is named."""
        secret = name or self._watched.names.account_secret
        return f"arn:aws:secretsmanager:{REGION}:{self._watched.account_id}:secret:{secret}-AbCdEf"

    def call(
        self, service: str, event: str, parameters: Any, *, by: str = "", **changes: Any
    ) -> Record:
        """Return the record of a call that succeeded, by a session of the role, or by the user."""
        return {
            "eventVersion": "1.11",
            "userIdentity": self._identity(by or self.stranger),
            "eventTime": "2026-01-01T00:00:00Z",
            "eventSource": f"{service}.amazonaws.com",
            "eventName": event,
            "awsRegion": REGION,
            "requestParameters": parameters,
            "eventType": "AwsApiCall",
            **changes,
        }

    def secret_call(self, event: str, *, name: str = "", by: str = "", **changes: Any) -> Record:
        """Return the record of a call to one secret, named by its ARN."""
        parameters = {"secretId": self.secret_arn(name)}
        return self.call("secretsmanager", event, parameters, by=by, **changes)

    def refused_read(self, name: str = "") -> Record:
        """Return the record of a read that IAM refused: AWS may leave its parameters out."""
        message = (
            f"User: {self.stranger} is not authorized to perform: secretsmanager:GetSecretValue "
            f"on resource: {self.secret_arn(name)} with an explicit deny in a resource-based policy"
        )
        refused = {"errorCode": "AccessDenied", "errorMessage": message}
        return self.call("secretsmanager", "GetSecretValue", None, **refused)

    def rotation_event(self, event: str, name: str = "") -> Record:
        """Return a record that Secrets Manager writes by itself while it rotates a secret."""
        return self.call(
            "secretsmanager",
            event,
            None,
            eventType="AwsServiceEvent",
            userIdentity={"accountId": self._watched.account_id, "invokedBy": "AWS Internal"},
            additionalEventData={"SecretId": self.secret_arn(name)},
        )

    def sign_in(self, *, root: bool = False, succeeded: bool) -> Record:
        """Return the record of a sign-in to the console."""
        arn = f"arn:aws:iam::{self._watched.account_id}:{'root' if root else 'user/somebody'}"
        failure = {} if succeeded else {"errorMessage": "Failed authentication"}
        return self.call(
            "signin",
            "ConsoleLogin",
            None,
            userIdentity={"type": "Root" if root else "IAMUser", "arn": arn},
            responseElements={"ConsoleLogin": "Success" if succeeded else "Failure"},
            eventType="AwsConsoleSignIn",
            **failure,
        )

    def _identity(self, arn: str) -> Record:
        if ":user/" in arn:
            return {"type": "IAMUser", "arn": arn}
        account, name = arn.split(":")[4], arn.rpartition("/")[2]
        return {
            "type": "AssumedRole",
            "arn": f"arn:aws:sts::{account}:assumed-role/{name}/session",
            "sessionContext": {"sessionIssuer": {"type": "Role", "arn": arn, "userName": name}},
        }
