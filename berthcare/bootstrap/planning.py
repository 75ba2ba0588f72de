"""What one run is to do: where the state stands, what the preview says, and the steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from berthcare.bootstrap.account_reading import AccountReading
from berthcare.bootstrap.account_stack import AccountStack
from berthcare.bootstrap.arguments import Options
from berthcare.bootstrap.creations import Stranger, importable
from berthcare.bootstrap.held_state import (
    administrators_of,
    half_made,
    made_the_oidc_provider,
)
from berthcare.bootstrap.migration import Migration, forget
from berthcare.bootstrap.owner import Owner
from berthcare.bootstrap.report import counted
from berthcare.bootstrap.stack_file import settings_of
from berthcare.bootstrap.standing import Place, Standing, refuse_two_states
from berthcare.bootstrap.workspace import Workspace
from berthcare.console import Console
from berthcare.deploy.progress import Progress
from berthcare.engine.exported_state import ExportedState
from berthcare.engine.plan import Plan
from berthcare.engine.redaction import Redaction
from berthcare.errors import BerthcareError
from berthcare.steps import Step


@dataclass(frozen=True)
class Planned:
    """Where the state stands, and what is to be done."""

    standing: Standing
    plan: Plan
    steps: Sequence[Step]
    """None where all is there, or a policy refuses."""


@dataclass(frozen=True)
class Planning:
    """The account, and the two places where the stack may be."""

    options: Options
    account: AccountReading
    here: AccountStack
    bucket: AccountStack
    owner: Owner
    """Of what the workspace keeps."""

    @classmethod
    def of(
        cls,
        options: Options,
        clone: Path,
        workspace: Workspace,
        account: AccountReading,
        environ: Mapping[str, str],
    ) -> "Planning":
        """Name the two places; nothing is asked or made."""
        at = partial(AccountStack, clone, workspace, environ)
        here, bucket = at(workspace.state_url), at(account.names.backend_url)
        return cls(options, account, here, bucket, Owner.of(account.caller.account, environ))

    def planned(self, console: Console, *, dry_run: bool) -> Planned:
        """Find where the state stands, and preview.

        Raises `BerthcareError` where there are two states, one of another account, or something
        exists that none knows.
        """
        self.here.workspace.refuse_another(self.owner)
        with console.working("looking where the state is"):
            standing = self._standing()
        console.done(f"Pulumi: {standing.told}")
        for one in half_made(standing.counts):
            console.open(f"A run was killed while it made {one}: see whether AWS has it twice.")
        refuse_two_states(standing)
        stack = self.bucket if standing.place is Place.BUCKET else self.here
        self._prepare(stack, standing, console)
        with console.working("previewing under the policy pack"):
            plan, creations = stack.preview()
        if not plan.succeeded:
            return Planned(standing, plan, ())
        strangers = self.account.strangers(creations)
        if strangers:
            raise self._refused(strangers, stack, dry_run=dry_run)
        return Planned(standing, plan, self._steps(stack, standing, plan, console))

    def _standing(self) -> Standing:
        in_bucket = self.account.state_bucket_exists() and self.account.state_is_in_bucket()
        return Standing(
            here=self.here.export() if self.here.workspace.holds_state else None,
            bucket=self.bucket.export() if in_bucket else None,
            folder=self.here.workspace.folder,
        )

    def _prepare(self, stack: AccountStack, standing: Standing, console: Console) -> None:
        """Write what the engine needs on this machine."""
        stack.workspace.prepare()
        if stack is self.here and standing.here is None:
            stack.init()
        options, known = self.options, standing.counts
        stack.configure(
            settings_of(
                options.repository,
                options.environments,
                options.administrators or administrators_of(known),
                "" if made_the_oidc_provider(known) else self._provider(console),
            )
        )

    def _provider(self, console: Console) -> str:
        """Return GitHub's identity provider that exists; empty where one is to be made."""
        given, ours = self.options.oidc_provider, self.account.names.oidc_provider_arn
        exists = self.account.oidc_provider_exists()
        if given is not None and (given != ours or not exists):
            raise BerthcareError(
                f"The account has no identity provider {given}.",
                "Leave --oidc-provider out: one that exists is found, else one is made.",
            )
        if exists:
            console.done(f"IAM: GitHub's identity provider exists, and is used: {ours}")
        return ours if exists else ""

    def _steps(
        self, stack: AccountStack, standing: Standing, plan: Plan, console: Console
    ) -> list[Step]:
        progress = Progress(console, Redaction.of({}, stack.environ))
        update = Step(f"AWS: {counted(plan)}", partial(self._update, stack, progress))
        # A run that was cut off at its end, or an import, leaves the outputs to be written.
        steps = [update] if plan.changing or not _outputs(standing.counts) else []
        if stack is self.here:
            return [*steps, *Migration(self.here, self.bucket, self.account).steps()]
        return steps if standing.here is None else [*steps, forget(self.here)]

    def _update(self, stack: AccountStack, progress: Progress) -> None:
        """Have it done; what lies in the workspace alone is kept from the first change on."""
        if stack is self.here:
            stack.workspace.keep(self.owner)
        stack.update(progress.read)

    def _refused(
        self, strangers: Sequence[Stranger], stack: AccountStack, *, dry_run: bool
    ) -> BerthcareError:
        """Return the error that lists what exists, with the command that takes it over."""
        listed = "".join(f"\n  - {one}" for one in strangers)
        what = f"These exist already, and no state of this program knows them:{listed}\n"
        remedy = (
            "Nothing was changed. If a run in another clone made them, type it again there. If "
            "nobody needs them, remove them. To take them over, type"
        )
        if dry_run:
            return BerthcareError(what, f"{remedy}: {self.options.typed}")
        workspace = stack.workspace
        listing = workspace.import_file
        workspace.write(listing, importable(workspace.read(listing), strangers))
        workspace.keep(self.owner)
        command = stack.in_shell(
            [
                *("import", "--file", str(listing), "--config-file", str(workspace.stack_file)),
                *("--generate-code=false", "--yes"),
            ]
        )
        return BerthcareError(what, f"{remedy}:\n  {command}\nand then: {self.options.typed}")


def _outputs(state: ExportedState | None) -> Mapping[str, object]:
    return {} if state is None else state.outputs()
