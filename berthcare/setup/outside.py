"""What the wizard asks of others: AWS, Twilio and the engine, each in one place to stand in for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from berthcare.credentials_account import CredentialsAccount, ask_account
from berthcare.engine.call import show
from berthcare.engine.engine import Engine
from berthcare.engine.variables import POLICY_PACK
from berthcare.environments import Environment
from berthcare.setup.aws_identity import AwsIdentity, ask_identity
from berthcare.setup.deployed import Deployed
from berthcare.setup.keeper import Store
from berthcare.setup.own_configuration import read_memory
from berthcare.setup.stack_memory import StackMemory
from berthcare.twilio_credentials import TwilioCredentials


class Backend(Store, Protocol):
    """Where stacks are kept: `berthcare.engine.engine.Engine`."""

    def whoami(self) -> str:
        """Return the backend's URL."""

    def stacks(self) -> set[str]:
        """Return the names of the stacks."""

    def init(self) -> None:
        """Make the environment's stack."""


@dataclass(frozen=True)
class Outside:
    """Every call that leaves this process. Each raises `BerthcareError` where it fails."""

    backend: Backend
    identity: Callable[[], AwsIdentity]
    account: Callable[[TwilioCredentials, bool], CredentialsAccount]
    """Given credentials, and whether they must be those of a main account."""
    memory: Callable[[], StackMemory]
    deployed: Callable[[], Deployed]
    preview: Callable[[], int]
    """Preview on this terminal, and return the engine's exit status."""

    @classmethod
    def of(
        cls, environment: Environment, environ: Mapping[str, str], folder: Path = Path()
    ) -> "Outside":
        """Return the real ones, for the project in a folder."""
        # An empty variable names no pack; the rules hold all the same.
        pack = environ.get(POLICY_PACK) or str((folder / "policies").absolute())
        led = {**environ, POLICY_PACK: pack}
        engine = Engine(environment, environ, folder)
        return cls(
            backend=engine,
            identity=lambda: ask_identity(environ),
            account=lambda credentials, main: ask_account(
                credentials, environ, main_account_needed=main
            ),
            memory=lambda: read_memory(environment, environ, folder),
            deployed=lambda: Deployed.of(engine.export()),
            preview=lambda: show(("preview", "--stack", environment.value), led, folder),
        )
