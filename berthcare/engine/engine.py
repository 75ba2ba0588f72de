"""The `pulumi` on PATH, for one environment's stack."""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from berthcare.engine.call import Answer, ask, watch
from berthcare.engine.configured import Configured, configured
from berthcare.engine.exported_state import ExportedState
from berthcare.engine.plan import Plan, plan_of
from berthcare.engine.update import Update, updates
from berthcare.engine.variables import POLICY_PACK, STREAMED
from berthcare.environments import Environment
from berthcare.errors import BerthcareError

_SECONDS = 120.0
_PLAN_SECONDS = 900.0
_IMPORT_SECONDS = 1800.0
_NO_QUESTIONS = "PULUMI_SKIP_CONFIRMATIONS"


@dataclass(frozen=True)
class Engine:
    """Asks the engine about one stack, and writes that stack's configuration.

    Every method raises `BerthcareError` where there is no engine, where it failed (with its own
    words) or did not answer in time. Nothing is kept: each call is a process of its own.
    """

    environment: Environment
    environ: Mapping[str, str] = field(repr=False)
    folder: Path = Path()
    """The project's folder: that of `Pulumi.yaml`."""

    def version(self) -> str:
        """Return the engine's version, as `3.259.0`."""
        told = self._ask("version").required("Type: pulumi version")
        return told.strip().removeprefix("v")

    def whoami(self) -> str:
        """Return the URL of the state backend."""
        answer = self._ask("whoami", "--json", "--verbose")
        text = answer.required("Sign in to the state backend: pulumi login s3://…")
        return str(_parsed(text, answer.typed)["url"])

    def stacks(self) -> set[str]:
        """Return the names of this project's stacks."""
        answer = self._ask("stack", "ls", "--json")
        text = answer.required("Sign in to the state backend: pulumi login s3://…")
        listed = _parsed(text, answer.typed)
        return {str(stack["name"]).rpartition("/")[2] for stack in listed}

    def init(self) -> None:
        """Make the stack, with the secrets provider that its stack file names."""
        file = self.folder / f"Pulumi.{self.environment}.yaml"
        provider = _secrets_provider(file)
        self._ask(
            *("stack", "init", self.environment.value, "--no-select"),
            f"--secrets-provider={provider}",
        ).required(f"See that you may use {provider}, then type the same command again.")

    def export(self) -> ExportedState:
        """Return the stack's state; nothing is decrypted by it."""
        answer = self._of_stack("stack", "export")
        text = answer.required(
            "Deploy first, on the embedded cloud with `make up`; on AWS `berthcare setup "
            f"{self.environment}` makes the stack, `berthcare plan {self.environment}` comes next."
        )
        return ExportedState.parse(text, f"The output of `{answer.typed}`")

    def configuration(self) -> dict[str, Configured]:
        """Return the stack's configuration, decrypted, by `namespace:key`."""
        answer = self._of_stack("config", "--json", "--show-secrets")
        text = answer.required(self._see_configuration())
        return configured(text, answer.typed)

    def set(self, key: str, value: str, *, secret: bool = False) -> None:
        """Write one value; it reaches the engine through standard input, never in an argument.

        `key` is `namespace:key`, or the key alone for this project's. A secret is encrypted with
        the stack's key; the error of a refused one leaves the engine's words out.
        """
        kind = "--secret" if secret else "--plaintext"
        answer = self._of_stack("config", "set", key, kind, typed_in=value)
        if answer.status != 0 and secret:
            raise BerthcareError(
                f"`{answer.typed}` failed with status {answer.status}; what it said is not shown, "
                "as it may hold the value.",
                self._see_configuration(),
            )
        answer.required(self._see_configuration())

    def set_list(self, key: str, values: Sequence[str]) -> None:
        """Write a list of texts in one step, in the place of what was there.

        `key` is `namespace:key`. The values stand in the engine's arguments: no secret may.
        """
        entry = {"value": json.dumps(list(values)), "objectValue": list(values), "secret": False}
        answer = self._of_stack("config", "set-all", "--json", json.dumps({key: entry}))
        answer.required(self._see_configuration())

    def remove(self, key: str) -> None:
        """Take a value away, if it is there: the default of `Pulumi.yaml` holds again."""
        self._of_stack("config", "rm", key).required(self._see_configuration())

    def preview(self, save: Path | None = None) -> Plan:
        """Return what `pulumi up` would do, judged by the policies; the stack is not locked by it.

        A program or a policy that refuses is no error of the call: the plan tells it
        (`succeeded`, `errors`). Where it succeeds, `save` is the file to write the engine's own
        plan to, for `apply`; secrets are ciphertext in it.
        """
        saved = [] if save is None else ["--save-plan", str(save.absolute())]
        return self._plan("preview", *saved, **self._pack())

    def apply(self, plan: Path, read: Callable[[str], None]) -> int:
        """Do what a saved plan says and nothing else, judged by the policies; return the status.

        `read` has each line of the engine's stream of events as it comes (`advance_of`), with
        whatever values the engine prints. Raises `KeyboardInterrupt` as `call.watch` does.
        """
        return watch(
            [
                *("up", "--plan", str(plan.absolute()), "--skip-preview", "--yes", "--json"),
                *("--stack", self.environment.value),
            ],
            self._environ(**STREAMED, **self._pack()),
            self.folder,
            read,
        )

    def cancel(self) -> None:
        """Take every lock off the stack, whoever holds it: see first that nobody does."""
        answer = self._ask("cancel", self.environment.value, "--yes")
        answer.required(f"Type: pulumi cancel --stack {self.environment}")

    def clear_pending_creations(self, targets: Sequence[str]) -> None:
        """Have the state forget which creations were begun; only `targets` (URNs) are read anew.

        Whatever else an interrupted update left open is forgotten too. Without a target every
        resource is read.
        """
        chosen = [word for urn in targets for word in ("--target", urn)]
        answer = self._of_stack(
            *("refresh", "--clear-pending-creates", "--skip-preview", "--yes", *chosen),
            seconds=_PLAN_SECONDS,
        )
        answer.with_diagnostics().required(
            f"See what the engine says: pulumi refresh --stack {self.environment}"
        )

    def refresh_preview(self) -> Plan:
        """Return how the real resources differ from the known state; nothing is written down."""
        return self._plan("refresh", "--preview-only")

    def history(self, limit: int = 10) -> tuple[Update, ...]:
        """Return the last updates, the newest first."""
        answer = self._of_stack("stack", "history", "--json", "--page-size", str(limit))
        return updates(answer.required(self._see_configuration()), answer.typed)

    def import_resources(self, document: Mapping[str, object], *, protect: bool = True) -> None:
        """Take resources over into the state; `document` is as `pulumi import --file` reads it.

        https://www.pulumi.com/docs/iac/cli/commands/pulumi_import/ describes it. No code is
        generated: the program declares them already.
        """
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "import.json"
            file.write_text(json.dumps(document), encoding="utf-8")
            answer = self._of_stack(
                *("import", "--file", str(file), "--yes", "--generate-code=false"),
                *("--skip-preview", "--suppress-outputs", f"--protect={str(protect).lower()}"),
                seconds=_IMPORT_SECONDS,
            )
        answer.with_diagnostics().required(
            "What was taken over before the failure is kept. Put right what it names, then type "
            "the same command again."
        )

    def _plan(self, command: str, *options: str, **variables: str) -> Plan:
        answer = self._of_stack(
            command, "--json", *options, seconds=_PLAN_SECONDS, **STREAMED, **variables
        )
        if "summaryEvent" not in answer.output:
            # It ended before it planned: no such stack, no access to the state or its key.
            answer.required(self._see_configuration())
        return plan_of(answer.output, answer.typed)

    def _of_stack(
        self,
        *arguments: str,
        typed_in: str | None = None,
        seconds: float = _SECONDS,
        **variables: str,
    ) -> Answer:
        stack = ("--stack", self.environment.value)
        return self._ask(*arguments, *stack, typed_in=typed_in, seconds=seconds, **variables)

    def _ask(
        self,
        *arguments: str,
        typed_in: str | None = None,
        seconds: float = _SECONDS,
        **variables: str,
    ) -> Answer:
        environ = self._environ(**variables)
        return ask(arguments, environ, self.folder, seconds=seconds, typed_in=typed_in)

    def _environ(self, **variables: str) -> dict[str, str]:
        environ = {**self.environ, **variables}
        # The engine takes it for `--yes`, which a preview alone refuses; where a yes is meant, the
        # arguments say so.
        environ.pop(_NO_QUESTIONS, None)
        return environ

    def _pack(self) -> dict[str, str]:
        """Name the policies to judge by: those of the environment, else the project's."""
        ours = str((self.folder / "policies").absolute())
        return {POLICY_PACK: self.environ.get(POLICY_PACK) or ours}

    def _see_configuration(self) -> str:
        return f"See what the engine says of the stack: pulumi config --stack {self.environment}"


def _secrets_provider(file: Path) -> str:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        content = None
    provider = content.get("secretsprovider") if isinstance(content, dict) else None
    if not provider:
        raise BerthcareError(
            f"{file.name} names no `secretsprovider`, so no stack can be made from it.",
            f"Type: git checkout -- {file.name}",
        )
    return str(provider)


def _parsed(text: str, typed: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise BerthcareError(
            f"The output of `{typed}` is not JSON.", f"See for yourself: {typed}"
        ) from None
