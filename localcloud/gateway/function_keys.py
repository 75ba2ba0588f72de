"""Access keys of Lambda functions: how a running function is told from the deployer.

MiniStack without its own checks gives every function the same credentials, so nobody could say
which role calls. `localcloud.gateway.ministack` gives each function a key of its own, made from the
function's and the role's ARN; the gateway makes the same key to find out whose it is.
"""

import hashlib
from typing import Final

PREFIX: Final = "FUNCTION"
_DIGEST_LENGTH: Final = 12
_ARN_FIELDS: Final = 7


def access_key_id(function_arn: str, role_arn: str) -> str:
    """Return the access key id of a function that runs as a role; versions share it."""
    unqualified = ":".join(function_arn.split(":")[:_ARN_FIELDS])
    digest = hashlib.sha256(f"{unqualified} {role_arn}".encode()).hexdigest()
    return PREFIX + digest[:_DIGEST_LENGTH].upper()
