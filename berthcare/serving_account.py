"""Whether the account in the stored secret is the one that is to serve (docs/adr/0009).

The secret holds an account's SID beside its token. Rotation owns the token, so the program leaves
the secret alone as long as the account is the same. It must decide that before it registers the
secret, when the SID of a subaccount that it makes itself is not known yet.
"""

from collections.abc import Mapping

from berthcare.account_settings import AccountSettings
from berthcare.errors import BerthcareError


def sid_left_to_rotation(
    settings: AccountSettings, stored: Mapping[str, object] | None
) -> str | None:
    """Return the SID of a stored secret that is to be left alone; `None` where it is to be written.

    A named account must be the stored one. A subaccount that the program makes can be any but the
    credentials' own account: that one is stored by a stack from before it had a subaccount.
    """
    sid = (stored or {}).get("account_sid")
    if not isinstance(sid, str):
        return None
    if not settings.use_subaccount:
        return sid if sid == settings.sid else None
    if settings.subaccount_sid is not None:
        return sid if sid == settings.subaccount_sid else None
    return sid if sid != settings.sid else None


def refuse_another_account(sid: str, stored_sid: str | None) -> None:
    """Raise `BerthcareError` where the serving account is not the one of the stored secret.

    So it is where a subaccount was made anew, or taken over by its name, behind a secret that still
    holds another one's token.
    """
    if stored_sid not in (None, sid):
        raise BerthcareError(
            f"The environment's Twilio subaccount is {sid}, and the stored secret is that of "
            f"{stored_sid}. No number was bought or moved, and no secret written.",
            f"To serve from the stored one, type: pulumi config set twilioSubaccountSid "
            f"{stored_sid}   (or, to change to the other: pulumi config set twilioSubaccountSid "
            f"{sid}), then the same command again.",
        )
