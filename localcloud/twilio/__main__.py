"""`python -m localcloud.twilio`: run the Twilio emulator until SIGTERM or Ctrl-C."""

import argparse
import asyncio
import errno
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from berthcare.identifiers import problem_with_account_sid, problem_with_auth_token
from localcloud.twilio import storage
from localcloud.twilio.exchange import Options
from localcloud.twilio.inventory import LEAST_PER_AREA_CODE, MOST_PER_AREA_CODE
from localcloud.twilio.server import Emulator
from localcloud.twilio.state import State
from localcloud.twilio.webhook_hosts import WebhookHostError, parse_mapping

_STOCK = f"{LEAST_PER_AREA_CODE} to {MOST_PER_AREA_CODE}"
_EXAMPLES = """\
The main account is read from TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, never from arguments; so
are test credentials, if wanted, from TWILIO_TEST_ACCOUNT_SID and TWILIO_TEST_AUTH_TOKEN.

examples:
  python -m localcloud.twilio --port 4590
  python -m localcloud.twilio --port 4590 --state .localcloud/twilio.json \\
      --webhook-host api-staging.berthcare.ca=http://127.0.0.1:4580
  python -m localcloud.twilio --port 0      (a free port; printed as "listening on URL")
"""


class StartError(Exception):
    """The emulator cannot start; the text says why and what to do."""


def main(arguments: list[str], environment: Mapping[str, str]) -> int:
    """Run the emulator; return 0 after a clean stop and 1 when it cannot start."""
    options = _parser().parse_args(arguments)
    try:
        hosts = dict(parse_mapping(text) for text in options.webhook_host)
        state = _state(environment, options.state)
        settings = _settings(options, environment)
        asyncio.run(_serve(options.port, state, settings, hosts, options.state))
    except (StartError, storage.StateFileError, WebhookHostError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m localcloud.twilio",
        description="A stateful emulator of Twilio's REST API, on 127.0.0.1 only.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=_port, required=True, help="port on 127.0.0.1, 0 for any")
    parser.add_argument("--state", type=Path, help="file that keeps the state (mode 0600)")
    parser.add_argument(
        "--webhook-host",
        action="append",
        default=[],
        metavar="HOST=URL",
        help="where webhooks for HOST go: http://127.0.0.1:PORT; may be repeated",
    )
    parser.add_argument("--seed", type=int, default=0, help="which numbers are in stock")
    parser.add_argument(
        "--release-window",
        type=float,
        default=Options.release_window_s,
        metavar="SECONDS",
        help="how long a released number is refused (default %(default)s)",
    )
    parser.add_argument(
        "--balance",
        type=_money,
        default=Options.starting_balance,
        metavar="USD",
        help="what the main account begins with (default %(default)s)",
    )
    parser.add_argument(
        "--stock",
        type=_stock,
        default=Options.stock_per_area_code,
        metavar="N",
        help=f"numbers in each area code, {_STOCK} (default %(default)s)",
    )
    parser.add_argument(
        "--replace-secondary-token",
        action="store_true",
        help="let a second secondary token replace the first, instead of refusing it (400)",
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"must be a whole number from 0 to 65535, not {text}")
    return int(text)


def _stock(text: str) -> int:
    if not text.isdecimal() or not LEAST_PER_AREA_CODE <= int(text) <= MOST_PER_AREA_CODE:
        raise argparse.ArgumentTypeError(f"must be a whole number, {_STOCK}, not {text}")
    return int(text)


def _money(text: str) -> str:
    whole, _, cents = text.partition(".")
    if not whole.isdecimal() or not (cents or "0").isdecimal():
        raise argparse.ArgumentTypeError(f"must be an amount such as 100.00, not {text}")
    return text


def _settings(options: argparse.Namespace, environment: Mapping[str, str]) -> Options:
    """Return what was chosen by arguments and, for the test credentials, by the environment."""
    test_sid, test_token = "", ""
    if any(environment.get(f"TWILIO_TEST_{name}") for name in ("ACCOUNT_SID", "AUTH_TOKEN")):
        test_sid, test_token = _credentials(environment, "TWILIO_TEST_")
        if test_sid == environment.get("TWILIO_ACCOUNT_SID"):
            raise StartError("TWILIO_TEST_ACCOUNT_SID: must differ from TWILIO_ACCOUNT_SID.")
    return Options(
        seed=options.seed,
        release_window_s=options.release_window,
        starting_balance=options.balance,
        stock_per_area_code=options.stock,
        test_account_sid=test_sid,
        test_auth_token=test_token,
        replaces_secondary_token=options.replace_secondary_token,
    )


def _credentials(environment: Mapping[str, str], prefix: str) -> tuple[str, str]:
    """Return the SID and the token that the environment gives, or raise `StartError`."""
    sid = environment.get(f"{prefix}ACCOUNT_SID", "")
    token = environment.get(f"{prefix}AUTH_TOKEN", "")
    for problem in (
        problem_with_account_sid(f"{prefix}ACCOUNT_SID", sid),
        problem_with_auth_token(f"{prefix}AUTH_TOKEN", token),
    ):
        if problem is not None:
            raise StartError(
                f"{problem.field}: must {problem.rule}. Any made-up pair will do: export "
                f"{prefix}ACCOUNT_SID=AC$(printf '0%.0s' $(seq 32)) "
                f"{prefix}AUTH_TOKEN=$(printf 'fake%.0s' $(seq 8))"
            )
    return sid, token


def _state(environment: Mapping[str, str], file: Path | None) -> State:
    """Return the state that the file holds, or a new one."""
    sid, token = _credentials(environment, "TWILIO_")
    state = State(sid, token, time.time)
    document = storage.load(file) if file is not None else None
    if document is None:
        state.changed = True
        return state
    try:
        state.restore(document)
    except ValueError as error:
        raise StartError(
            f"--state {file}: {error}. Move it away to begin anew: mv {file} {file}.old"
        ) from None
    return state


async def _serve(
    port: int, state: State, options: Options, hosts: Mapping[str, str], file: Path | None
) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    emulator = Emulator(state, options, hosts, file)
    try:
        try:
            bound = await emulator.start(port)
        except OSError as error:
            raise StartError(_start_problem(port, file, error)) from None
        print(f"listening on http://127.0.0.1:{bound}", flush=True)
        await stopped.wait()
    finally:
        await emulator.stop()


def _start_problem(port: int, file: Path | None, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"--port {port}: is in use. Choose another, or --port 0 for any free one."
    if error.errno in (errno.EACCES, errno.ENOENT) and file is not None:
        return f"--state {file}: cannot be written ({error.strerror}). Make its folder first."
    return f"--port {port}: cannot be listened on ({error.strerror})."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
