"""What the engine says, without the values in it.

The engine masks what it knows to be a secret. Of a plan that is violated it prints the property
with both values, secret or not, in plain text (seen with 3.259): `… violates plan: properties
changed: ++secretString[{…the old one…}!={…the new one…}]`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from berthcare.engine.configured import Configured

HIDDEN = "[secret]"

_COLOUR = re.compile(r"<\{%[^%]*%\}>")
"""How the engine marks a colour in a message."""
_VIOLATION = re.compile(r"(violates plan: properties changed): .*", re.DOTALL)
_PROPERTY = re.compile(r"(?:^|, )[-+~=]{2}([A-Za-z_][A-Za-z0-9_:.-]{0,99})(?=\[|,|$)")
_TOKEN = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])")
"""As long as an auth token of Twilio; a SID has two letters before it."""
_SECRET_VARIABLES = re.compile(r"TOKEN|SECRET|PASSPHRASE|PASSWORD")
_ESCAPED_BY_GO = {one: f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}
_SHORTEST = 8
"""A shorter value would hide half of every sentence."""


@dataclass(frozen=True)
class Redaction:
    """Takes values out of texts: those it knows, and what looks like one."""

    values: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, configuration: Mapping[str, Configured], environ: Mapping[str, str]) -> "Redaction":
        """Know the secrets of a stack's configuration, and the credentials of an environment."""
        configured = (one.value or "" for one in configuration.values() if one.secret)
        given = (value for name, value in environ.items() if _SECRET_VARIABLES.search(name))
        return cls(_longest_first(form for one in (*configured, *given) for form in _forms(one)))

    def of_text(self, text: str) -> str:
        """Return a text of the engine as it may be shown."""
        shown = _VIOLATION.sub(_names_alone, _COLOUR.sub("", text))
        for value in self.values:
            shown = shown.replace(value, HIDDEN)
        return _TOKEN.sub(HIDDEN, shown)


def _names_alone(violation: "re.Match[str]") -> str:
    told = violation.group().removeprefix(f"{violation.group(1)}: ")
    names = list(dict.fromkeys(_PROPERTY.findall(told)))
    return f"{violation.group(1)}: {', '.join(names) or 'some'} (values are not shown)"


def _forms(value: str) -> Iterator[str]:
    """Yield a value, each text in it where it is an object or a list, and how JSON has them."""
    for text in (value, *_texts(_parsed(value))):
        escaped = json.dumps(text, ensure_ascii=False)[1:-1]
        yield from (text, escaped, json.dumps(text)[1:-1])
        # As the engine's JSON has it (Go, `encoding/json`).
        yield "".join(_ESCAPED_BY_GO.get(one, one) for one in escaped)


def _parsed(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return None


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, list | dict):
        for one in part.values() if isinstance(part, dict) else part:
            yield from _texts(one)


def _longest_first(values: Iterable[str]) -> tuple[str, ...]:
    """Order them so that none is hidden in part only, where another begins as it does."""
    found = {value for value in values if len(value) >= _SHORTEST}
    return tuple(sorted(found, key=len, reverse=True))
