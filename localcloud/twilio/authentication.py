"""Who may act on which account (docs/iam/api/subaccounts, docs/usage/requests-to-twilio).

- `AC…:token` with the primary or the secondary token, or `SK…:secret`; anything else is 401/20003.
- A main account's token may act on its subaccounts; its API keys may not; a subaccount may act on
  itself only. A standard API key may not touch the Accounts and Keys resources.
- Test credentials name an account of their own (docs/iam/test-credentials) and act on no other.
- An account that is suspended or closed may do nothing with its own credentials (403/20403).
"""

import base64
import binascii
import hmac

from localcloud.twilio.entities import Account
from localcloud.twilio.errors import TwilioApiError, not_found, unauthenticated
from localcloud.twilio.exchange import Options, Principal
from localcloud.twilio.state import State


def authenticate(header: str, state: State, options: Options) -> Principal:
    """Return who an `Authorization` header names, or refuse with 401/20003 or 403/20403."""
    user, secret = _basic(header)
    if options.test_account_sid and user == options.test_account_sid:
        return _test_principal(secret, options)
    principal = _principal(user, secret, state)
    if principal is None:
        raise unauthenticated()
    if not state.is_active(principal.account):
        raise TwilioApiError(403, 20403, "403 Forbidden: the account is suspended or closed")
    return principal


def authorize(principal: Principal, account_sid: str, path: str, state: State) -> Account:
    """Return the account in a path if the principal may act on it.

    401/20003 for another's account, known or not, so that a stranger learns nothing; 404/20404 for
    an account that the main account's token does not find.
    """
    own = principal.account
    if account_sid == own.sid:
        return own
    if principal.by_key or principal.is_test or own.is_subaccount:
        raise unauthenticated()
    account = state.accounts.get(account_sid)
    if account is None or account.owner_sid != own.sid:
        raise not_found(path)
    return account


def refuse_standard_key(principal: Principal) -> None:
    """Refuse an API key on the Accounts and Keys resources (401/20003)."""
    if principal.by_key:
        raise unauthenticated()


def _basic(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        # The cause could quote what was sent.
        raise unauthenticated() from None
    user, colon, secret = text.partition(":")
    if scheme.lower() != "basic" or not colon or not user or not secret:
        raise unauthenticated()
    return user, secret


def _principal(user: str, secret: str, state: State) -> Principal | None:
    account = state.accounts.get(user)
    if account is not None:
        tokens = [account.auth_token, account.secondary_token]
        if any(token is not None and _same(token, secret) for token in tokens):
            return Principal(account, by_key=False)
        return None
    key = state.keys.get(user)
    if key is not None and _same(key.secret, secret):
        return Principal(state.accounts[key.account_sid], by_key=True)
    return None


def _test_principal(secret: str, options: Options) -> Principal:
    """Return the test account, which is no account of the state, or refuse with 401/20003."""
    sid, token = options.test_account_sid, options.test_auth_token
    if not token or not _same(token, secret):
        raise unauthenticated()
    account = Account(sid, "Test account", sid, token, created=0.0, updated=0.0, order=0)
    return Principal(account, by_key=False, is_test=True)


def _same(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode())
