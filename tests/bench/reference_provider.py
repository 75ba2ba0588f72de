"""What the engine itself needs for a number: a dynamic provider that only waits.

It stands beside `providers.phone_number` in the bench. Its inputs and outputs are those of a
number, since the engine writes its whole state at every step; its create takes as long as one
request; and it does nothing else: no client, no checks, no decisions.
"""

import os
import time
from dataclasses import asdict
from typing import Any

from pulumi.dynamic import CreateResult, Resource, ResourceProvider

from providers.number.state import OUTPUTS
from providers.phone_number import PhoneNumberArgs

LATENCY_VARIABLE = "BENCH_LATENCY_SECONDS"
_OUTPUTS = {
    **dict.fromkeys(OUTPUTS, "text as long as a SID, 34 letters."),
    "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
    "overrides": {},
}


class ReferenceProvider(ResourceProvider):
    """Waits, and returns what was given."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Wait as long as one request takes."""
        time.sleep(float(os.environ[LATENCY_VARIABLE]))
        return CreateResult(props["logical_name"], {**props, **_OUTPUTS})


class Reference(Resource, module="bench", name="Reference"):
    """A resource of the size of a number."""

    def __init__(self, name: str, arguments: PhoneNumberArgs) -> None:
        own = {"project": "bench", "stack": "bench", "logical_name": name}
        properties = {**dict.fromkeys(OUTPUTS), **asdict(arguments), **own}
        super().__init__(ReferenceProvider(), name, properties)
