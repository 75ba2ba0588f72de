"""`aws` and `berthcare` for a shell that types hundreds of them: loaded once, forked for each.

No double: what runs is the AWS CLI's and our own entry point, in a process of its
own, with the caller's arguments, environment, folder and standard streams. Only the second that
Python takes to import them is saved. One option is added, to `aws sqs` (`_endpoint_of`).

`python -m tests.stack.walks.preloaded aws FOLDER` serves until its standard input ends, and writes
the command FOLDER/aws. Each program has a server of its own: the AWS CLI brings another botocore.
"""

import array
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

_CLIENT = """#!{python} -ISE
import array, json, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect({socket!r})
told = json.dumps([sys.argv, dict(os.environ), os.getcwd()]).encode()
streams = array.array("i", [0, 1, 2])
server.sendmsg([len(told).to_bytes(4, "big")], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, streams)])
server.sendall(told)
sys.exit(server.recv(1)[0])
"""
_LENGTH = 4


def _aws() -> Callable[[list[str]], int]:
    """Load the AWS CLI with its table of services, and return its entry point."""
    from awscli import clidriver  # noqa: PLC0415 - its server alone wants it

    clidriver.create_clidriver().create_help_command()

    def run(arguments: list[str]) -> int:
        sys.argv[1:] = [*_endpoint_of(arguments[0] if arguments else ""), *arguments]
        return int(clidriver.main())

    return run


def _endpoint_of(service: str) -> list[str]:
    """Return the option that leads a service to where the environment leads every service.

    Version 1 of the AWS CLI leads SQS to AWS's older host names, past the environment, unless this
    option is given. Source: awscli/customizations/overridesslcommonname.py.
    """
    return ["--endpoint-url", os.environ["AWS_ENDPOINT_URL"]] if service == "sqs" else []


def _berthcare() -> Callable[[list[str]], int]:
    """Load `berthcare` with what its commands import, and return its entry point."""
    import boto3  # noqa: F401, PLC0415 - as above
    import twilio.rest  # noqa: F401, PLC0415

    from berthcare.cli import main  # noqa: PLC0415

    return main


_PROGRAMS = {"aws": _aws, "berthcare": _berthcare}
_OWN_VARIABLES = ("AWS_DATA_PATH",)
"""The AWS CLI sets it when it is imported, to find its own models."""


def _served(connection: socket.socket, run: Callable[[list[str]], int]) -> None:
    """Answer one caller with the exit status of its command."""
    head, rights, _, _ = connection.recvmsg(_LENGTH, socket.CMSG_LEN(3 * 4))
    streams = array.array("i")
    streams.frombytes(rights[0][2][: 3 * streams.itemsize])
    text = bytearray()
    while len(text) < int.from_bytes(head, "big"):
        text += connection.recv(65536)
    sys.argv, environ, folder = json.loads(text)
    own = {name: os.environ[name] for name in _OWN_VARIABLES if name in os.environ}
    if os.fork():
        for stream in streams:
            os.close(stream)
        return
    status = 1
    try:
        for place, stream in enumerate(streams):
            os.dup2(stream, place)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.clear()
        os.environ.update({**environ, **own})
        os.chdir(folder)
        status = run(sys.argv[1:])
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        connection.sendall(bytes([status & 0xFF]))
        os._exit(0)


def main(name: str, folder: Path) -> None:
    """Serve one program until the standard input ends."""
    place, client = folder / f"{name}.socket", folder / name
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(place))
    server.listen()
    client.write_text(_CLIENT.format(python=sys.executable, socket=str(place)))
    client.chmod(0o700)
    run = _PROGRAMS[name]()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    ready = selectors.DefaultSelector()
    ready.register(server, selectors.EVENT_READ)
    ready.register(sys.stdin, selectors.EVENT_READ)
    while True:
        for key, _ in ready.select():
            if key.fileobj is sys.stdin:
                return
            connection, _ = server.accept()
            with connection:
                _served(connection, run)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
