"""Reads a function's environment variables, and collects what is wrong with them."""

import re
from collections.abc import Mapping, Sequence

from .loopback import loopback_base_url


class ConfigurationError(Exception):
    """An environment variable of the function is missing or wrong; nothing was read."""


class Variables:
    """Each reading returns something usable or remembers a problem."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._problems: list[str] = []

    def given(self, name: str) -> str:
        """Read a text that is not empty."""
        return self.matching(name, r".+", "be set")

    def matching(self, name: str, pattern: str, rule: str) -> str:
        """Read a text that a regular expression matches; `rule` says which, after "must"."""
        text = self._environ.get(name, "")
        if re.fullmatch(pattern, text) is None:
            self.refuse(f"{name} must {rule}, not {text!r}")
        return text

    def among(self, name: str, values: Sequence[str]) -> str:
        """Read one of these values."""
        pattern = "|".join(map(re.escape, values))
        return self.matching(name, pattern, f"be {' or '.join(values)}")

    def override(self, name: str) -> str | None:
        """Read the address that requests are led to instead, on this machine."""
        try:
            return loopback_base_url(self._environ.get(name, ""))
        except ValueError as rule:
            # Not shown: an address that is no override may hold a password.
            self.refuse(f"{name} {rule}; leave it unset but on the embedded cloud")
            return None

    def refuse(self, problem: str) -> None:
        """Remember a problem."""
        self._problems.append(problem)

    def refuse_problems(self, function: str) -> None:
        """Raise `ConfigurationError` that names every problem; `function` says whose they are."""
        if self._problems:
            raise ConfigurationError(
                f"The {function}'s environment variables cannot be used: "
                f"{'; '.join(self._problems)}. The program sets them. Type: pulumi up"
            )
