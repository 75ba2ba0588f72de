"""Which keys a stack's configuration may hold, and which of them only as ciphertext.

A mistyped key would silently leave a default in force: no address would hear an alarm, or a number
would be bought instead of adopted. A credential in plain text would be published by one commit.
"""

import difflib
from collections.abc import Collection
from dataclasses import dataclass

from berthcare.names import PROJECT
from berthcare.problems import Problem

DECLARED = (
    "alertEmails",
    "anyCanadianNumber",
    "apiBaseUrl",
    "areaCodes",
    "backendRoleArn",
    "backupNumbers",
    "deployers",
    "emergencyAddress",
    "expectedUse",
    "fastAlarm",
    "hardLimit",
    "logRetentionDays",
    "maxNumbers",
    "minimumBalance",
    "monthlySpendLimit",
    "numberLocality",
    "numberRegion",
    "permissionsBoundary",
    "previewers",
    "recoveryWindowDays",
    "runbooksUrl",
    "singleNumber",
    "smsNumber",
    "trailLogGroup",
    "twilioSubaccountSid",
    "useSubaccount",
    "voiceNumber",
)
"""The settings that `Pulumi.yaml` declares (tests/unit/test_repository.py keeps them equal)."""

CREDENTIALS = ("twilioAccountSid", "twilioAuthToken")
CONFIDENTIAL = ("alertUrls", "sentryDsn")
"""Addresses that hold a key: whoever knows them can write there."""
DESCRIPTIONS = {
    "twilioAccountSid": "SID of the Twilio account that runs the program: the parent, where the "
    "environment has a subaccount. `TWILIO_ACCOUNT_SID` of the environment does as well.",
    "twilioAuthToken": "Auth token of that account. `TWILIO_AUTH_TOKEN` of the environment does "
    "as well.",
    "alertUrls": "https URLs that alarms are sent to as SNS messages, as a JSON list; they hold a "
    "key. None is needed where alertEmails has an address.",
    "sentryDsn": "Sentry's address (DSN) that the functions report their errors to, too. Nothing "
    "is sent where it is not set.",
}
"""What the secrets are: `Pulumi.yaml`, which has the others' descriptions, declares none."""
_KNOWN = (*DECLARED, *CREDENTIALS, *CONFIDENTIAL)
_AUTH_TOKEN = f"{PROJECT}:twilioAuthToken"
_AWS_CREDENTIALS = ("aws:accessKey", "aws:secretKey", "aws:token")


@dataclass(frozen=True)
class KeysOfStack:
    """The full keys (`namespace:key`) that a stack sets, and those that are stored as secrets."""

    every: Collection[str] = ()
    secret: Collection[str] = ()


def problems_with_keys(keys: KeysOfStack) -> list[Problem]:
    """Say which keys are unknown, must not be there, or must be secrets."""
    own = [key for key in sorted(keys.every) if key.startswith(f"{PROJECT}:")]
    found = [_unknown(key) for key in own if key.partition(":")[2] not in _KNOWN]
    found += [_aws_credential(key) for key in _AWS_CREDENTIALS if key in keys.every]
    if _AUTH_TOKEN in keys.every and _AUTH_TOKEN not in keys.secret:
        found.append(_PLAIN_TOKEN)
    for name in CONFIDENTIAL:
        key = f"{PROJECT}:{name}"
        found += [_plain_address(key)] if key in keys.every and key not in keys.secret else []
    return found


def _unknown(key: str) -> Problem:
    near = difflib.get_close_matches(key.partition(":")[2], _KNOWN, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    return Problem(
        key,
        None,
        "be a setting that Pulumi.yaml declares",
        f"{hint}Take the line out of the stack's file, or mend it.",
    )


def _aws_credential(key: str) -> Problem:
    return Problem(
        key,
        None,
        "be left out: AWS credentials come from the environment",
        f"Type: pulumi config rm {key}   and give them by AWS_PROFILE; replace the key, which "
        "stood in a file.",
    )


def _plain_address(key: str) -> Problem:
    name = key.partition(":")[2]
    return Problem(
        key,
        None,
        "be stored as a secret: it holds a key, and stands in the stack's file in plain text",
        f"Type: pulumi config rm {name}, then pulumi config set --secret {name}; and replace the "
        "key if the file was ever shared.",
    )


_PLAIN_TOKEN = Problem(
    _AUTH_TOKEN,
    None,
    "be stored as a secret; it stands in the stack's file in plain text",
    "Type: pulumi config rm twilioAuthToken, then pulumi config set --secret twilioAuthToken; and "
    "replace the token at Twilio if the file was ever shared.",
)
