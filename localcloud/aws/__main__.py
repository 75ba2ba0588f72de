"""Run the AWS stand-in provider: `python -m localcloud.aws --port N` (0 takes a free port).

The first line on standard output is the port, as with every Pulumi plugin. Attach the engine with
PULUMI_DEBUG_PROVIDERS=aws:PORT.
"""

import argparse
import os
import signal
import sys
import threading

from localcloud.aws.cloud import loopback_endpoint
from localcloud.aws.errors import StandInError
from localcloud.aws.server import serve


def main() -> int:
    """Serve until SIGTERM or SIGINT. Exit status 2 where the environment is refused."""
    parser = argparse.ArgumentParser(prog="python -m localcloud.aws", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="TCP port on 127.0.0.1; 0 is any")
    port = parser.parse_args().port
    try:
        loopback_endpoint(os.environ)
    except StandInError as error:
        print(error, file=sys.stderr)
        return 2
    server, bound = serve(port, os.environ)
    print(bound, flush=True)
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: done.set())
    done.wait()
    server.stop(grace=1).wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
