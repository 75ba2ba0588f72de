"""Which permissions each role has used, by which software: what least privilege is measured by.

AWS tells the like as "last accessed information" (IAM User Guide); here it is of every action.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from localcloud.gateway.exchange import Exchange


@dataclass
class Use:
    """How a permission was used."""

    first: datetime
    count: int = 0


class UsedPermissions:
    """Counts the permissions that were given."""

    def __init__(self) -> None:
        self._uses: defaultdict[str, defaultdict[str, dict[str, Use]]] = defaultdict(
            lambda: defaultdict(dict)
        )

    def take(self, exchange: Exchange) -> None:
        """Count a call's permissions; one that was refused used none."""
        if exchange.error is not None:
            return
        product = exchange.user_agent.partition("/")[0]
        of_product = self._uses[exchange.session.role_name][product]
        for access in exchange.accesses:
            of_product.setdefault(access.action, Use(exchange.time)).count += 1

    def report(self) -> Mapping[str, Mapping[str, Mapping[str, Mapping[str, object]]]]:
        """Return each use by role, by the product of the User-Agent header, and by action."""
        return {
            role: {
                product: {
                    action: {"first": use.first.isoformat(), "count": use.count}
                    for action, use in of_product.items()
                }
                for product, of_product in of_role.items()
            }
            for role, of_role in self._uses.items()
        }
