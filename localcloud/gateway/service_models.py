"""AWS's own description of its services, as botocore ships it."""

from functools import lru_cache
from typing import Final

import botocore.loaders
from botocore.model import ServiceModel

# Services that the gateway judges. Every other one is the deployer's alone.
KNOWN_SERVICES: Final = frozenset(
    {
        "budgets",
        "cloudtrail",
        "cloudwatch",
        "events",
        "iam",
        "kms",
        "lambda",
        "logs",
        "route53",
        "s3",
        "scheduler",
        "secretsmanager",
        "sns",
        "sqs",
        "ssm",
        "sts",
    }
)
# The name in the credential scope, where botocore calls the service something else.
_SERVICE_OF_SCOPE: Final = {"monitoring": "cloudwatch"}
_SCOPE_OF_SERVICE: Final = {service: scope for scope, service in _SERVICE_OF_SCOPE.items()}


def service_of_scope(scope_name: str) -> str:
    """Return botocore's name for the service that a credential scope names."""
    return _SERVICE_OF_SCOPE.get(scope_name, scope_name)


def scope_of_service(service: str) -> str:
    """Return the name that credential scopes and event sources give a service of botocore's."""
    return _SCOPE_OF_SERVICE.get(service, service)


@lru_cache(maxsize=64)
def service_model(service: str) -> ServiceModel:
    """Return botocore's model of a service."""
    loader = botocore.loaders.Loader()
    return ServiceModel(loader.load_service_model(service, "service-2"), service)
