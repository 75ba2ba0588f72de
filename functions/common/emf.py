"""The document that CloudWatch turns into metrics: the Embedded Metric Format.

Source: CloudWatch User Guide, "Specification: Embedded metric format": `_aws` with a `Timestamp` in
milliseconds and directives of namespace, dimension sets and metrics; each dimension and metric
named there is a member of the root; at most 100 metrics a directive; values are finite numbers.
"""

import json
from collections.abc import Mapping

NAMESPACE = "BerthCare/Twilio"
DIMENSION = "Environment"


def emf_line(
    environment: str, milliseconds: int, values: Mapping[str, float], units: Mapping[str, str]
) -> str:
    """Return the one line, without a line end, that publishes `values` (metric to number).

    `milliseconds` is the time since the epoch; `units` knows each metric's unit. Raises
    `ValueError` for a value that is not finite.
    """
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": [[DIMENSION]],
        "Metrics": [{"Name": name, "Unit": units[name]} for name in values],
    }
    document = {
        "_aws": {"Timestamp": milliseconds, "CloudWatchMetrics": [directive]},
        DIMENSION: environment,
        **values,
    }
    return json.dumps(document, allow_nan=False)
