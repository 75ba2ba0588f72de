"""What the state keeps of a subaccount, and what Twilio must be told to bring it in line.

`status` is an input and an output of one name: the input may be `None`, the output is what Twilio
says. A refresh is handed the outputs alone, so these repeat the input as `wanted_status`.
"""

from collections.abc import Mapping
from typing import Any

from providers.account.errors import SubaccountFixed
from providers.account.inputs import SubaccountInputs
from providers.account.owned import OwnedAccount
from providers.api.errors import UnexpectedAnswer
from providers.api.masking import masked

OUTPUTS = (
    "sid",
    "auth_token",
    "friendly_name",
    "status",
    "owner_account_sid",
    "origin",
    "wanted_status",
)
"""The outputs; `friendly_name` and `status` are inputs too."""

SECRET_OUTPUTS = ("auth_token",)


def outputs(inputs: SubaccountInputs, account: OwnedAccount, origin: str) -> dict[str, Any]:
    """Return every output: the inputs, with the account as Twilio reports it.

    Raises `UnexpectedAnswer` for an answer without a token, which would empty the secret that the
    webhooks are verified with.
    """
    if not account.auth_token:
        raise UnexpectedAnswer(f"a request for the account {masked(account.sid)}", 200)
    return {
        **inputs.as_dict(),
        "wanted_status": inputs.status,
        "sid": account.sid,
        "auth_token": account.auth_token,
        "friendly_name": account.name,
        "status": account.status,
        "owner_account_sid": account.owner_sid,
        "origin": str(origin),
    }


def recorded_inputs(state: Mapping[str, Any]) -> SubaccountInputs:
    """Return the inputs that the outputs repeat; the name is the one that Twilio last had."""
    return SubaccountInputs.of({**state, "status": state.get("wanted_status")})


def refreshed_inputs(inputs: SubaccountInputs, account: OwnedAccount) -> dict[str, Any]:
    """Return the inputs as if the program had asked for what Twilio has, so that drift shows.

    A status that nobody asked for stays unasked for.
    """
    status = account.status if inputs.status else None
    return {**inputs.as_dict(), "friendly_name": account.name, "status": status}


def difference(wanted: SubaccountInputs, name: str, status: str) -> dict[str, str]:
    """Return the API fields that bring an account of this name and status in line."""
    fields = {}
    if wanted.friendly_name != name:
        fields["friendly_name"] = wanted.friendly_name
    if wanted.status not in (None, status):
        fields["status"] = str(wanted.status)
    return fields


def refuse_another_subaccount(wanted: SubaccountInputs, state: Mapping[str, Any]) -> None:
    """Raise `SubaccountFixed` where `adopt` names another subaccount than the one there is."""
    if wanted.adopt not in (None, state["sid"]):
        raise SubaccountFixed(masked(state["sid"]), masked(str(wanted.adopt)))
