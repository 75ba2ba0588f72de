"""What every Twilio provider shares: how it is pickled, configured and connected."""

from pulumi.dynamic import ConfigureRequest, ResourceProvider

from providers.api.client import Patience
from providers.api.connection import Connection


class TwilioProvider(ResourceProvider):
    """The base of the dynamic providers.

    Credentials come from `configure` and live in the provider's process only: an instance pickles
    as nothing but its class, whatever it holds (`__reduce__`). One instance serves four threads.
    """

    serialize_as_secret_always = False
    """What is serialised is the name of a class: no secret, and readable in state."""

    def __init__(self, patience: Patience | None = None) -> None:
        super().__init__()
        self._connection = Connection(patience or Patience())

    def __reduce__(self) -> tuple[type["TwilioProvider"], tuple[()]]:
        return type(self), ()

    def configure(self, req: ConfigureRequest) -> None:
        """Keep the stack's configuration; credentials are judged when they are first needed."""
        self._connection.configure(req.config)
