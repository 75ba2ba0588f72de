"""What the program registers, with ARNs that name the account, as AWS's own do.

The mock engine's ARNs name none, and a rule on for whom a service acts needs one.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.recorder import ACCOUNT, Registered, record

_MADE, _PLACED = "arn:aws:mock:::", f"arn:aws:mock::{ACCOUNT}:"


def registered_by(program: Callable[[], object]) -> list[Registered]:
    """Run the program; give what it registers."""
    return [
        replace(one, inputs=_placed(one.inputs), answered=_placed(one.answered))
        for one in record(program).resources
    ]


def _placed(value: Any) -> Any:
    """Return the value with the account in each ARN, in IAM documents' texts as well."""
    if isinstance(value, str):
        return value.replace(_MADE, _PLACED)
    if isinstance(value, Mapping):
        return {key: _placed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_placed(inner) for inner in value]
    return value
