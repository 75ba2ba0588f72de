"""The prices that the estimate rests on, in US dollars, as of `AS_OF`.

Taxes, support plans and free tiers are left out. A price of `US_EAST` is the one of us-east-1,
where no public page with the Canadian one was at hand; in ca-central-1 it may differ.
"""

from dataclasses import dataclass
from decimal import Decimal

AS_OF = "2026-11"

CANADA, EVERYWHERE, US_EAST = "ca-central-1", "every region", "us-east-1"
_NUMBERS = "Canadian numbers"
_AWS = "https://aws.amazon.com"
_CLOUDWATCH = f"{_AWS}/cloudwatch/pricing/"
_CLOUDTRAIL = f"{_AWS}/cloudtrail/pricing/"
_EVENTBRIDGE = f"{_AWS}/eventbridge/pricing/"
_KMS = f"{_AWS}/kms/pricing/"
_LAMBDA = f"{_AWS}/lambda/pricing/"
_S3 = f"{_AWS}/s3/pricing/"
_PARAMETERS = f"{_AWS}/systems-manager/pricing/"
_SECRETS = f"{_AWS}/secrets-manager/pricing/"
_SNS = f"{_AWS}/sns/pricing/"
_TWILIO = "the product's requirements"


@dataclass(frozen=True)
class Price:
    """What `per` units cost."""

    usd: Decimal
    per: int
    unit: str
    place: str
    """The region whose price this is."""
    source: str

    def of(self, quantity: Decimal) -> Decimal:
        """Return what a quantity of units costs."""
        return self.usd * quantity / self.per


def _price(usd: str, per: int, unit: str, place: str, source: str) -> Price:
    return Price(Decimal(usd), per, unit, place, source)


SECRET = _price("0.40", 1, "secret", CANADA, _SECRETS)
SECRET_CALL = _price("0.05", 10_000, "call of Secrets Manager", CANADA, _SECRETS)
NUMBER = _price("1.50", 1, "phone number", _NUMBERS, _TWILIO)
VOICE_MINUTE = _price("0.013", 1, "minute of a call", _NUMBERS, _TWILIO)
TEXT = _price("0.0075", 1, "text", _NUMBERS, _TWILIO)

METRIC = _price("0.30", 1, "custom metric", US_EAST, _CLOUDWATCH)
ALARM = _price("0.10", 1, "alarm", US_EAST, _CLOUDWATCH)
DASHBOARD = _price("3.00", 1, "dashboard", US_EAST, _CLOUDWATCH)
LOG_GB = _price("0.50", 1, "GB of log taken in", US_EAST, _CLOUDWATCH)
LOG_GB_KEPT = _price("0.03", 1, "GB of log kept", US_EAST, _CLOUDWATCH)
FUNCTION_START = _price("0.20", 1_000_000, "start of a function", US_EAST, _LAMBDA)
FUNCTION_GB_SECOND = _price("0.0000133334", 1, "GB-second (arm64)", US_EAST, _LAMBDA)
EVENT = _price("1.00", 1_000_000, "event of a rule", US_EAST, _EVENTBRIDGE)
"""The price of a custom event; none is published for a scheduled rule's, which may be free."""
QUEUE_REQUEST = _price("0.40", 1_000_000, "request of a queue", US_EAST, f"{_AWS}/sqs/pricing/")
NOTICE = _price("0.50", 1_000_000, "notice published", US_EAST, _SNS)
EMAIL = _price("2.00", 100_000, "e-mail", US_EAST, _SNS)
KEY = _price("1.00", 1, "customer-managed key", EVERYWHERE, _KMS)
KEY_REQUEST = _price("0.03", 10_000, "request of a key", US_EAST, _KMS)
PARAMETER = _price("0", 1, "standard parameter", EVERYWHERE, _PARAMETERS)
PARAMETER_CALL = _price("0", 1, "call of a parameter", EVERYWHERE, _PARAMETERS)
"""At the standard throughput, which is 40 calls a second."""
BUDGET = _price(
    "0", 1, "budget without actions", EVERYWHERE, f"{_AWS}/aws-cost-management/aws-budgets/pricing/"
)
TRAIL_EVENT = _price("0", 1, "management event, first copy", EVERYWHERE, _CLOUDTRAIL)
TRAIL_EVENT_AGAIN = _price("2.00", 100_000, "management event, copied again", US_EAST, _CLOUDTRAIL)
FILE_WRITTEN = _price("0.005", 1_000, "file written", US_EAST, _S3)
FILE_GB_KEPT = _price("0.023", 1, "GB of files kept", US_EAST, _S3)
