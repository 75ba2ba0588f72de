"""Who may do what, or is refused it: one statement of a document, with all that it stands on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from berthcare.iam.document import ALLOW, Condition, PrincipalPattern

PartyKind = Literal[
    "everybody",
    "account",
    "role",
    "user",
    "group",
    "permission set",
    "service",
    "federated",
    "canonical user",
    "principal",
]
ClauseKind = Literal[
    "identity", "trust", "key", "resource", "function permission", "key grant", "other"
]

NOT_SHOWN = "(a value that is not shown)"

# The kinds of a Principal element but AWS, which is told by its value.
_KINDS: Mapping[str, PartyKind] = {
    "CanonicalUser": "canonical user",
    "Federated": "federated",
    "Service": "service",
}
_ACCOUNT = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):root")
_NAMED = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/")
_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?")
# Condition keys whose values two parties share and some use as a secret (IAM User Guide, "AWS
# global condition context keys": aws:Referer; "The confused deputy problem": sts:ExternalId; the
# event source token of a Lambda permission).
_SHARED = ("aws:referer", "lambda:eventsourcetoken", "sts:externalid")
_CALLER = "aws:principalarn"
_IS = ("arnequals", "arnlike", "stringequals", "stringequalsignorecase", "stringlike")
_IS_NOT = (
    "arnnotequals",
    "arnnotlike",
    "stringnotequals",
    "stringnotequalsignorecase",
    "stringnotlike",
)


@dataclass(frozen=True)
class Party:
    """Somebody who is granted or refused something.

    `value` is an ARN, an account's twelve digits, a service's or a provider's name; for a role,
    user or group that the stack does not make it may be a bare name; for everybody it is `*`.
    """

    kind: PartyKind
    value: str

    @classmethod
    def of_pattern(cls, pattern: PrincipalPattern) -> "Party":
        """Read one entry of a Principal element."""
        value = pattern.value
        if pattern.kind in _KINDS:
            return cls(_KINDS[pattern.kind], value)
        if pattern.is_everyone:
            return cls("everybody", "*")
        if account := _ACCOUNT.fullmatch(value):
            return cls("account", account[1])
        if named := _NAMED.match(value):
            return cls("role" if named[1] == "role" else "user", value)
        return cls("principal", value)

    @classmethod
    def of_text(cls, text: str) -> "Party":
        """Read a principal that stands in a property: an ARN, an account, a service or `*`."""
        if _SERVICE.fullmatch(text):
            return cls("service", text)
        if re.fullmatch(r"[0-9]{12}", text):
            return cls("account", text)
        return cls.of_pattern(PrincipalPattern("AWS", text))


@dataclass(frozen=True)
class Source:
    """The place in the state where something is written."""

    type: str
    name: str
    path: str
    """The property, such as `policy` or `inlinePolicies[0].policy`; empty for a whole resource."""
    statement: str = ""
    """The statement's Sid, or `#2` for the second one without; empty outside documents."""


@dataclass(frozen=True)
class Clause:
    """One statement. Exactly one of `actions` and `but_actions` is filled, as in the document."""

    effect: str
    """`Allow` or `Deny`."""
    kind: ClauseKind
    source: Source
    principals: tuple[Party, ...]
    """Empty for an identity policy that is attached to nothing, and beside `but_principals`."""
    but_principals: tuple[Party, ...] = ()
    """Everybody but these (NotPrincipal)."""
    actions: tuple[str, ...] = ()
    but_actions: tuple[str, ...] = ()
    """Every action but these (NotAction)."""
    resources: tuple[str, ...] = ()
    but_resources: tuple[str, ...] = ()
    """Every resource but these (NotResource)."""
    star_means: str = ""
    """What the resource `*` stands for: the one resource that the document belongs to. Empty where
    it stands for every resource."""
    conditions: tuple[Condition, ...] = ()

    @property
    def allows(self) -> bool:
        """Whether it grants; else it refuses."""
        return self.effect == ALLOW

    @property
    def only_callers(self) -> tuple[str, ...]:
        """The callers that a condition on aws:PrincipalArn narrows it to; empty without one."""
        return self._callers(_IS)

    @property
    def but_callers(self) -> tuple[str, ...]:
        """The callers whom a condition on aws:PrincipalArn takes out; empty without one."""
        return self._callers(_IS_NOT)

    def _callers(self, operators: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(
            value
            for condition in self.conditions
            if _is_of_caller(condition, operators)
            for value in condition.values
        )


def narrows_callers(condition: Condition) -> bool:
    """Whether a condition is told by `Clause.only_callers` or `Clause.but_callers`."""
    return _is_of_caller(condition, _IS + _IS_NOT)


def _is_of_caller(condition: Condition, operators: tuple[str, ...]) -> bool:
    return condition.key.lower() == _CALLER and condition.operator.lower() in operators


def shown_conditions(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Return the conditions without the values that some use as a secret."""
    return tuple(
        replace(condition, values=(NOT_SHOWN,)) if condition.key.lower() in _SHARED else condition
        for condition in conditions
    )
