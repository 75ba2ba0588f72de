"""A running Twilio emulator, and providers configured for it as the engine would configure them."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pulumi.dynamic import Config, ConfigureRequest

from localcloud.twilio.fixture import RunningEmulator, running_emulator
from providers.api.client import Patience, connect
from providers.api.credentials import Credentials
from providers.api.settling import Settling
from providers.api.settling import Settling as AnySettling
from providers.objects.provider import ObjectProvider
from providers.phone_number import PhoneNumberProvider
from providers.subaccount import SubaccountProvider

Configured = Callable[..., ObjectProvider]
NewProvider = Callable[..., PhoneNumberProvider]


@pytest.fixture
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator() as running:
        yield running


@pytest.fixture
def new_provider(emulator: RunningEmulator, monkeypatch: pytest.MonkeyPatch) -> NewProvider:
    """Return a maker of configured providers, one for each engine run.

    Credentials come from the environment; `configuration` adds stack configuration. Waits pass at
    once.
    """
    monkeypatch.setenv("TWILIO_BASE_URL", emulator.base_url)
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", emulator.account_sid)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", emulator.auth_token)

    def make(
        timeout: float = 5.0, waits: tuple[float, ...] = (0.0, 1.0), **configuration: str
    ) -> PhoneNumberProvider:
        def no_wait(_: float) -> None:
            return

        provider = PhoneNumberProvider(
            Patience(timeout=timeout, sleep=no_wait), Settling(waits, no_wait)
        )
        values = {f"test:{key}": value for key, value in configuration.items()}
        provider.configure(ConfigureRequest(Config(values, "test")))
        return provider

    return make


@pytest.fixture
def configured(emulator: RunningEmulator, monkeypatch: pytest.MonkeyPatch) -> Configured:
    """Return a maker of configured providers of triggers, addresses and keys.

    Credentials come from the environment unless `configuration` has some. `sleep` is called between
    the looks for an object whose creation lost its answer.
    """
    monkeypatch.setenv("TWILIO_BASE_URL", emulator.base_url)
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", emulator.account_sid)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", emulator.auth_token)

    def no_wait(_: float) -> None:
        return

    def make(
        kind: type[ObjectProvider],
        sleep: Callable[[float], None] = no_wait,
        timeout: float = 5.0,
        **configuration: str,
    ) -> ObjectProvider:
        provider = kind(Patience(timeout=timeout, sleep=no_wait), AnySettling((0.0, 1.0), sleep))
        values = {f"test:{key}": value for key, value in configuration.items()}
        provider.configure(ConfigureRequest(Config(values, "test")))
        return provider

    return make


@pytest.fixture
def client(emulator: RunningEmulator) -> Any:
    """The SDK's client, with the main account's credentials."""
    credentials = Credentials(emulator.account_sid, emulator.auth_token)
    return connect(credentials, {"TWILIO_BASE_URL": emulator.base_url})


@pytest.fixture
def stranger(emulator: RunningEmulator, client: Any) -> dict[str, str]:
    """The configuration of a subaccount's credentials, which do not reach the main account."""
    sid = client.api.v2010.accounts.create(friendly_name="BerthCare Production").sid
    return {"twilioAccountSid": sid, "twilioAuthToken": emulator.token_of(sid)}


@pytest.fixture
def wanted() -> dict[str, Any]:
    """The inputs of one subaccount, as the engine hands them to the provider."""
    return {
        "logical_name": "account",
        "friendly_name": "BerthCare Staging",
        "adopt": None,
        "status": None,
        "close_on_delete": False,
        "__provider": "serialised",
    }


@pytest.fixture
def new_subaccounts(
    emulator: RunningEmulator, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., SubaccountProvider]:
    """Return a maker of providers with the main account's credentials, or the given account's.

    `between` is called before each look for a creation that lost its answer.
    """
    monkeypatch.setenv("TWILIO_BASE_URL", emulator.base_url)

    def no_wait(_: float) -> None:
        return

    def make(
        own: str = emulator.account_sid,
        token: str = "",
        between: Callable[[float], None] = no_wait,
        timeout: float = 5.0,
    ) -> SubaccountProvider:
        patience = Patience(timeout=timeout, sleep=no_wait)
        provider = SubaccountProvider(patience, Settling((0.0, 1.0), between))
        values = {
            "test:twilioAccountSid": own,
            "test:twilioAuthToken": token or emulator.token_of(own),
        }
        provider.configure(ConfigureRequest(Config(values, "test")))
        return provider

    return make


@pytest.fixture
def subaccounts(new_subaccounts: Callable[..., SubaccountProvider]) -> SubaccountProvider:
    return new_subaccounts()


@pytest.fixture
def at_twilio(client: Any) -> Any:
    """The SDK's resource of accounts, to look and to change things behind the program's back."""
    return client.api.v2010.accounts


@pytest.fixture
def provider(new_provider: NewProvider) -> PhoneNumberProvider:
    return new_provider()


@pytest.fixture
def properties() -> dict[str, Any]:
    """The inputs of one number, as the engine hands them to the provider."""
    base = "https://api-staging.berthcare.ca/v1"
    return {
        "project": "berthcare-communications",
        "stack": "staging",
        "logical_name": "voice",
        "country": "CA",
        "area_codes": ["416", "647"],
        "required_capabilities": ["voice", "sms"],
        "adopt": None,
        "subaccount_sid": None,
        "voice_url": f"{base}/voice/webhook",
        "voice_fallback_url": None,
        "voice_status_callback": f"{base}/voice/status",
        "sms_url": f"{base}/sms/webhook",
        "sms_fallback_url": None,
        "release_on_delete": False,
        "__provider": "serialised",
    }


@pytest.fixture(autouse=True)
def whole_tracebacks() -> Iterator[None]:
    """Undo after each test what a plainly told error does to the interpreter's tracebacks."""
    yield
    vars(sys).pop("tracebacklimit", None)
