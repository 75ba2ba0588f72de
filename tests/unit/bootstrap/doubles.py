"""States as the engine exports them, and doubles of the engine's stack and of the account.

A double refuses what it does not know, and can be interrupted at a call of a given name.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

from berthcare.account_names import AccountNames
from berthcare.bootstrap.creations import Creation, Stranger
from berthcare.bootstrap.owner import Owner
from berthcare.engine.exported_state import ExportedState
from berthcare.engine.plan import Plan, PlannedStep
from berthcare.errors import BerthcareError

NAMES = AccountNames("000000000000")
PASSPHRASE = {"type": "passphrase", "state": {"salt": "v1:salt"}}
KEY = {"type": "cloud", "state": {"url": "awskms://alias/a-key", "encryptedkey": "Y2lwaGVy"}}
BUCKET = {
    "urn": "urn:pulumi:account::berthcare-bootstrap::aws:s3/bucket:Bucket::state",
    "type": "aws:s3/bucket:Bucket",
    "id": NAMES.state_bucket,
}
PROVIDER = {
    "urn": "urn:pulumi:account::berthcare-bootstrap::aws:iam/openIdConnectProvider::github",
    "type": "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    "id": NAMES.oidc_provider_arn,
}
NOTHING = Plan((), (), (), (), succeeded=True)


def stack_with(**outputs: object) -> dict[str, object]:
    """Return the stack's own resource, with its outputs."""
    urn = (
        "urn:pulumi:account::berthcare-bootstrap::pulumi:pulumi:Stack::berthcare-bootstrap-account"
    )
    return {"urn": urn, "type": "pulumi:pulumi:Stack", "outputs": outputs}


def state(
    *resources: Mapping[str, object], provider: Mapping[str, object] = PASSPHRASE, **more: object
) -> ExportedState:
    """Return a state with these resources."""
    deployment = {"secrets_providers": provider, "resources": list(resources), **more}
    return ExportedState.parse(json.dumps({"version": 3, "deployment": deployment}), "a test")


def creating(*types: str) -> Plan:
    """Return a plan that makes resources of these types."""
    return Plan(
        tuple(PlannedStep("create", f"urn::{one}::x", one, "x") for one in types),
        *((), (), ()),
        succeeded=True,
    )


@dataclass
class WorkspaceDouble:
    """The folder of a run, in memory."""

    holds_state: bool = False
    files: dict[str, str] = field(default_factory=dict)
    import_file: "FileDouble" = field(default_factory=lambda: FileDouble('{"resources": []}'))
    stack_file: str = "/clone/.bootstrap/Pulumi.account.yaml"
    folder: Path = Path(".bootstrap")
    state: Path = Path(".bootstrap/state")
    kept_for: Owner | None = None
    other: str = ""
    """Whose state it holds, where that is another's."""

    def prepare(self) -> None:
        """Make nothing."""

    def refuse_another(self, owner: Owner) -> None:
        """Refuse where it is another's."""
        if self.other:
            raise BerthcareError(f"The state of {self.other}.", f"You are {owner}.")

    def keep(self, owner: Owner) -> None:
        """Keep it for an account."""
        self.kept_for = owner

    def read(self, path: "FileDouble") -> str:
        """Return the text."""
        return path.text

    def write(self, path: object, text: str) -> None:
        """Keep a file's text."""
        self.files[str(path)] = text

    def remove(self) -> None:
        """Lose the state."""
        self.holds_state = False


@dataclass(frozen=True)
class FileDouble:
    """A file with a text."""

    text: str

    def __str__(self) -> str:
        return "/clone/.bootstrap/import.json"


@dataclass
class StackDouble:
    """The stack at one backend, whose state is kept in memory."""

    backend_url: str
    provider: Mapping[str, object]
    held: ExportedState | None = None
    workspace: WorkspaceDouble = field(default_factory=WorkspaceDouble)
    plan: Plan = NOTHING
    creations: tuple[Creation, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    interrupt_after: str = ""
    """The call after which a person interrupts, once."""
    loses_on_import: bool = False
    environ: Mapping[str, str] = field(default_factory=dict)
    prints: str = ""
    """What the engine prints while it updates."""

    def _called(self, name: str) -> None:
        if self.interrupt_after == name:
            self.interrupt_after = ""
            raise KeyboardInterrupt

    def init(self) -> None:
        """Make the stack."""
        assert self.held is None, "the stack exists"
        self.held = state(provider=self.provider)
        self._called("init")

    def export(self) -> ExportedState:
        """Return the state."""
        assert self.held is not None, "there is no stack"
        return self.held

    def replace_state(self, text: str) -> None:
        """Write a state."""
        assert self.held is not None, "there is no stack"
        written = ExportedState.parse(text, "an import")
        kept = written.resources[:-1] if self.loses_on_import else written.resources
        self.held = state(*kept, provider=written.deployment["secrets_providers"])
        self._called("replace_state")

    def configure(self, settings: Mapping[str, object]) -> None:
        """Keep the settings."""
        self.settings = settings

    def preview(self) -> tuple[Plan, tuple[Creation, ...]]:
        """Return what was prepared."""
        return self.plan, self.creations

    def update(self, read: Callable[[str], None]) -> None:
        """Make one resource."""
        read(self.prints)
        self.held = state(BUCKET, provider=self.provider)
        self._called("update")

    def in_shell(self, arguments: list[str]) -> str:
        """Return the words, as the real one does."""
        return " ".join(["pulumi", *arguments])

    @property
    def to_see(self) -> str:
        """Return what shows the state."""
        return self.in_shell(["stack", "export"])


@dataclass
class AccountDouble:
    """The account, and what exists in it."""

    bucket: StackDouble
    bucket_exists: bool = False
    provider_exists: bool = False
    exists: tuple[Stranger, ...] = ()
    names: AccountNames = NAMES
    caller: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(account="0" * 12))

    def state_bucket_exists(self) -> bool:
        """Tell it."""
        return self.bucket_exists

    def state_is_in_bucket(self) -> bool:
        """Tell whether the bucket has a stack."""
        return self.bucket.held is not None

    def oidc_provider_exists(self) -> bool:
        """Tell it."""
        return self.provider_exists

    def strangers(self, creations: tuple[Creation, ...]) -> tuple[Stranger, ...]:
        """Return those that exist."""
        return tuple(one for one in self.exists if one.creation in creations)


def refused(call: object) -> BerthcareError:
    """Return the error that a call raises."""
    try:
        call()  # type: ignore[operator]  # a test's own lambda
    except BerthcareError as error:
        return error
    raise AssertionError("nothing was refused")
