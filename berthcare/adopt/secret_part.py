"""Decides about the secrets: which ones are taken over into the state, and which cannot be."""

import re
from collections.abc import Iterator, Mapping

from berthcare.adopt.found import Found
from berthcare.adopt.found_secret import FoundSecret
from berthcare.adopt.row import Row, Standing
from berthcare.adopt.stack import Stack

_KIND = "secret"
_TOKEN = re.compile(r"[0-9a-f]{32}")


def secret_rows(stack: Stack, found: Found, subaccount_sid: str | None) -> list[Row]:
    """Return a row for each secret that the program knows, and each other one that is there.

    `subaccount_sid` is the subaccount that will serve; `None` where one is made, or none serves.
    """
    known = _known(stack)
    rows = [_row(stack, found, name, subaccount_sid) for name in known]
    others = (secret for name, secret in found.secrets.items() if name not in known)
    return [*rows, *(_stranger(secret) for secret in others)]


def taken_secrets(rows: list[Row], found: Found) -> tuple[FoundSecret, ...]:
    """Return the secrets that the rows take over, in their order."""
    return tuple(found.secrets[row.name] for row in rows if row.standing is Standing.TAKEN)


def _known(stack: Stack) -> tuple[str, ...]:
    parent = (stack.names.parent_secret,) if stack.settings.account.use_subaccount else ()
    return (*stack.names.secrets, *parent)


def _row(stack: Stack, found: Found, name: str, subaccount_sid: str | None) -> Row:
    secret, known_arn = found.secrets.get(name), stack.secrets.get(name)
    if secret is None:
        return _absent(stack, name, known_arn)
    if secret.deleted_on is not None:
        return Row(
            _KIND,
            name,
            Standing.ATTENTION,
            f"it is scheduled for deletion on {secret.deleted_on}, and until then no other secret "
            "can have its name: a deployment would fail on it",
            f"aws secretsmanager restore-secret --secret-id {name}   then berthcare adopt "
            f"{stack.environment}",
        )
    if known_arn == secret.arn:
        return Row(_KIND, name, Standing.OWNED, "the state has it, under this ARN")
    if known_arn is not None:
        return Row(
            _KIND,
            name,
            Standing.ATTENTION,
            f"the state has it as {known_arn}, and AWS has {secret.arn}: somebody made it anew",
            f"pulumi refresh --stack {stack.environment}   then berthcare adopt "
            f"{stack.environment}",
        )
    return _unusable(stack, secret) or _taken(stack, found, secret, subaccount_sid)


def _absent(stack: Stack, name: str, known_arn: str | None) -> Row:
    if known_arn is None:
        return Row(_KIND, name, Standing.MADE, "there is none")
    why = f"the state has it as {known_arn}, and AWS does not"
    remedy = f"pulumi refresh --stack {stack.environment}"
    return Row(_KIND, name, Standing.ATTENTION, why, remedy)


def _unusable(stack: Stack, secret: FoundSecret) -> Row | None:
    """Return the row of a secret whose value would end a deployment."""
    if not secret.has_value:
        return None
    why = None
    if secret.content is None:
        why = "its value is not a JSON object, and a deployment refuses that"
    elif secret.name == stack.names.webhooks_secret and not secret.text("webhook_auth_token"):
        why = "its value has no webhook_auth_token to carry over"
    if why is None:
        return None
    return Row(
        _KIND,
        secret.name,
        Standing.ATTENTION,
        why,
        f"aws secretsmanager put-secret-value --secret-id {secret.name} --secret-string "
        f"file://value.json   then berthcare adopt {stack.environment}",
    )


def _taken(stack: Stack, found: Found, secret: FoundSecret, subaccount_sid: str | None) -> Row:
    told = [f"imported under its ARN {secret.arn}", _key_told(secret)]
    remedy = None
    if secret.name == stack.names.account_secret:
        told += _account_told(found, secret, subaccount_sid)
        remedy = _stale_token(found, secret, subaccount_sid)
    elif secret.name == stack.names.webhooks_secret and secret.has_value:
        told.append("its webhook_auth_token is kept, and the addresses become the stack's")
        remedy = _odd_token(stack, secret)
    elif secret.name == stack.names.phone_numbers_secret:
        told.append("its numbers become those of the table")
    if secret.rotates:
        told.append("the program's rotation takes the place of its own")
    return Row(_KIND, secret.name, Standing.TAKEN, "; ".join(told), remedy)


def _key_told(secret: FoundSecret) -> str:
    if secret.kms_key is None:
        return "the deployment puts it under the environment's key, from the account's default one"
    return (
        f"the deployment puts it under the environment's key, from {secret.kms_key}, which its "
        "older versions need as long as they are read"
    )


def _account_told(found: Found, secret: FoundSecret, subaccount_sid: str | None) -> Iterator[str]:
    stored = secret.text("account_sid")
    if stored is None:
        return
    serving = found.main_sid if subaccount_sid is None else subaccount_sid
    if stored == serving:
        yield "its account SID and auth token are kept"
    else:
        yield (
            f"the SID and the token of the account that will serve take the place of AC…"
            f"{stored[-4:]}'s: deploy in a quiet hour (docs/adr/0009)"
        )


def _stale_token(found: Found, secret: FoundSecret, subaccount_sid: str | None) -> str | None:
    """Say how to replace a token that the account has given up: a deployment would keep it."""
    stored, account = secret.text("auth_token"), found.account(subaccount_sid)
    if account is None or secret.text("account_sid") != account.sid or not account.auth_token:
        return None
    if stored == account.auth_token:
        return None
    return (
        "before you deploy: its auth token is not the account's primary one any more, and the "
        f"deployment keeps it. Write the current one: aws secretsmanager put-secret-value "
        f"--secret-id {secret.name} --secret-string file://value.json"
    )


def _odd_token(stack: Stack, secret: FoundSecret) -> str | None:
    if _TOKEN.fullmatch(secret.text("webhook_auth_token") or ""):
        return None
    return (
        "its webhook_auth_token is not 32 lower-case hexadecimal characters; after the deployment, "
        f"replace it: berthcare rotate {stack.environment}"
    )


def _stranger(secret: FoundSecret) -> Row:
    why = "the program has no secret of this name"
    return Row(_KIND, secret.name, Standing.LEFT, why)


def stored_numbers(stack: Stack, found: Found) -> Mapping[str, object]:
    """Return what the phone-numbers secret holds; empty where it cannot be read."""
    secret = found.secrets.get(stack.names.phone_numbers_secret)
    return (secret.content if secret else None) or {}
