"""Start the receiver: `python -m localcloud.receiver --port N --environment staging`."""

import argparse
import os
import sys

import boto3
from aiohttp import web

from berthcare import identifiers
from berthcare.environments import Environment
from berthcare.residency import REGION
from berthcare.webhook_verifier import LONGEST_KEEP_SECONDS, WebhookVerifier
from localcloud.receiver.account_tokens import AccountTokenReader
from localcloud.receiver.rate_limit import BURST, RateLimit
from localcloud.receiver.server import create_application

_HOST = "127.0.0.1"
_KEEP_SECONDS = 30.0


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted; return the exit status."""
    options = _parser().parse_args(arguments)
    reader = AccountTokenReader(
        Environment(options.environment),
        options.backend_role_arn,
        boto3.Session(region_name=REGION),
    )
    try:
        web.run_app(
            create_application(
                WebhookVerifier(reader.read, keep_seconds=options.keep_seconds),
                RateLimit(burst=options.burst),
            ),
            host=_HOST,
            port=options.port,
            print=lambda *_: print(
                f"Webhook receiver on http://{_HOST}:{options.port}", flush=True
            ),
            access_log=None,
        )
    except OSError as error:
        print(
            f"Port {options.port} on {_HOST} cannot be used ({os.strerror(error.errno or 0)}). "
            f"Stop what holds it, or choose another with --port.",
            file=sys.stderr,
        )
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m localcloud.receiver",
        description="Stand-in for the BerthCare backend: takes Twilio's webhooks on 127.0.0.1, "
        "verifies X-Twilio-Signature and lists what came at /_receiver/deliveries.",
        epilog="Environment: the AWS credentials and AWS_ENDPOINT_URL of a deployer, who may "
        "assume the backend's role under the session name berthcare-verify-receiver.",
    )
    parser.add_argument("--port", type=int, required=True, help="port to listen on (127.0.0.1)")
    parser.add_argument(
        "--environment",
        choices=[str(environment) for environment in Environment],
        required=True,
        help="whose Twilio account signs the webhooks",
    )
    parser.add_argument(
        "--backend-role-arn",
        type=_role_arn,
        metavar="ARN",
        help="the backend's role (default: the one that the program creates)",
    )
    parser.add_argument(
        "--keep-seconds",
        type=_keep_seconds,
        default=_KEEP_SECONDS,
        metavar="N",
        help="how long the auth tokens are kept before they are read again (default: %(default)g)",
    )
    parser.add_argument(
        "--burst",
        type=_burst,
        default=BURST,
        metavar="N",
        help="requests without a genuine signature that one source may send to one path at once "
        "(default: %(default)d)",
    )
    return parser


def _burst(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("--burst must be a whole number of requests, 1 or more")
    return int(text)


def _role_arn(text: str) -> str:
    problem = identifiers.problem_with_role_arn("--backend-role-arn", text)
    if problem is not None:
        raise argparse.ArgumentTypeError(str(problem))
    return text


def _keep_seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST_KEEP_SECONDS:
        raise argparse.ArgumentTypeError(
            f"--keep-seconds must be more than 0 and at most {LONGEST_KEEP_SECONDS}"
        )
    return seconds


if __name__ == "__main__":
    sys.exit(main())
