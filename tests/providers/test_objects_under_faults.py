"""Any life of a trigger, an address and a key, in the engine's order of calls, while Twilio fails.

`_Stack` is a test double of the engine: it keeps the state of one resource and calls the provider
as the engine does, creating a replacement before it deletes what is replaced.
"""

import contextlib
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pulumi.dynamic import Config, ConfigureRequest

from localcloud.twilio.fixture import RunningEmulator, running_emulator
from providers.address import AddressProvider
from providers.api.client import Patience, connect
from providers.api.credentials import Credentials
from providers.api.errors import TwilioError
from providers.api.settling import Settling
from providers.api_key import ApiKeyProvider
from providers.objects.provider import ObjectProvider
from providers.usage_trigger import UsageTriggerProvider

Properties = dict[str, Any]

OWN = {"project": "berthcare-communications", "stack": "staging", "logical_name": "one"}
INPUTS: dict[type[ObjectProvider], Properties] = {
    UsageTriggerProvider: {
        "callback_url": "https://api-staging.berthcare.ca/v1/twilio/usage",
        "trigger_value": "100",
    },
    AddressProvider: {
        "customer_name": "BerthCare Sham Inc.",
        "street": "100 Sham Street",
        "city": "Toronto",
        "region": "ON",
        "postal_code": "M5H 2N2",
    },
    ApiKeyProvider: {},
}
CHANGES: dict[type[ObjectProvider], Properties] = {
    UsageTriggerProvider: {"trigger_value": "500"},
    AddressProvider: {"city": "Ottawa"},
    ApiKeyProvider: {"logical_name": "two"},
}
FAULTS: list[Properties] = [
    {"page_status": 404},
    {"page_status": 502, "method": "POST"},
    {"status": 404, "code": 20404, "method": "GET"},
    {"status": 401, "code": 20003},
    {"status": 429, "code": 20429},
    {"status": 500, "after_commit": True, "method": "POST"},
    {"status": 500, "method": "DELETE"},
    {"drop_after_commit": True, "method": "POST"},
    {"drop_after_commit": True, "method": "DELETE"},
    {"reset": True},
]
STEPS = ["up", "change", "force", "refresh", "destroy", "deleted by hand"]


class _Stack:
    """One resource: its state, and the commands on it."""

    def __init__(self, kind: type[ObjectProvider], emulator: RunningEmulator) -> None:
        self.provider = _provider(kind, emulator)
        self.wanted: Properties = {**OWN, **INPUTS[kind]}
        self.state: Properties | None = None
        self._kind = kind
        account = Credentials(emulator.account_sid, emulator.auth_token)
        client = connect(account, {"TWILIO_BASE_URL": emulator.base_url})
        self._collection = self.provider.kind.collection(client.api.v2010.account)

    def take(self, step: str) -> None:
        """Take a step of `STEPS`; a failed command leaves the state as it was."""
        if step == "change":
            self.wanted = {**self.wanted, **CHANGES[self._kind]}
        if step in ("up", "change"):
            self._up()
        elif step == "force":
            self._replace()
        elif step == "refresh":
            self._refresh()
        elif step == "destroy" and self.state is not None:
            self.provider.delete(self.state["sid"], self.state)
            self.state = None

    def live(self) -> list[str]:
        """Return what Twilio has, by SID."""
        return [record.sid for record in self._collection.list()]

    def delete_by_hand(self) -> None:
        """Do what a person may do in the Console."""
        for sid in self.live():
            self._collection(sid).delete()

    def _refresh(self) -> None:
        if self.state is not None:
            read = self.provider.read(self.state["sid"], self.state)
            self.state = read.outs or None

    def _up(self) -> None:
        self._refresh()
        if self.state is None:
            self.state = self.provider.create(self.wanted).outs
            return
        due = self.provider.diff(self.state["sid"], self.state, self.wanted)
        if due.replaces:
            self._replace()
        elif due.changes:
            self.state = self.provider.update(self.state["sid"], self.state, self.wanted).outs

    def _replace(self) -> None:
        had, self.state = self.state, self.provider.create(self.wanted).outs or self.state
        if had is not None:
            self.provider.delete(had["sid"], had)


def _provider(kind: type[ObjectProvider], emulator: RunningEmulator) -> ObjectProvider:
    def no_wait(_: float) -> None:
        return

    provider = kind(Patience(sleep=no_wait), Settling((0.0, 1.0), no_wait))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TWILIO_BASE_URL", emulator.base_url)
        patch.setenv("TWILIO_ACCOUNT_SID", emulator.account_sid)
        patch.setenv("TWILIO_AUTH_TOKEN", emulator.auth_token)
        provider.configure(ConfigureRequest(Config({}, "test")))
    return provider


_LIVES = st.lists(
    st.tuples(
        st.sampled_from(STEPS), st.none() | st.sampled_from(FAULTS), st.sampled_from([1, 2, 100])
    ),
    max_size=6,
)


@pytest.mark.parametrize("kind", INPUTS)
@settings(max_examples=25, deadline=None)
@example(life=[("up", {"drop_after_commit": True, "method": "POST"}, 1), ("force", None, 1)])
@example(life=[("up", None, 1), ("force", {"status": 500, "method": "DELETE"}, 100)])
@example(life=[("up", None, 1), ("refresh", {"page_status": 404}, 100), ("up", None, 1)])
@example(life=[("up", None, 1), ("refresh", {"status": 404, "code": 20404, "method": "GET"}, 1)])
@given(life=_LIVES)
def test_no_life_forgets_what_is_there_or_leaves_a_second_one(
    kind: type[ObjectProvider], life: list[tuple[str, Any, int]]
) -> None:
    with running_emulator() as emulator:
        stack = _Stack(kind, emulator)
        for step, fault, times in life:
            if step == "deleted by hand":
                stack.delete_by_hand()
                continue
            had, state = stack.live(), stack.state
            if fault is not None:
                emulator.add_fault(times=times, **fault)
            with contextlib.suppress(TwilioError):  # A command may fail, but not do harm.
                stack.take(step)
            emulator.clear_faults()
            if step != "destroy" and stack.state is None and state is not None:
                assert state["sid"] not in had, "it was forgotten, though Twilio has it"
            if kind is UsageTriggerProvider and had and step != "destroy":
                assert stack.live(), "the environment is without a trigger"
        stack.take("up")
        stack.take("force")
        assert stack.state is not None
        assert stack.live() == [stack.state["sid"]]
