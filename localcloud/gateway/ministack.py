"""Start MiniStack with the changes that only its own process can make (see `inside`).

`python -m localcloud.gateway.ministack` takes MiniStack's environment variables and no arguments.
`AWS_ENDPOINT_URL` must be the gateway's URL: functions call it, and services tell it what they do.
"""

import os
import sys

from localcloud.gateway.inside import alarms, functions, rules, topics
from localcloud.gateway.inside.messenger import messenger


def main() -> int:
    """Serve until terminated; return the exit status."""
    gateway_url = os.environ.get("AWS_ENDPOINT_URL", "")
    if not gateway_url:
        print(
            "AWS_ENDPOINT_URL is not set: MiniStack must know the gateway that stands before it. "
            "Set it to http://127.0.0.1:PORT, with the port that the gateway gets.",
            file=sys.stderr,
        )
        return 1
    # MiniStack's other modules copy the name when they are imported, so it is replaced before.
    from ministack.core import lambda_runtime  # noqa: PLC0415 - importing it must have no effect

    lambda_runtime.execution_credentials = functions.function_credentials
    from ministack.app import main as serve  # noqa: PLC0415 - after the change above
    from ministack.services import (  # noqa: PLC0415 - as above
        cloudwatch,
        eventbridge,
        lambda_svc,
        sns,
    )

    tell = messenger(gateway_url)
    alarms.change(cloudwatch)
    functions.change(lambda_svc, tell)
    rules.change(eventbridge, tell)
    topics.change(sns, tell)
    serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
