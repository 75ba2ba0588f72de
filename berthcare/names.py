"""The name of every AWS object that people, alarms and the backend refer to, in one place."""

from dataclasses import dataclass

from berthcare.environments import Environment

PROJECT = "berthcare-communications"


@dataclass(frozen=True)
class Names:
    """The names of one environment; the three secrets' are a contract with the backend."""

    environment: Environment

    @property
    def account_secret(self) -> str:
        """Secret with `account_sid` and `auth_token`."""
        return f"{self.environment}/twilio/account"

    @property
    def phone_numbers_secret(self) -> str:
        """Secret with the numbers that serve, the primaries and the reserve (`number_pool`)."""
        return f"{self.environment}/twilio/phone-numbers"

    @property
    def webhooks_secret(self) -> str:
        """Secret with the four webhook URLs and `webhook_auth_token`."""
        return f"{self.environment}/twilio/webhooks"

    @property
    def parent_secret(self) -> str:
        """Secret with the main Twilio account's `account_sid` and `auth_token`, for the watcher.

        It exists only where the environment has a subaccount (docs/adr/0015).
        """
        return f"{self.environment}/twilio/parent"

    @property
    def secrets(self) -> tuple[str, str, str]:
        """The three secrets: account, phone numbers, webhooks."""
        return (self.account_secret, self.phone_numbers_secret, self.webhooks_secret)

    @property
    def subaccount(self) -> str:
        """The environment's Twilio subaccount, by which it is found again."""
        return f"BerthCare {self.environment.display_name}"

    @property
    def secret_prefix(self) -> str:
        """What the names of all of the environment's secrets begin with."""
        return f"{self.environment}/twilio/"

    @property
    def backend_role(self) -> str:
        """The role this program creates for the backend where none is configured."""
        return f"berthcare-backend-{self.environment}"

    @property
    def secrets_key_alias(self) -> str:
        """Alias of the customer-managed key of the secrets."""
        return f"alias/berthcare-twilio-{self.environment}"

    @property
    def audit_key_alias(self) -> str:
        """Alias of the customer-managed key of the trail, its bucket, its log group and alerts."""
        return f"alias/berthcare-audit-{self.environment}"

    @property
    def trail(self) -> str:
        """The CloudTrail trail."""
        return f"berthcare-twilio-{self.environment}"

    @property
    def trail_log_group(self) -> str:
        """The CloudWatch log group that the trail writes to."""
        return f"/berthcare/cloudtrail/{self.environment}"

    def trail_bucket(self, account_id: str) -> str:
        """Return the trail's bucket; the account makes it unique among all of S3."""
        return f"berthcare-trail-{self.environment}-{account_id}"

    @property
    def alert_topic(self) -> str:
        """The SNS topic that alarms publish to."""
        return f"berthcare-alerts-{self.environment}"

    @property
    def metric_namespace(self) -> str:
        """CloudWatch namespace of the product's own metrics."""
        return "BerthCare/Twilio"

    def alarm(self, key: str) -> str:
        """Return the alarm of a signal; a trail signal's metric and filter are called the same."""
        return f"berthcare-{key}-{self.environment}"

    @property
    def unauthorized_access(self) -> str:
        """Metric, metric filter and alarm on unauthorised access to the secrets."""
        return self.alarm("unauthorized-twilio-secret-access")

    @property
    def trail_silent_alarm(self) -> str:
        """The alarm that fires when the trail delivers nothing."""
        return self.alarm("trail-silent")

    @property
    def watcher(self) -> str:
        """The watcher function, its role, and the rule that starts it."""
        return f"berthcare-watcher-{self.environment}"

    @property
    def watcher_log_group(self) -> str:
        """What the watcher prints; CloudWatch reads its metrics out of it."""
        return f"/aws/lambda/{self.watcher}"

    @property
    def watcher_dead_letters(self) -> str:
        """Queue of the runs that the watcher failed again and again."""
        return f"berthcare-watcher-dead-letters-{self.environment}"

    @property
    def rotation(self) -> str:
        """The rotation function, its role, and the rule that has it complete a rotation."""
        return f"berthcare-rotation-{self.environment}"

    @property
    def rotation_log_group(self) -> str:
        """What the rotation function prints; CloudWatch reads its metrics out of it."""
        return f"/aws/lambda/{self.rotation}"

    @property
    def rotation_dead_letters(self) -> str:
        """Queue of the completions that the rotation function failed again and again."""
        return f"berthcare-rotation-dead-letters-{self.environment}"

    @property
    def spend_lift_parameter(self) -> str:
        """SSM parameter by which an operator lifts the month's spend limit (`berthcare spend`)."""
        return f"/berthcare/{self.environment}/spend-lift"

    @property
    def operations_log_group(self) -> str:
        """Log group of what operators did by command, who and why."""
        return f"/berthcare/operations/{self.environment}"

    @property
    def budget(self) -> str:
        """The AWS budget of the account."""
        return f"berthcare-{self.environment}"

    @property
    def dashboard(self) -> str:
        """The CloudWatch dashboard."""
        return f"berthcare-{self.environment}"

    @property
    def stranger_read_rule(self) -> str:
        """EventBridge rule that tells of a stranger's read at once."""
        return self.alarm("stranger-secret-read")
