"""Throw-away credentials: they open this embedded cloud and nothing else."""

import json
import secrets
import string
from dataclasses import asdict, dataclass, field

from localcloud.supervisor.directory import CloudDirectory, write_private

_KEY_ALPHABET = string.ascii_uppercase + string.digits
_TOKEN_ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Credentials:
    """What the env file exports. Never printed: `repr` shows identifiers only."""

    aws_access_key_id: str
    aws_secret_access_key: str = field(repr=False)
    twilio_account_sid: str
    """`AC` and 32 hexadecimal digits, as Twilio's."""
    twilio_auth_token: str = field(repr=False)
    """32 letters and digits, as Twilio's."""


def load_or_create(directory: CloudDirectory) -> Credentials:
    """Return this cloud's credentials, drawn at random on its first start."""
    path = directory.credentials_file
    if path.exists():
        return Credentials(**json.loads(path.read_text(encoding="utf-8")))
    created = _draw()
    write_private(path, json.dumps(asdict(created)))
    return created


def _draw() -> Credentials:
    return Credentials(
        # The prefix says whose key this is, and keeps secret scanners from seeing a real one.
        aws_access_key_id="LOCALCLOUD" + _random(_KEY_ALPHABET, 10),
        aws_secret_access_key=_random(_TOKEN_ALPHABET, 40),
        twilio_account_sid="AC" + secrets.token_hex(16),
        twilio_auth_token=_random(_TOKEN_ALPHABET, 32),
    )


def _random(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))
