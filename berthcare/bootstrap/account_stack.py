"""The stack `account` of the bootstrap program, at one backend, by the engine."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from berthcare.account_names import SECRETS_PROVIDER
from berthcare.bootstrap.creations import Creation, creations_of
from berthcare.bootstrap.held_state import secrets_provider
from berthcare.bootstrap.stack_file import stack_file
from berthcare.bootstrap.workspace import Workspace
from berthcare.bootstrap_settings import BOOTSTRAP_STACK as STACK
from berthcare.engine.call import Answer, ask, watch
from berthcare.engine.exported_state import ExportedState
from berthcare.engine.plan import Plan, plan_of
from berthcare.engine.variables import POLICY_PACK, STREAMED
from berthcare.errors import BerthcareError
from berthcare.residency import REGION

PROGRAM = "bootstrap"
"""Folder of the program in the clone."""
_SECONDS = 120.0
_PREVIEW_SECONDS = 900.0
_LEADS_ELSEWHERE = frozenset(
    {
        "PULUMI_STACK",
        "PULUMI_OPTION_STACK",
        "PULUMI_OPTION_CONFIG_FILE",
        "PULUMI_CONFIG_PASSPHRASE",
        "PULUMI_CONFIG_PASSPHRASE_FILE",
    }
)
"""Variables of a person's shell that mean another stack, file or passphrase."""
_LOCKED = "currently locked by"


@dataclass(frozen=True)
class AccountStack:
    """Each method raises `BerthcareError` where there is no engine, or it failed."""

    clone: Path
    workspace: Workspace
    environ: Mapping[str, str] = field(repr=False)
    backend_url: str
    """`file://` while the state has no home, then the bucket's `s3://`."""

    @property
    def is_local(self) -> bool:
        """Whether the state lies in the workspace."""
        return self.backend_url.startswith("file:")

    def init(self) -> None:
        """Make the stack.

        In the workspace its secrets provider is a passphrase, an empty one: the state holds no
        secret, and so there is none to keep, to hand on or to lose. In the bucket it is the key.
        """
        provider = "passphrase" if self.is_local else SECRETS_PROVIDER
        self._ask(
            *("stack", "init", STACK, "--no-select", f"--secrets-provider={provider}"),
            folder=self.workspace.project,
        ).required("Type the same command again.")

    def export(self) -> ExportedState:
        """Return the state; nothing is decrypted by it."""
        answer = self._ask("stack", "export", "--stack", STACK)
        return ExportedState.parse(self._text(answer), f"The output of `{answer.typed}`")

    def replace_state(self, text: str) -> None:
        """Write a whole state in the place of what is there."""
        self._text(self._ask("stack", "import", "--stack", STACK, typed_in=text))

    def configure(self, settings: Mapping[str, object]) -> None:
        """Compose the stack file, under the key that the state names."""
        text = stack_file(settings, secrets_provider(self.export(), self.to_see), self.to_see)
        self.workspace.write(self.workspace.stack_file, text)

    def preview(self) -> tuple[Plan, tuple[Creation, ...]]:
        """Return what would be done, judged by the policies, and what would be made anew.

        A program or a policy that refuses is no error of the call: the plan tells it.
        """
        answer = self._ask(
            *("preview", "--json", *self._configured()),
            *("--import-file", str(self.workspace.import_file)),
            seconds=_PREVIEW_SECONDS,
            variables=STREAMED,
        )
        if _LOCKED in answer.errors or not answer.output.strip():
            self._text(answer)
        return plan_of(answer.output, answer.typed), creations_of(answer.output)

    def update(self, read: Callable[[str], None]) -> None:
        """Do it; `read` has each line of the engine's stream of events (`advance_of`).

        Raises `KeyboardInterrupt` as `call.watch` does.
        """
        locked = False

        def read_on(line: str) -> None:
            nonlocal locked
            locked = locked or _LOCKED in line
            read(line)

        arguments = ["up", *self._configured(), "--yes", "--skip-preview", "--json"]
        status = watch(arguments, {**self._environ(), **STREAMED}, self.clone / PROGRAM, read_on)
        if locked:
            raise self._locked()
        if status != 0:
            raise BerthcareError("the engine stopped, and says above why.", "Put that right.")

    def in_shell(self, arguments: Sequence[str]) -> str:
        """Return what a person types to run `pulumi` on this stack, from the clone's folder."""
        words = [f"PULUMI_BACKEND_URL={shlex.quote(self.backend_url)}"]
        if self.is_local:
            words.append("PULUMI_CONFIG_PASSPHRASE=")
        command = ["pulumi", "-C", PROGRAM, *arguments, "--stack", STACK]
        return " ".join([*words, shlex.join(command)])

    @property
    def to_see(self) -> str:
        """What a person types to see the state."""
        return self.in_shell(["stack", "export"])

    def _configured(self) -> tuple[str, ...]:
        return "--stack", STACK, "--config-file", str(self.workspace.stack_file)

    def _ask(
        self,
        *arguments: str,
        folder: Path | None = None,
        seconds: float = _SECONDS,
        typed_in: str | None = None,
        variables: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer:
        environ = {**self._environ(), **variables}
        place = folder or self.clone / PROGRAM
        return ask(arguments, environ, place, seconds=seconds, typed_in=typed_in)

    def _text(self, answer: Answer) -> str:
        if answer.status != 0 and _LOCKED in answer.errors:
            raise self._locked()
        return answer.required("Type the same command again.")

    def _locked(self) -> BerthcareError:
        return BerthcareError(
            "the state is locked: another run has it, or one was killed.",
            f"If no run is left, type: {self.in_shell(['cancel', '--yes'])}",
        )

    def _environ(self) -> dict[str, str]:
        kept = {name: one for name, one in self.environ.items() if name not in _LEADS_ELSEWHERE}
        pack = kept.get(POLICY_PACK) or str((self.clone / "policies").absolute())
        passphrase = {"PULUMI_CONFIG_PASSPHRASE": ""} if self.is_local else {}
        return {
            **kept,
            **passphrase,
            "AWS_REGION": REGION,
            "PULUMI_BACKEND_URL": self.backend_url,
            POLICY_PACK: pack,
        }
