"""One case of one rule: a resource, and what the rule says of it through the SDK's own proxies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pulumi_policy import proxy as sdk_proxy
from pulumi_policy.secret import Secret

Kind = Literal["passing", "failing", "unknown", "missing", "null", "secret"]
"""`missing`: the input is left out. `null`: it is None. `secret`: the program marked it secret."""

UNKNOWN = sdk_proxy.UNKNOWN_STRING_VALUE
"""What the engine sends for a text that only the deployment will tell."""
REGION = "ca-central-1"
ACCOUNT = "1" * 12


@dataclass(frozen=True)
class Case:
    """`finds` are the keys of the findings that the rule must report, no more and no fewer.

    `waits_for` are the paths that it must say it does not know yet.
    """

    rule: str
    kind: Kind
    sentence: str
    type: str
    props: Mapping[str, Any]
    finds: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    protect: bool = False
    ignore_changes: tuple[str, ...] = ()
    provider: Mapping[str, Any] = field(default_factory=lambda: {"region": REGION})

    def __str__(self) -> str:
        return f"{self.rule}: {self.sentence}"


def marked(value: Any) -> Any:
    """Mark a value secret, as the program does with `pulumi.Output.secret`."""
    return Secret(value)
