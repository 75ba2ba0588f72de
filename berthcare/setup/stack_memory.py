"""What a stack's file holds: the wizard's only memory (docs/adr/0025)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from berthcare.environments import Environment
from berthcare.names import PROJECT
from berthcare.problems import Problem
from berthcare.residency import REGION
from berthcare.setting_keys import KeysOfStack
from berthcare.settings import Settings, SettingsError
from berthcare.setup.write import Write


@dataclass(frozen=True)
class StackMemory:
    """The settings that the stack's own file holds, by their keys without the project's name.

    The defaults of `Pulumi.yaml` are not among them, so what is there was answered once.
    """

    values: Mapping[str, str] = field(repr=False)
    """Lists as JSON text, as `pulumi.Config` gives them. Secrets in plain text, in memory alone."""
    secret: frozenset[str] = frozenset()
    aws_region: str = REGION

    def get(self, key: str, /) -> str | None:
        """Return what is stored for a key, or `None`."""
        return self.values.get(key)

    def holds(self, keys: Iterable[str]) -> bool:
        """Tell whether any of the keys is stored, an empty text included."""
        return any(key in self.values for key in keys)

    def items(self, key: str) -> tuple[str, ...]:
        """Return a stored list; what is no list reads as an empty one."""
        try:
            found = json.loads(self.values.get(key) or "[]")
        except ValueError:
            return ()
        return tuple(str(one) for one in found) if isinstance(found, list) else ()

    def after(self, writes: Iterable[Write]) -> "StackMemory":
        """Return what will be stored once these writes are made."""
        values, secret = dict(self.values), set(self.secret)
        for write in writes:
            secret.discard(write.key)
            if write.value is None:
                values.pop(write.key, None)
                continue
            values[write.key] = _text(write.value)
            if write.secret:
                secret.add(write.key)
        return StackMemory(values, frozenset(secret), self.aws_region)

    def without_effect(self, write: Write) -> bool:
        """Tell whether a write would store what is stored already, in the same way."""
        if write.value is None:
            return write.key not in self.values
        same = self.values.get(write.key) == _text(write.value)
        return same and (write.key in self.secret) == write.secret

    def settings(self, environment: Environment) -> Settings:
        """Judge everything together, exactly as the program will before it deploys.

        Raises `SettingsError` that lists every problem.
        """
        keys = KeysOfStack(
            every={f"{PROJECT}:{key}" for key in self.values},
            secret={f"{PROJECT}:{key}" for key in self.secret},
        )
        return Settings.load(
            stack=environment.value,
            configuration=self,
            aws_configuration={"region": self.aws_region},
            environ={},
            keys=keys,
        )

    def problems(self, environment: Environment) -> tuple[Problem, ...]:
        """Return what is wrong with the settings together."""
        try:
            self.settings(environment)
        except SettingsError as refused:
            return refused.problems
        return ()


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else json.dumps(list(value))
