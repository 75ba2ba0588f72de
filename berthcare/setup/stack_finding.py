"""Finds the environment's stack, or makes it where a person says so."""

from dataclasses import dataclass

from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.residency import REGION
from berthcare.setup.outside import Backend
from berthcare.setup.prompting import Prompter, says_yes


@dataclass
class StackFinding:
    """One search; `told` says at any moment what became of the stack, for whom it is cut off."""

    environment: Environment
    backend: Backend
    console: Console
    told: str = ""
    """Empty unless this run made the stack, or began to."""

    def find(self, prompter: Prompter | None, *, yes: bool) -> None:
        """Find or make it. Raises `BerthcareError` where there is none and none is to be made."""
        with self.console.working("asking the state backend for the stack"):
            url = self.backend.whoami()
            exists = self.environment.value in self.backend.stacks()
        if not url.startswith("s3://") or f"region={REGION}" not in url:
            self.console.open(f"The state backend is {url}; a shared stack wants S3 in {REGION}.")
        if not exists:
            self._refuse_unwanted(prompter, url, yes=yes)
            self.told = f"The stack {self.environment} may have been made."
            with self.console.working("making the stack"):
                self.backend.init()
            self.told = f"The stack {self.environment} was made, and is empty."
        found = "found" if exists else "made"
        self.console.done(f"Pulumi: stack {self.environment} {found} at {url}")

    def _refuse_unwanted(self, prompter: Prompter | None, url: str, *, yes: bool) -> None:
        typed = f"berthcare setup {self.environment} --yes"
        question = f"There is no stack {self.environment} yet. Make it?"
        if prompter and not says_yes(prompter, question):
            raise BerthcareError("Nothing was stored: there is no stack.", f"Type: {typed}")
        if prompter is None and not yes:
            raise BerthcareError(
                f"There is no stack {self.environment} at {url}; nothing was stored.",
                f"Type: {typed}   (it makes the stack)",
            )
