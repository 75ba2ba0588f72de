"""What the supervisor refuses, each with the remedy."""

from berthcare.errors import BerthcareError


class CloudError(BerthcareError):
    """The embedded cloud cannot do what was asked; `str()` says why and what to type."""


class PortTakenError(CloudError):
    """A process could not have its port, because another program listens there."""

    def __init__(self, name: str, port: int) -> None:
        super().__init__(
            f"Port {port} on 127.0.0.1, wanted for `{name}`, is taken by another program.",
            f"Stop that program (`ss -ltnp 'sport = :{port}'` or `lsof -i :{port}` names it), "
            f"or leave out `--port {name}={port}`: a free port is then chosen.",
        )
        self.name = name
        self.port = port
