"""Whether the account in the stored secret is the one that is to serve (docs/adr/0009).

The secret holds an account's SID beside its token. Rotation owns the token, so the program leaves
the secret alone as long as the account is the same. It must decide that before it registers the
secret, when the SID of a subaccount that it makes itself is not known yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from berthcare.account_settings import AccountSettings
from berthcare.errors import BerthcareError


@dataclass(frozen=True)
class StoredAccount:
    """What a stored secret holds of an account."""

    sid: str
    auth_token: str = field(repr=False)


def account_left_to_rotation(
    settings: AccountSettings, stored: Mapping[str, object] | None
) -> StoredAccount | None:
    """Return the account of a stored secret that is left alone; `None` where it is to be written.

    A named account must be the stored one. A subaccount that the program makes can be any but the
    credentials' own account: that one is stored by a stack from before it had a subaccount. A
    secret without a token is of no use to anybody, and so is written.
    """
    sid, token = ((stored or {}).get(key) for key in ("account_sid", "auth_token"))
    if not isinstance(sid, str) or not isinstance(token, str):
        return None
    return StoredAccount(sid, token) if _may_serve(settings, sid) else None


def _may_serve(settings: AccountSettings, sid: str) -> bool:
    if not settings.use_subaccount:
        return sid == settings.sid
    if settings.subaccount_sid is not None:
        return sid == settings.subaccount_sid
    return sid != settings.sid


def refuse_another_account(sid: str, stored: StoredAccount | None) -> None:
    """Raise `BerthcareError` where the serving account is not the one of the stored secret.

    So it is where a subaccount was made anew, or taken over by its name, behind a secret that still
    holds another one's token.
    """
    if stored is not None and stored.sid != sid:
        raise BerthcareError(
            f"The environment's Twilio subaccount is {sid}, and the stored secret is that of "
            f"{stored.sid}. No number was bought or moved, and no secret written.",
            f"To serve from the stored one, type: pulumi config set twilioSubaccountSid "
            f"{stored.sid}   (or, to change to the other: pulumi config set twilioSubaccountSid "
            f"{sid}), then the same command again.",
        )
