"""The actions that policies name, as far as the gateway judges their services.

Source: Service Authorization Reference, "Actions" of each service: mostly an operation's name is
its action's, and `actions` holds the exceptions.
"""

from functools import lru_cache
from typing import Final

from localcloud.gateway.actions import action_of
from localcloud.gateway.service_models import KNOWN_SERVICES, service_model

# Actions that no operation is called by ("permission-only" in the reference).
_WITHOUT_OPERATION: Final = frozenset(
    {"iam:PassRole", "s3:DeleteObjectVersion", "s3:GetObjectVersion"}
)


def is_action(name: str) -> bool:
    """Tell whether `service:Action` is an action of a service in `KNOWN_SERVICES`; case is free."""
    service = name.partition(":")[0].lower()
    return service in KNOWN_SERVICES and name.lower() in _actions(service)


@lru_cache(maxsize=len(KNOWN_SERVICES))
def _actions(service: str) -> frozenset[str]:
    own = {action_of(service, one) for one in service_model(service).operation_names}
    return frozenset(one.lower() for one in own | _WITHOUT_OPERATION)
