"""The ARN of everything that the program makes in an account, by environment.

Source: Service Authorization Reference, "Resource types" of each service. A `?` stands only where
AWS ends a name itself; a key's id is AWS's own, so keys are known by their tags.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from berthcare.names import Names
from berthcare.residency import REGION

PASSED_TO = ("cloudtrail", "events", "lambda")
"""The services that the program hands roles to."""
_ENDING = "-??????"
"""Secrets Manager ends a secret's ARN with six characters of its own."""
_RANDOM_END = "????????"
"""`berthcare verify` ends the names of what it makes with eight characters of its own."""


@dataclass(frozen=True)
class ProgramArns:
    """What the program makes of one environment, as policies name it."""

    names: Names
    account: str
    """Twelve digits."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets; the one of the main account is there with a subaccount only."""
        names = (*self.names.secrets, self.names.parent_secret)
        return self._regional("secretsmanager", *(f"secret:{one}{_ENDING}" for one in names))

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role that the program makes, the backend's among them."""
        passed = sorted(role for roles in self.passed_roles.values() for role in roles)
        return (self.backend_role, *passed)

    @property
    def backend_role(self) -> str:
        """The backend's role, where the program makes it."""
        return self._role(self.names.backend_role)

    @property
    def passed_roles(self) -> Mapping[str, tuple[str, ...]]:
        """The roles that the program hands to services, by the service that takes them."""
        return {
            "cloudtrail": (self._role(f"{self.names.trail}-delivery"),),
            "events": (self._role(self.names.stranger_read_rule),),
            "lambda": (self._role(self.names.watcher), self._role(self.names.rotation)),
        }

    @property
    def policies(self) -> tuple[str, ...]:
        """The managed policies that the program makes."""
        name = f"{self.names.backend_role}-reads-twilio-secrets"
        return (f"arn:aws:iam::{self.account}:policy/{name}",)

    @property
    def key_aliases(self) -> tuple[str, ...]:
        """The aliases of the program's keys."""
        return self._regional("kms", self.names.secrets_key_alias, self.names.audit_key_alias)

    @property
    def functions(self) -> tuple[str, ...]:
        """The watcher and the rotation."""
        names = (self.names.watcher, self.names.rotation)
        return self._regional("lambda", *(f"function:{one}" for one in names))

    @property
    def log_groups(self) -> tuple[str, ...]:
        """The log groups with whatever is in them, as CloudWatch Logs asks about both."""
        names = (
            self.names.trail_log_group,
            self.names.watcher_log_group,
            self.names.rotation_log_group,
            self.names.operations_log_group,
        )
        return self._regional("logs", *(f"log-group:{one}:*" for one in names))

    @property
    def trail(self) -> str:
        """The audit trail."""
        return self._regional("cloudtrail", f"trail/{self.names.trail}")[0]

    @property
    def bucket(self) -> str:
        """The trail's bucket."""
        return f"arn:aws:s3:::{self.names.trail_bucket(self.account)}"

    @property
    def alarms(self) -> str:
        """The alarms of every signal, those of a later release too: an alarm opens nothing."""
        return self._regional("cloudwatch", f"alarm:{self.names.alarm('*')}")[0]

    @property
    def dashboard(self) -> str:
        """The dashboard, which has no region."""
        return f"arn:aws:cloudwatch::{self.account}:dashboard/{self.names.dashboard}"

    @property
    def rules(self) -> tuple[str, ...]:
        """EventBridge's rules."""
        names = (self.names.watcher, self.names.rotation, self.names.stranger_read_rule)
        return self._regional("events", *(f"rule/{one}" for one in names))

    @property
    def topic(self) -> str:
        """The alert topic."""
        return self._regional("sns", self.names.alert_topic)[0]

    @property
    def queues(self) -> tuple[str, ...]:
        """The queues of dead letters."""
        names = (self.names.watcher_dead_letters, self.names.rotation_dead_letters)
        return self._regional("sqs", *names)

    @property
    def parameter(self) -> str:
        """The parameter that lifts the month's spend limit."""
        return self._regional("ssm", f"parameter{self.names.spend_lift_parameter}")[0]

    @property
    def budget(self) -> str:
        """The budget, which has no region."""
        return f"arn:aws:budgets::{self.account}:budget/{self.names.budget}"

    def _role(self, name: str) -> str:
        return f"arn:aws:iam::{self.account}:role/{name}"

    def _regional(self, service: str, *ends: str) -> tuple[str, ...]:
        return tuple(f"arn:aws:{service}:{REGION}:{self.account}:{end}" for end in ends)


def verification_role(account: str) -> str:
    """Return the pattern of the roles that `berthcare verify` makes for a moment (ADR 0003)."""
    return f"arn:aws:iam::{account}:role/berthcare-verify-outsider-{_RANDOM_END}"


def verification_queue(account: str) -> str:
    """Return the pattern of the queues that `berthcare verify` makes for a moment."""
    return f"arn:aws:sqs:{REGION}:{account}:berthcare-verify-{_RANDOM_END}"


def example(pattern: str) -> str:
    """Return a name that a pattern stands for; `*` alone is everything, and stays.

    CloudWatch Logs asks about a group with the stream's part, which is empty.
    """
    if pattern == "*":
        return pattern
    if ":log-group:" in pattern and pattern.endswith(":*"):
        return f"{pattern.removesuffix('*')}log-stream:"
    return pattern.replace("*", "0").replace("?", "0")
