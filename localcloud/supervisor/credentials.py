"""Throw-away credentials: they open this embedded cloud and nothing else."""

import json
import secrets
import string
from dataclasses import asdict, dataclass, field

from localcloud.supervisor.directory import CloudDirectory, write_private

_KEY_ALPHABET = string.ascii_uppercase + string.digits
_TOKEN_ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True)
class AwsKey:
    """An access key of the embedded AWS: whom it stands for, the gateway knows."""

    access_key_id: str
    secret_access_key: str = field(repr=False)


@dataclass(frozen=True)
class Credentials:
    """What the env file exports. Never printed: `repr` shows identifiers only."""

    aws_access_key_id: str
    aws_secret_access_key: str = field(repr=False)
    administrator_access_key_id: str
    administrator_secret_access_key: str = field(repr=False)
    twilio_account_sid: str
    """`AC` and 32 hexadecimal digits, as Twilio's."""
    twilio_auth_token: str = field(repr=False)
    """32 letters and digits, as Twilio's."""

    @property
    def deployer(self) -> AwsKey:
        """The key that deploys: the role `berthcare-deployer`."""
        return AwsKey(self.aws_access_key_id, self.aws_secret_access_key)

    @property
    def administrator(self) -> AwsKey:
        """The key of the account's owner: makes what is there before the first deployment."""
        return AwsKey(self.administrator_access_key_id, self.administrator_secret_access_key)


def load_or_create(directory: CloudDirectory) -> Credentials:
    """Return this cloud's credentials, drawn at random on its first start.

    What a file of an older checkout lacks is drawn and added.
    """
    path = directory.credentials_file
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    credentials = Credentials(**{**asdict(_draw()), **kept})
    if asdict(credentials) != kept:
        write_private(path, json.dumps(asdict(credentials)))
    return credentials


def _draw() -> Credentials:
    return Credentials(
        # The prefix says whose key this is, and keeps secret scanners from seeing a real one.
        aws_access_key_id="LOCALCLOUD" + _random(_KEY_ALPHABET, 10),
        aws_secret_access_key=_random(_TOKEN_ALPHABET, 40),
        administrator_access_key_id="LOCALCLOUD" + _random(_KEY_ALPHABET, 10),
        administrator_secret_access_key=_random(_TOKEN_ALPHABET, 40),
        twilio_account_sid="AC" + secrets.token_hex(16),
        twilio_auth_token=_random(_TOKEN_ALPHABET, 32),
    )


def _random(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))
