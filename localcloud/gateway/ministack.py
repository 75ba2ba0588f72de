"""Start MiniStack with two changes that only its own process can make.

Each Lambda function gets an access key of its own (see `function_keys`), and alarms are left to the
gateway, because MiniStack's evaluation knows neither dimensions nor missing data (`trail.alarms`).
`python -m localcloud.gateway.ministack` takes MiniStack's environment variables and no arguments.
"""

import os
from collections.abc import Mapping
from typing import Any

from localcloud.gateway import function_keys


def function_credentials(config: Mapping[str, Any]) -> dict[str, str]:
    """Return the credentials that a function of this configuration finds in its environment."""
    key = function_keys.access_key_id(str(config["FunctionArn"]), str(config["Role"]))
    return {
        "AWS_ACCESS_KEY_ID": key,
        # Nothing on loopback verifies signatures, so neither of these opens anything.
        "AWS_SECRET_ACCESS_KEY": os.environ.get("AWS_SECRET_ACCESS_KEY", "function"),
        "AWS_SESSION_TOKEN": "function",
    }


def main() -> None:
    """Serve until terminated."""
    # MiniStack's other modules copy the name when they are imported, so it is replaced before.
    from ministack.core import lambda_runtime  # noqa: PLC0415 - importing it must have no effect

    lambda_runtime.execution_credentials = function_credentials
    from ministack.app import main as serve  # noqa: PLC0415 - after the change above
    from ministack.services import cloudwatch  # noqa: PLC0415 - as above

    cloudwatch._evaluate_alarm = _leave_to_the_gateway  # noqa: SLF001 - it has no other switch
    serve()


def _leave_to_the_gateway(_alarm: Mapping[str, Any]) -> None:
    """Stand in for MiniStack's evaluation of one alarm."""


if __name__ == "__main__":
    main()
