"""A server that begins each answer at once, and never ends it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

_PAUSE_SECONDS = 0.02


@contextmanager
def dripping(beginning: bytes) -> Iterator[str]:
    """Serve on loopback until the block ends; yield the base URL.

    After the beginning comes one byte after another, so that no reader waits long for the next.
    """
    ended = threading.Event()

    def drip(connection: socket.socket) -> None:
        with closing(connection), suppress(OSError):
            connection.sendall(beginning)
            while not ended.wait(_PAUSE_SECONDS):
                connection.sendall(b"x")

    def accept() -> None:
        with suppress(OSError):  # what ends it
            while True:
                threading.Thread(target=drip, args=(listener.accept()[0],), daemon=True).start()

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        threading.Thread(target=accept, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            ended.set()
            listener.shutdown(socket.SHUT_RDWR)
