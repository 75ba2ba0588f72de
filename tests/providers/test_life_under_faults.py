"""Any life of one number, in the engine's order of calls: never lost, and never bought twice.

`_Stack` is a test double of the engine: it keeps the state of one resource and calls the provider
as the engine does, with a Twilio emulator behind it that fails, and a person who moves the number.
"""

import contextlib
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pulumi.dynamic import Config, ConfigureRequest

from localcloud.twilio.fixture import RunningEmulator, running_emulator
from providers.api.client import Patience, connect
from providers.api.credentials import Credentials
from providers.api.errors import TwilioError
from providers.api.settling import Settling
from providers.phone_number import PhoneNumberProvider

Properties = dict[str, Any]

PAGE_404: dict[str, Any] = {"page_status": 404}
FAULTS: list[dict[str, Any]] = [
    PAGE_404,
    {"page_status": 502},
    {"page_status": 404, "method": "POST"},
    {"page_status": 404, "path": r"Accounts\.json"},
    {"page_status": 404, "path": r"IncomingPhoneNumbers\.json"},
    {"status": 404, "code": 20404, "path": "/IncomingPhoneNumbers/PN"},
    {"status": 500},
    {"status": 401, "code": 20003},
    {"status": 500, "after_commit": True, "method": "POST"},
    {"drop_after_commit": True, "method": "POST"},
    {"reset": True},
]
STEPS = ["up", "refresh", "destroy", "move away", "move back"]


class _Stack:
    """One resource: its state, and the commands on it."""

    def __init__(
        self, provider: PhoneNumberProvider, properties: Properties, emulator: RunningEmulator
    ) -> None:
        self.provider = provider
        self.properties = properties
        self.state: Properties | None = None
        self._emulator = emulator
        account = Credentials(emulator.account_sid, emulator.auth_token)
        client = connect(account, {"TWILIO_BASE_URL": emulator.base_url})
        self._subaccount = client.api.v2010.accounts.create(friendly_name="Staging").sid

    def take(self, step: str) -> None:
        """Take a step of `STEPS`; a failed command leaves the state as it was."""
        if step == "refresh":
            self._refresh()
        elif step == "up":
            self._up()
        elif step == "destroy":
            self._destroy()
        else:
            away = step == "move away"
            for number in self._emulator.numbers():
                number.account_sid = self._subaccount if away else self._emulator.account_sid

    def _refresh(self) -> None:
        if self.state is not None:
            read = self.provider.read(self.state["sid"], self.state)
            assert read.id == self.state["sid"], "the number was forgotten, though Twilio has it"
            self.state = read.outs

    def _up(self) -> None:
        self._refresh()
        if self.state is None:
            self.state = self.provider.create(self.properties).outs
        elif self.provider.diff(self.state["sid"], self.state, self.properties).changes:
            updated = self.provider.update(self.state["sid"], self.state, self.properties)
            self.state = updated.outs

    def _destroy(self) -> None:
        if self.state is not None:
            self.provider.delete(self.state["sid"], self.state)
            self.state = None


def _provider(emulator: RunningEmulator) -> PhoneNumberProvider:
    def no_wait(_: float) -> None:
        return

    provider = PhoneNumberProvider(Patience(sleep=no_wait), Settling((0.0, 1.0), no_wait))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TWILIO_BASE_URL", emulator.base_url)
        patch.setenv("TWILIO_ACCOUNT_SID", emulator.account_sid)
        patch.setenv("TWILIO_AUTH_TOKEN", emulator.auth_token)
        provider.configure(ConfigureRequest(Config({}, "test")))
    return provider


_RUNS = st.lists(
    st.tuples(
        st.sampled_from(STEPS), st.none() | st.sampled_from(FAULTS), st.sampled_from([1, 2, 100])
    ),
    max_size=8,
)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(runs=[("up", None, 1), ("refresh", PAGE_404, 100), ("up", None, 1)])
@example(runs=[("up", None, 1), ("move away", None, 1), ("up", None, 1)])
@example(runs=[("up", None, 1), ("destroy", None, 1), ("move away", None, 1), ("up", None, 1)])
@example(runs=[("up", None, 1), ("destroy", PAGE_404, 100), ("up", None, 1)])
@given(runs=_RUNS)
def test_no_life_loses_the_number_or_buys_a_second_one(
    properties: Properties, runs: list[tuple[str, Any, int]]
) -> None:
    with running_emulator() as emulator:
        stack = _Stack(_provider(emulator), properties, emulator)
        for step, fault, times in runs:
            if fault is not None:
                emulator.add_fault(times=times, **fault)
            with contextlib.suppress(TwilioError):  # A command may fail, but not do harm.
                stack.take(step)
            emulator.clear_faults()
            assert len(emulator.purchases()) <= 1
        stack.take("move back")
        stack.take("up")
        (number,) = emulator.numbers()
        assert stack.state is not None
        assert stack.state["sid"] == number.sid
        assert len(emulator.purchases()) == 1
