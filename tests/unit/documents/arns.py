"""The ARNs of what the product's documents speak of, and what stands beside each."""

from berthcare.residency import REGION
from tests.unit.documents.grant import ACCOUNT, OTHER_ACCOUNT


def secret(name: str, account: str = ACCOUNT, region: str = REGION) -> str:
    return f"arn:aws:secretsmanager:{region}:{account}:secret:{name}-AbCdEf"


def elsewhere(arn: str) -> list[str]:
    """Return the same object of another environment, account and region."""
    return [
        arn.replace("staging", "production"),
        arn.replace(ACCOUNT, OTHER_ACCOUNT),
        arn.replace(REGION, "us-east-1"),
    ]


def through(service: str) -> str:
    return f"{service}.{REGION}.amazonaws.com"
