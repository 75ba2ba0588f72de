"""What the deployed stack says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from berthcare.errors import BerthcareError


@dataclass(frozen=True)
class StackOutputs:
    """The outputs that the checks begin from; names as `Communications.exports` gives them."""

    account_secret_arn: str
    phone_numbers_secret_arn: str
    webhooks_secret_arn: str
    secrets_key_arn: str
    backend_role_arn: str
    alert_topic_arn: str
    unauthorized_access_alarm: str
    """The alarm's name."""
    trail_log_group: str
    """The name of the CloudWatch log group that the trail writes to."""
    voice_number: str
    """E.164."""
    sms_number: str
    """E.164; may be the voice number."""

    @property
    def secret_arns(self) -> tuple[str, str, str]:
        """The three secrets: account, phone numbers, webhooks."""
        return (self.account_secret_arn, self.phone_numbers_secret_arn, self.webhooks_secret_arn)

    @classmethod
    def parse(cls, outputs: Mapping[str, object], stack: str) -> "StackOutputs":
        """Pick the outputs needed. Raises `BerthcareError` that names every missing one."""
        names = [field.name for field in fields(cls)]
        missing = [name for name in names if not isinstance(outputs.get(name), str)]
        if missing:
            lacking = f"no output {', '.join(missing)}" if outputs else "no outputs at all"
            raise BerthcareError(
                f"Stack {stack} has {lacking}.",
                f"Deploy it first: pulumi up --stack {stack}   (embedded cloud: make up)",
            )
        return cls(**{name: str(outputs[name]) for name in names})


def secret_name(secret_arn: str) -> str:
    """Return a secret's name; Secrets Manager adds a hyphen and six characters to it in the ARN."""
    return secret_arn.rsplit(":", 1)[-1].rsplit("-", 1)[0]
