"""A Twilio account's credentials, and how a request carries them."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import urllib3


@dataclass(frozen=True)
class Credentials:
    """One account's SID and auth token."""

    account_sid: str
    auth_token: str = field(repr=False)

    def headers(self, url: str) -> dict[str, str]:
        """Return the headers of a request to a URL of Twilio (docs/usage/requests-to-twilio).

        Where an override leads, one of them tells Twilio's hosts apart; Twilio ignores it.
        """
        basic = urllib3.make_headers(basic_auth=f"{self.account_sid}:{self.auth_token}")
        return {**basic, "X-Twilio-Host": urlsplit(url).netloc}
