"""The state that an earlier release left, kept as a file, and how it comes to describe a cloud.

A state names what one cloud made: ids, ARNs, Twilio SIDs, numbers. The kept one has obviously fake
SIDs and tokens in their place, and for a test those of the cloud that the test runs on: so the new
code meets what the earlier release would have written down of that very cloud.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from berthcare.engine.exported_state import SIGNATURE

FOLDER = Path(__file__).parent
_SID = re.compile(r"\b(AC|AD|MG|PN|SK|SM|UT)[0-9a-f]{32}\b")
_TOKEN = re.compile(r"\b[0-9A-Za-z]{32}\b")
_LEFT_OUT = ("created", "modified", "sourcePosition", "stackTrace")
"""When and by which line of code a resource was registered: the engine asks for neither."""
_IDENTITIES = frozenset(
    {
        *("accountSid", "account_sid", "arn", "aliasArn", "keyId", "phone_number", "sid"),
        *("targetKeyArn", "targetKeyId", "uniqueId", "url", "versionId"),
    }
)
"""Outputs that say which of all clouds' resources it is, and nothing of how it is made."""
_SHORTEST = 8
"""Shorter texts are no identities of their own."""

State = Mapping[str, Any]


def kept(exported: State) -> str:
    """Return an exported state (`--show-secrets`) as it is kept: one line a resource."""
    text = json.dumps(exported)
    sids = dict.fromkeys(match[0] for match in _SID.finditer(text))
    tokens = dict.fromkeys(_tokens(exported))
    for fake, found in ((_fake_sid, sids), (_fake_token, tokens)):
        for number, value in enumerate(found, start=1):
            text = text.replace(value, fake(value, number))
    deployment = json.loads(text)["deployment"]
    resources = [
        {key: value for key, value in resource.items() if key not in _LEFT_OUT}
        for resource in deployment["resources"]
    ]
    lines = ",\n".join(json.dumps(resource, separators=(",", ":")) for resource in resources)
    return f'{{"version":3,"deployment":{{"resources":[\n{lines}\n]}}}}\n'


def read(release: str) -> dict[str, Any]:
    """Return the kept state of a release, such as `0.1.0`."""
    state: dict[str, Any] = json.loads((FOLDER / f"{release}.json").read_text(encoding="utf-8"))
    return state


def releases() -> list[str]:
    """Return the releases whose states are kept."""
    return sorted(file.stem for file in FOLDER.glob("*.json"))


def as_left_on(earlier: State, live: State) -> dict[str, Any]:
    """Return the earlier state with the identities that `live`, a state of now, has.

    `live` is exported with its secrets shown.
    """
    text = json.dumps(earlier)
    pairs = dict(_pairs(_by_urn(earlier), _by_urn(live)))
    for old in sorted(pairs, key=len, reverse=True):
        text = text.replace(json.dumps(old)[1:-1], json.dumps(pairs[old])[1:-1])
    moved: dict[str, Any] = json.loads(text)
    return moved


def _by_urn(state: State) -> dict[str, State]:
    return {resource["urn"]: resource for resource in state["deployment"]["resources"]}


def _pairs(earlier: Mapping[str, State], live: Mapping[str, State]) -> Iterator[tuple[str, str]]:
    for urn in earlier.keys() & live.keys():
        for old, new in zip(_identities(earlier[urn]), _identities(live[urn]), strict=True):
            if old != new and len(old) >= _SHORTEST and new:
                yield old, new


def _identities(resource: State) -> list[str]:
    """Return what tells a resource from those of other clouds, in a fixed order; "" where not."""
    outputs = resource.get("outputs", {})
    told = [resource.get("id", ""), *(outputs.get(key, "") for key in sorted(_IDENTITIES))]
    shown = json.loads(_plaintext(outputs.get("secretString")) or "{}")
    tokens = [shown.get(key, "") for key in ("account_sid", "auth_token", "webhook_auth_token")]
    token = _plaintext(outputs.get("auth_token"))
    return [one if isinstance(one, str) else "" for one in (*told, *tokens, token)]


def _tokens(value: object) -> Iterator[str]:
    """Yield each token that a secret of the state holds: 32 letters and digits, no SID."""
    if isinstance(value, Mapping) and SIGNATURE in value:
        shown = _SID.sub("", _plaintext(value))
        yield from _TOKEN.findall(shown)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _tokens(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _tokens(inner)


def _plaintext(value: object) -> str:
    if not isinstance(value, Mapping) or SIGNATURE not in value:
        return ""
    shown = json.loads(value.get("plaintext", '""'))
    return shown if isinstance(shown, str) else ""


def _fake_sid(sid: str, number: int) -> str:
    return f"{sid[:2]}-of-an-earlier-cloud-{number}"


def _fake_token(_: str, number: int) -> str:
    return f"notatoken{number:023d}"
