"""The credentials of a Twilio account, as a secret holds them."""

import json
from dataclasses import dataclass, field

from berthcare.errors import BerthcareError
from berthcare.identifiers import problem_with_account_sid, problem_with_auth_token

_JUDGES = {"account_sid": problem_with_account_sid, "auth_token": problem_with_auth_token}


@dataclass(frozen=True)
class TwilioCredentials:
    """An account's SID and auth token."""

    account_sid: str
    auth_token: str = field(repr=False)

    @classmethod
    def parse(cls, text: str, secret: str) -> "TwilioCredentials":
        """Read a secret's JSON text. Raises `BerthcareError` that shows no value."""
        try:
            content = json.loads(text)
        except ValueError:
            content = None
        if not isinstance(content, dict):
            content = {}
        wrong = [
            name
            for name, judge in _JUDGES.items()
            if not isinstance(content.get(name), str) or judge(name, content[name])
        ]
        if wrong:
            raise BerthcareError(
                f"The secret {secret} cannot be used: it has no usable {' and no '.join(wrong)}.",
                "See when it was written: aws secretsmanager list-secret-version-ids --secret-id "
                f"{secret}   (pulumi up writes its first value)",
            )
        return cls(content["account_sid"], content["auth_token"])
