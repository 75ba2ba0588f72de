"""Which KMS key an input names: one of the customer's own, or one that AWS manages."""

import re
from collections.abc import Iterator
from typing import Any

from policies.finding import Finding

_AWS_MANAGED_KEY = re.compile(r"(?:^|[:/])aws/[a-z0-9-]+$")


def not_customer_managed(at: str, key: Any) -> Iterator[Finding]:
    """Tell where an input names no key, or one that AWS manages.

    Source: KMS Developer Guide, "AWS managed keys" (their aliases begin with `aws/`, and their
    policies cannot be changed).
    """
    if not key:
        yield Finding(at, "is not set, so a key that AWS manages would be used")
    elif isinstance(key, str) and _AWS_MANAGED_KEY.search(key):
        yield Finding(at, "is {value}, a key that AWS manages", key)
