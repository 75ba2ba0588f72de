"""What the engine itself needs for a resource: a dynamic provider that only waits.

It stands beside `providers.phone_number` in the bench. Its create takes as long as one request, its
inputs and outputs are as large, and it does nothing else: no client, no checks, no decisions.
"""

import os
import time
from typing import Any

from pulumi.dynamic import CreateResult, Resource, ResourceProvider

LATENCY_VARIABLE = "BENCH_LATENCY_SECONDS"


class ReferenceProvider(ResourceProvider):
    """Waits, and returns its inputs."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Wait as long as one request takes."""
        time.sleep(float(os.environ[LATENCY_VARIABLE]))
        return CreateResult(props["logical_name"], {**props, "sid": props["logical_name"]})


class Reference(Resource, module="bench", name="Reference"):
    """A resource of the size of a number."""

    def __init__(self, name: str, properties: dict[str, Any]) -> None:
        super().__init__(ReferenceProvider(), name, {**properties, "logical_name": name})
