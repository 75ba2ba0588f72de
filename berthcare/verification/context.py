"""What the checks have in common: the stack, AWS, Twilio, the receiver, and how long to wait."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from berthcare.engine.exported_state import ExportedState
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.verification.aws import Aws
from berthcare.verification.receiver import VARIABLE, Receiver
from berthcare.verification.stack_outputs import StackOutputs
from berthcare.verification.twilio_account import TwilioAccount
from berthcare.verification.twilio_bundle import TwilioBundle

T = TypeVar("T")


class NotChecked(BerthcareError):
    """A check could not ask its question; `tolerated` where the person said so beforehand."""

    def __init__(self, reason: str, remedy: str, *, tolerated: bool = False) -> None:
        super().__init__(f"not checked: {reason}", remedy)
        self.tolerated = tolerated


@dataclass(frozen=True)
class Context:
    """One verification. Checks share it from several threads and change nothing in it."""

    stack: str
    outputs: StackOutputs
    aws: Aws
    read_bundle: Callable[[], TwilioBundle]
    """Returns what the backend read, once for all checks, or raises why it could not."""
    state: ExportedState | None
    receiver: Receiver | None
    environ: Mapping[str, str] = field(repr=False)
    without_receiver: bool = False
    """The caller knows that there is no receiver, and wants no failure for it."""
    poll_seconds: float = 0.1
    """Between two looks at what is waited for; every look at a real cloud is a call of its API."""
    alarm_seconds: float = 60.0
    delivery_seconds: float = 30.0
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set when the person interrupts: a check then stops waiting, and cleans up."""

    @property
    def names(self) -> Names:
        """The names in this stack, which is an environment (docs/adr/0006)."""
        return Names(Environment(self.stack))

    def bundle(self) -> TwilioBundle:
        """Return the secrets' contents. Raises `NotChecked` where the backend has none."""
        try:
            return self.read_bundle()
        except BerthcareError:
            raise NotChecked(
                "the backend could not read its secrets", "Put the first check right."
            ) from None

    def given_receiver(self) -> Receiver:
        """Return the webhook receiver. Raises `NotChecked` where none was given."""
        if self.receiver is None:
            raise NotChecked(
                "no webhook receiver was given",
                f"Type: --receiver URL   (or export {VARIABLE}=URL, or --without-receiver)",
                tolerated=self.without_receiver,
            )
        return self.receiver

    def given_state(self) -> ExportedState:
        """Return the exported state. Raises `NotChecked` where none was given."""
        if self.state is None:
            raise NotChecked(
                "no exported state was given",
                f"Type: pulumi stack export --stack {self.stack} --file state.json   and add: "
                "--state state.json",
            )
        return self.state

    def twilio(self) -> TwilioAccount:
        """Return the environment's Twilio account, for one thread."""
        bundle = self.bundle()
        return TwilioAccount(bundle.account_sid, bundle.auth_token, self.environ)

    def wait_for(self, seek: Callable[[], T | None], seconds: float) -> T | None:
        """Ask `seek` every `poll_seconds` until it finds something; `None` when the time is over.

        It is asked once at least, and a last time at the end.
        """
        deadline = time.monotonic() + seconds
        while True:
            found = seek()
            if found is not None:
                return found
            left = deadline - time.monotonic()
            if left <= 0 or self.stopping.wait(min(self.poll_seconds, left)):
                return None
