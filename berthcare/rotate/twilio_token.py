"""Whether Twilio accepts an auth token."""

from collections.abc import Mapping

from twilio.base.exceptions import TwilioRestException

from berthcare.twilio_client import asked_patiently, twilio_client
from berthcare.twilio_credentials import TwilioCredentials

_UNAUTHORIZED = 401


def accepted(credentials: TwilioCredentials, environ: Mapping[str, str]) -> bool:
    """Ask for the account by its own credentials (docs/iam/api/account); 401 is a refusal.

    Raises `BerthcareError` for every other answer but the account, and for none.
    """
    sid = credentials.account_sid
    account = twilio_client(sid, credentials.auth_token, environ).api.v2010.accounts(sid)

    def fetched() -> bool:
        try:
            account.fetch()
        except TwilioRestException as error:
            if error.status != _UNAUTHORIZED:
                raise
            return False
        return True

    return asked_patiently(f"whether it accepts the auth token of AC…{sid[-4:]}", fetched) is True
