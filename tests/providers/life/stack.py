"""A stack of phone numbers: what the engine does with their provider, command by command.

A test double of the Pulumi engine: the program (what is declared), the state (what is recorded),
and the commands on them. A command calls the provider as the engine does: `check` at the preview
and again in the run, each with a process of its own; creates, updates, reads and deletes in the
process's threads; an exception means that nothing is recorded of that resource, and that no
further one is begun.
"""

import random
import sys
from collections.abc import Callable, Iterable
from typing import Any

from pulumi.dynamic import CheckResult

from berthcare.errors import BerthcareError
from providers.phone_number import PhoneNumberProvider
from tests.providers.life.provider_process import Killed, NewProvider, ProviderProcess
from tests.providers.life.virtual_twilio import AREA_CODES, VirtualTwilio

Properties = dict[str, Any]
API = "https://api-staging.berthcare.ca/v1"


class CommandFailed(BerthcareError):
    """A command ended with errors, as the engine tells them."""

    def __init__(self, failures: Iterable[BerthcareError]) -> None:
        super().__init__("; ".join(str(failure) for failure in failures), "")


class CheckFailed(BerthcareError):
    """The provider refused the inputs."""


def declaration(name: str) -> Properties:
    """Return the inputs of one number, as the engine hands them to the provider."""
    return {
        "project": "berthcare-communications",
        "stack": "staging",
        "logical_name": name,
        "country": "CA",
        "area_codes": list(AREA_CODES),
        "required_capabilities": ["voice", "sms"],
        "adopt": None,
        "subaccount_sid": None,
        "voice_url": f"{API}/voice/webhook",
        "voice_fallback_url": None,
        "voice_status_callback": None,
        "sms_url": f"{API}/sms/webhook",
        "sms_fallback_url": None,
        "release_on_delete": False,
        "__provider": "serialised",
    }


class Stack:
    """The program and the state of some numbers. `kill_at` counts the boundaries of a command."""

    def __init__(
        self,
        twilio: VirtualTwilio,
        choices: random.Random,
        new_provider: NewProvider = PhoneNumberProvider,
    ) -> None:
        self.program: dict[str, Properties] = {}
        self.state: dict[str, Properties] = {}
        self.asked: set[str] = set()
        """Every resource that an `up` was ever to create."""
        self.given_up: set[str] = set()
        """The SIDs of the numbers that were released, or may be, because somebody asked for it."""
        self.boundaries = 0
        """How many places for a kill the last command had."""
        self._twilio = twilio
        self._choices = choices
        self._new_provider = new_provider
        self._kill_at: int | None = None

    # The commands. Each raises `CommandFailed`, or `Killed`.

    def up(self, *, refresh: bool = True, preview: bool = True, kill_at: int | None = None) -> None:
        """Bring the numbers in line with the program: `pulumi up`, maybe `--skip-preview`."""
        self._begin(kill_at)
        self.asked |= self.program.keys()
        if refresh:
            self._work(self._read, self.state)
        if preview:
            self._work(self._plan, self.program)
        self._work(self._bring_in_line, self.program)
        self._work(self._delete, self.state.keys() - self.program.keys())

    def refresh(self, *, kill_at: int | None = None) -> None:
        """Record what Twilio has: `pulumi refresh`."""
        self._begin(kill_at)
        self._work(self._read, self.state)

    def destroy(self, *, refresh: bool = False, kill_at: int | None = None) -> None:
        """Delete every number of the state: `pulumi destroy`."""
        self._begin(kill_at)
        if refresh:
            self._work(self._read, self.state)
        self._work(self._delete, self.state)

    def replace(self, *, kill_at: int | None = None) -> None:
        """Delete every number and create it again, in one process: `pulumi up --replace`."""
        self._begin(kill_at)
        self._work(self._replace, self.state.keys() & self.program.keys())

    # What the engine does with one resource

    def _plan(self, process: ProviderProcess, name: str) -> None:
        inputs = self._checked(process, name)
        if name in self.state:
            process.provider.diff(self.state[name]["sid"], self.state[name], inputs)

    def _bring_in_line(self, process: ProviderProcess, name: str) -> None:
        inputs = self._checked(process, name)
        old = self.state.get(name)
        if old is None:
            created = process.provider.create(inputs).outs or {}
            process.record(lambda: self._keep(name, created))
        elif process.provider.diff(old["sid"], old, inputs).changes:
            updated = process.provider.update(old["sid"], old, inputs).outs or {}
            process.record(lambda: self._keep(name, updated))

    def _replace(self, process: ProviderProcess, name: str) -> None:
        self._checked(process, name)
        # Once it knows of the replacement, the engine checks anew, as for a resource not there yet.
        self._judged(process.provider.check({}, self.program[name]))
        self._delete(process, name)
        self._bring_in_line(process, name)

    def _checked(self, process: ProviderProcess, name: str) -> Properties:
        return self._judged(process.provider.check(self.state.get(name, {}), self.program[name]))

    @staticmethod
    def _judged(checked: CheckResult) -> Properties:
        if checked.failures:
            raise CheckFailed("; ".join(failure.reason for failure in checked.failures), "")
        return checked.inputs

    def _read(self, process: ProviderProcess, name: str) -> None:
        old = self.state[name]
        read = process.provider.read(old["sid"], old)
        if read.id:
            process.record(lambda: self._keep(name, read.outs or {}))
            return
        assert self._twilio.number(old["sid"]) is None, f"{name} is forgotten, yet Twilio has it"
        process.record(lambda: self._forget(name))

    def _delete(self, process: ProviderProcess, name: str) -> None:
        old = self.state[name]
        if old["release_on_delete"]:
            self.given_up.add(old["sid"])
        process.provider.delete(old["sid"], old)
        process.record(lambda: self._forget(name))

    def _keep(self, name: str, outputs: Properties) -> None:
        self.state[name] = outputs

    def _forget(self, name: str) -> None:
        del self.state[name]

    # Processes

    def _begin(self, kill_at: int | None) -> None:
        self._kill_at, self.boundaries = kill_at, 0

    def _work(self, step: Callable[[ProviderProcess, str], None], names: Iterable[str]) -> None:
        """Take a step with each resource, in a process of its own, in an order of no meaning."""
        chosen = sorted(names)
        if not chosen:
            return
        self._choices.shuffle(chosen)
        left = None if self._kill_at is None else self._kill_at - self.boundaries
        process = ProviderProcess(self._twilio, self._choices, left, self._new_provider)
        try:
            process.run([_job(step, process, name) for name in chosen])
        finally:
            self.boundaries += process.boundaries
            # A plainly told error cuts the interpreter's tracebacks.
            vars(sys).pop("tracebacklimit", None)
        if process.failures:
            raise CommandFailed(process.failures)


def _job(
    step: Callable[[ProviderProcess, str], None], process: ProviderProcess, name: str
) -> Callable[[], None]:
    return lambda: step(process, name)


__all__ = ["API", "CommandFailed", "Killed", "Properties", "Stack", "declaration"]
