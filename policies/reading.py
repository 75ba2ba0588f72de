"""How rules read inputs: at a path, in every text, inside JSON; what is unknown is told as such."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from policies.finding import Finding, NotKnown
from policies.subject import Subject, Unknown

Said = Finding | NotKnown
Check = Callable[[Subject], Iterable[Said]]
"""Judges one thing about a resource. Where it raises `NotKnownYet`, the others still judge."""
Judge = Callable[[str, Any], Iterable[Said]]
"""Judges a known value, given with its path."""

_STATEMENT = frozenset(
    {
        *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction"),
        *("Resource", "NotResource", "Condition"),
    }
)


def each(path: str, judge: Judge) -> Check:
    """Make the check that judges each value at a path, as `kmsKeyId` or `replicas[].region`.

    `[]` stands for every item of a list. An absent value is judged as None, an absent list not at
    all. What is not known is told, and does not keep the rest from being judged.
    """

    def check(subject: Subject) -> Iterator[Said]:
        for at, value in values_at(subject.props, path):
            if isinstance(value, Unknown):
                yield NotKnown(at)
            else:
                yield from judge(at, value)

    return check


def each_text(judge: Callable[[str, str], Iterable[Said]], *, denied: bool = True) -> Check:
    """Make the check that judges every text in the inputs, as `texts` visits them."""

    def check(subject: Subject) -> Iterator[Said]:
        for at, value in texts(subject.props, denied=denied):
            if isinstance(value, Unknown):
                yield NotKnown(at)
            else:
                yield from judge(at, value)

    return check


def values_at(props: Any, path: str, at: str = "") -> Iterator[tuple[str, Any]]:
    """Visit the values at a path with their exact paths; an unknown holder stands for them."""
    head, _, rest = path.partition(".")
    key = head.removesuffix("[]")
    value = props.get(key) if isinstance(props, Mapping) else None
    here = f"{at}.{key}" if at else key
    if isinstance(value, Unknown):
        yield here, value
    elif not head.endswith("[]"):
        yield from values_at(value, rest, here) if rest else [(here, value)]
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            place = f"{here}[{index}]"
            if rest and not isinstance(item, Unknown):
                yield from values_at(item, rest, place)
            else:
                yield place, item


def leaves(value: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Visit every value at any depth with its path; lists and mappings are not visited."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves(inner, f"{at}.{key}" if at else str(key))
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{at}[{index}]")
    else:
        yield at, value


def texts(value: Any, at: str = "", *, denied: bool = True) -> Iterator[tuple[str, str | Unknown]]:
    """Visit every text, and every unknown value, with its path; JSON objects are looked into.

    `denied=False` leaves out what the Deny statements of IAM documents refuse.
    """
    if isinstance(value, Mapping):
        if not denied and _is_deny(value):
            return
        for key, inner in value.items():
            yield from texts(inner, f"{at}.{key}" if at else str(key), denied=denied)
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            yield from texts(inner, f"{at}[{index}]", denied=denied)
    elif isinstance(value, Unknown):
        yield at, value
    elif isinstance(value, str):
        tree = decoded(value)
        if tree is None:
            yield at, value
        else:
            yield from texts(tree, at, denied=denied)


def _is_deny(value: Mapping[str, Any]) -> bool:
    """Whether a mapping is a Deny statement, and not just one that says so of itself."""
    has_action = "Action" in value or "NotAction" in value
    return value.get("Effect") == "Deny" and has_action and value.keys() <= _STATEMENT


def decoded(text: str) -> Any:
    """Read `text` as JSON where it is an object or a list, else give None."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None
