"""Which account the state of an unfinished run is of."""

import json
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from berthcare.errors import BerthcareError


@dataclass(frozen=True)
class Owner:
    """An account, at AWS or where `AWS_ENDPOINT_URL` leads instead."""

    account: str
    endpoint: str = ""
    """Host and port of `AWS_ENDPOINT_URL`; empty at AWS. Every embedded cloud has one account
    number, and so only this tells two of them apart."""

    @classmethod
    def of(cls, account: str, environ: Mapping[str, str]) -> "Owner":
        """Return it, by the account of the caller and the environment."""
        netloc = urlsplit(environ.get("AWS_ENDPOINT_URL", "")).netloc
        return cls(account, netloc.rpartition("@")[2])

    @classmethod
    def parse(cls, text: str, file: Path) -> "Owner":
        """Read what `as_text` wrote. Raises `BerthcareError` where it is something else."""
        try:
            read = json.loads(text)
            return cls(str(read["account"]), str(read["endpoint"]))
        except (ValueError, KeyError, TypeError):
            raise BerthcareError(
                f"The file {file} does not tell which account it is of.",
                f"Where you know that it is of this account, type: rm {shlex.quote(str(file))}",
            ) from None

    def as_text(self) -> str:
        """Return it as JSON."""
        return json.dumps(asdict(self))

    def __str__(self) -> str:
        return f"account {self.account}{f' at {self.endpoint}' if self.endpoint else ''}"
