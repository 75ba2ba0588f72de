"""How a webhook is tried: times and retries, as its URL's fragment asks for them.

`https://example.com/sms#ct=2000&rc=2&rp=5xx,rt` overrides, for that URL, what Twilio does with
every other (docs/usage/webhooks/webhooks-connection-overrides, which gives the ranges and the
defaults of ct, rt, tt and rc). This emulator has neither egress locations nor TLS, so `e`, `r` and
`sni` are accepted and change nothing.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag

CONNECT = "ct"
READ = "rt"
CLIENT_ERROR = "4xx"
SERVER_ERROR = "5xx"
_ALL = "all"
_FAILURES = frozenset({CONNECT, READ, CLIENT_ERROR, SERVER_ERROR})
_RANGES = {"ct": (100, 10_000), "rt": (100, 15_000), "tt": (100, 15_000), "rc": (0, 5)}
_WITHOUT_EFFECT = frozenset({"e", "r", "sni"})
# docs/errors/11243 (HTTP retry policy is invalid), docs/errors/11100 (invalid URL format).
_INVALID_POLICY = 11243
_INVALID_URL = 11100


class ConnectionOverrideError(ValueError):
    """A fragment that is refused: `code` is Twilio's, the text names the parameter and its rule."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class Connection:
    """How one webhook is tried; the defaults are Twilio's.

    Times are in seconds: to connect, between two packets of the answer, and for all attempts
    together. `retries` come after the first attempt, for the failures that `policy` names.
    """

    connect_s: float = 5.0
    read_s: float = 15.0
    total_s: float = 15.0
    retries: int = 1
    policy: frozenset[str] = frozenset({CONNECT})


def connection_of(url: str, default: Connection) -> Connection:
    """Return `default` with the overrides in the URL's fragment.

    Raises `ConnectionOverrideError` for a parameter or a value that Twilio's page does not know.
    """
    fragment = urldefrag(url).fragment
    given = dict(parse_qsl(fragment, keep_blank_values=True))
    unknown = sorted(set(given) - set(_RANGES) - _WITHOUT_EFFECT - {"rp"})
    if unknown:
        raise ConnectionOverrideError(
            _INVALID_URL, f"{unknown[0]} is no connection override; known are ct, rt, tt, rc, rp"
        )
    milliseconds = {
        name: _whole(given, name) / 1000 for name in ("ct", "rt", "tt") if name in given
    }
    return dataclasses.replace(
        default,
        connect_s=milliseconds.get("ct", default.connect_s),
        read_s=milliseconds.get("rt", default.read_s),
        total_s=milliseconds.get("tt", default.total_s),
        retries=_whole(given, "rc") if "rc" in given else default.retries,
        policy=_policy(given["rp"]) if "rp" in given else default.policy,
    )


def _whole(given: Mapping[str, str], name: str) -> int:
    least, most = _RANGES[name]
    text = given[name]
    if not (text.isascii() and text.isdecimal()) or not least <= int(text) <= most:
        raise ConnectionOverrideError(
            _INVALID_URL, f"{name}={text} must be a whole number from {least} to {most}"
        )
    return int(text)


def _policy(text: str) -> frozenset[str]:
    named = frozenset(text.split(","))
    if not named <= _FAILURES | {_ALL}:
        raise ConnectionOverrideError(
            _INVALID_POLICY, f"rp={text} may name 4xx, 5xx, ct, rt and all, with commas between"
        )
    return _FAILURES if _ALL in named else named
