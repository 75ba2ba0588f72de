"""Start the gateway: `python -m localcloud.gateway --port N --backend http://127.0.0.1:M`."""

import argparse
import os
import sys
from urllib.parse import urlsplit

from aiohttp import web

from localcloud.gateway.server import BackendUnreachableError, GatewaySettings, create_application

ACCESS_KEY_VARIABLE = "LOCALCLOUD_ACCESS_KEY_ID"
ADMINISTRATOR_KEY_VARIABLE = "LOCALCLOUD_ADMINISTRATOR_KEY_ID"
_HOST = "127.0.0.1"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# Deliveries in flight get this long to finish after the last request was answered.
_SHUTDOWN_SECONDS = 5.0


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted; return the exit status."""
    options = _parser().parse_args(arguments)
    access_key_id = os.environ.get(ACCESS_KEY_VARIABLE, "")
    if not access_key_id:
        return _refuse(
            f"{ACCESS_KEY_VARIABLE} is not set: the gateway must know the deployer's access key. "
            f"Set it in the environment that starts the gateway."
        )
    if urlsplit(options.backend).hostname not in _LOOPBACK:
        return _refuse(
            f"--backend {options.backend} is not on this machine: the gateway sends what it is "
            f"given to loopback only. Give MiniStack's URL, http://127.0.0.1:PORT."
        )
    settings = GatewaySettings(
        backend_url=options.backend,
        deployer_access_key_id=access_key_id,
        administrator_access_key_id=os.environ.get(ADMINISTRATOR_KEY_VARIABLE, ""),
    )
    try:
        web.run_app(
            create_application(settings),
            host=_HOST,
            port=options.port,
            print=lambda *_: print(f"AWS gateway on http://{_HOST}:{options.port}", flush=True),
            access_log=None,
            shutdown_timeout=_SHUTDOWN_SECONDS,
        )
    except BackendUnreachableError as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(
            f"Port {options.port} on {_HOST} cannot be used: {os.strerror(error.errno or 0)}. "
            f"Stop what holds it, or choose another with --port."
        )
    return 0


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m localcloud.gateway",
        description="AWS gateway of the embedded cloud: IAM, CloudTrail and metric filters before "
        "MiniStack, on 127.0.0.1 only.",
        epilog=f"Environment: {ACCESS_KEY_VARIABLE} is the deployer's access key id, "
        f"{ADMINISTRATOR_KEY_VARIABLE} that of the account's administrator, if there is one.",
    )
    parser.add_argument("--port", type=int, required=True, help="port to listen on (127.0.0.1)")
    parser.add_argument(
        "--backend", required=True, metavar="URL", help="MiniStack's URL, http://127.0.0.1:PORT"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
