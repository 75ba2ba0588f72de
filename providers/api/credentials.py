"""The Twilio credentials: from secret stack configuration, else from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from berthcare.configuration import Configuration, Reader
from berthcare.identifiers import problem_with_account_sid, problem_with_auth_token
from berthcare.names import PROJECT
from providers.api.errors import CredentialsMissing


@dataclass(frozen=True)
class Credentials:
    """An account SID and its auth token; the token is kept out of `repr` and refuses pickling."""

    account_sid: str
    auth_token: str = field(repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        message = "Twilio credentials are never serialised: Pulumi keeps what it pickles."
        raise TypeError(message)

    @classmethod
    def load(cls, configuration: Configuration, environ: Mapping[str, str]) -> "Credentials":
        """Read both halves, each from configuration first and the environment second.

        Raises `CredentialsMissing` that names every way to supply what is missing or malformed.
        """
        read = Reader(configuration, PROJECT)
        loaded = cls(
            read.credential(
                "twilioAccountSid", "TWILIO_ACCOUNT_SID", environ, problem_with_account_sid
            ),
            read.credential(
                "twilioAuthToken", "TWILIO_AUTH_TOKEN", environ, problem_with_auth_token
            ),
        )
        if read.problems:
            raise CredentialsMissing(
                "The Twilio credentials are missing or malformed; nothing was sent: "
                + " ".join(f"{problem.field} must {problem.rule}." for problem in read.problems),
                "Type either: pulumi config set twilioAccountSid AC… && pulumi config set --secret "
                "twilioAuthToken   (asks for the token; it is not shown). "
                "Or: export TWILIO_ACCOUNT_SID=AC… and read -rs TWILIO_AUTH_TOKEN && "
                "export TWILIO_AUTH_TOKEN",
            )
        return loaded
