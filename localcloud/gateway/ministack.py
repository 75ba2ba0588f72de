"""Start MiniStack with one change: each Lambda function gets an access key of its own.

`python -m localcloud.gateway.ministack` takes MiniStack's own environment variables and no
arguments. Why the change: see `function_keys`.
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

    serve()


if __name__ == "__main__":
    main()
