"""What is asked of a text or a call before it is accepted: one rule for both.

Which codes say that To or From is missing, and what the sender must be able to do, differ; the
resources give the codes and check the sender.
"""

from collections.abc import Sequence

from localcloud.twilio.errors import TwilioApiError, bad_request, not_emulated, required
from localcloud.twilio.exchange import ApiRequest
from localcloud.twilio.resources.fields import is_phone_number


def check_emulated(request: ApiRequest, what: str, names: Sequence[str]) -> None:
    """Refuse, loudly, each parameter among `names` that is given."""
    for name in names:
        if request.form.get(name):
            raise not_emulated(f"The {what} parameter {name}")


def check_active(request: ApiRequest) -> None:
    """Refuse an account that is suspended or closed: 403/10001."""
    if not request.state.is_active(request.account):
        raise TwilioApiError(403, 10001, "Account is not active")


def numbers_of(
    request: ApiRequest, no_recipient: tuple[int, str], no_sender: tuple[int, str]
) -> tuple[str, str]:
    """Return From and To, both given and of E.164 form (21211, 21212), and not the same (21266).

    Twilio's answer to a call to itself was not seen in a source; refused so that no loop is rung.
    """
    recipient = required(request.form, "To", *no_recipient)
    sender = required(request.form, "From", *no_sender)
    if not is_phone_number(recipient):
        raise bad_request(21211, f"Invalid 'To' Phone Number: {recipient}")
    if not is_phone_number(sender):
        raise bad_request(21212, f"Invalid From Number (caller ID): {sender}")
    if sender == recipient:
        raise bad_request(21266, "'To' and 'From' number cannot be the same")
    return sender, recipient
