"""How much an environment is expected to be used in a month: what its costs are estimated from."""

import json
from dataclasses import dataclass

from berthcare.configuration import Reader

KEY = "expectedUse"
AMOUNTS = range(100_000_001)


@dataclass(frozen=True, kw_only=True)
class ExpectedUse:
    """What the backend, nurses and families do in a month; the defaults are staging's."""

    calls: int = 100
    minutes_per_call: int = 2
    """Each minute begun is billed."""
    texts: int = 500
    """Segments sent and received: a long text has several."""
    secret_calls: int = 1000
    """Reads of the secrets by the backend."""

    @classmethod
    def read(cls, read: Reader) -> "ExpectedUse":
        """Read the setting `expectedUse`; `read` remembers every problem.

        A field that is not given has its default.
        """
        found = _found(read)
        for name in sorted(found.keys() - _FIELDS.keys()):
            rule = f"be one of {', '.join(_FIELDS)}"
            read.refuse(f"{KEY}.{name}", None, rule, f"Type: pulumi config rm --path {KEY}.{name}")
        amounts = {}
        for name, (attribute, unit) in _FIELDS.items():
            amount = _amount(found.get(name, getattr(cls, attribute)))
            if amount is None:
                rule = f"be a whole number of {unit}, from {AMOUNTS[0]} to {AMOUNTS[-1]}"
                remedy = f"Type: {_set(name, getattr(cls, attribute))}"
                read.refuse(f"{KEY}.{name}", str(found[name]), rule, remedy)
            else:
                amounts[attribute] = amount
        return cls(**amounts)


_FIELDS = {
    "calls": ("calls", "calls a month"),
    "minutesPerCall": ("minutes_per_call", "minutes"),
    "texts": ("texts", "texts a month"),
    "secretCalls": ("secret_calls", "calls a month"),
}
"""Name of a field -> attribute and unit."""


def _found(read: Reader) -> dict[str, object]:
    """Return the fields that are given; what is no object is refused."""
    value = read.raw(KEY)
    if value is None:
        return {}
    try:
        found = json.loads(value)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        read.refuse(KEY, value, "be an object of whole numbers", f"Type: {_set('calls', 100)}")
        return {}
    return found


def _amount(value: object) -> int | None:
    """Return a whole number, which Pulumi's command line may have stored as text."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value in AMOUNTS:
        return value
    return None


def _set(name: str, amount: int) -> str:
    return f"pulumi config set --path {KEY}.{name} {amount}"
