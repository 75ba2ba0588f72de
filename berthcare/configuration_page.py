"""Writes docs/configuration.md: `python -m berthcare.configuration_page`, in a checkout.

Types, defaults and descriptions are those of `Pulumi.yaml`; what a value must be is what `Settings`
says of a wrong one, in its own words.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from berthcare.residency import REGION
from berthcare.setting_examples import EXAMPLES
from berthcare.setting_keys import CREDENTIALS, DESCRIPTIONS
from berthcare.setting_rules import rules_of

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "configuration.md"

_TYPES = {"array": "list", "object": "object", "string": "text", "integer": "whole number"}
_HEAD = f"""# Configuration

Every setting of a stack. This page is generated from `Pulumi.yaml` and from what the program says
of wrong values (`python -m berthcare.configuration_page`); a test keeps it equal to them.

- A stack's values stand in `Pulumi.staging.yaml` and `Pulumi.production.yaml`; a setting that is
  not there has its default. `berthcare setup staging` asks for the most needed ones.
- **Secrets** are stored encrypted: `--secret`. Leave the value out, and you are asked for it: what
  is typed on the command line is seen by others and kept in the shell's history.
- Every wrong value is told at once, before anything is touched, with what to type instead.
- A key that is not on this page is refused: a mistyped one would silently leave a default in force.
- To return to the default: `pulumi config rm KEY --stack staging`.
- `aws:region` must be `{REGION}`: the product's data stays in Canada. `aws:defaultTags` are the
  tags of every AWS resource. AWS credentials never stand in a stack's file: they come from the
  environment.

The commands set a value for `staging`; say `--stack production` for the other one.

"""


@dataclass(frozen=True)
class Setting:
    """One key, as the page shows it."""

    key: str
    type: str
    default: str
    description: str
    secret: bool
    rules: tuple[str, ...]


def page(project: Mapping[str, Any]) -> str:
    """Return the page's text, from the content of `Pulumi.yaml`."""
    return (
        _HEAD + "\n".join([*_table(settings_of(project)), *_sections(settings_of(project))]) + "\n"
    )


def settings_of(project: Mapping[str, Any]) -> list[Setting]:
    """Return every setting, the secrets first."""
    declared = {key: value for key, value in project["config"].items() if ":" not in key}
    return [_secret(key) for key in DESCRIPTIONS] + [
        Setting(
            key=key,
            type=_type(value),
            default=_default(value["default"]),
            description=value["description"].strip(),
            secret=False,
            rules=rules_of(key, value),
        )
        for key, value in declared.items()
    ]


def _secret(key: str) -> Setting:
    is_list = isinstance(EXAMPLES.get(key), list)
    rules = rules_of(key, {"type": "array" if is_list else "string", "default": ""})
    default = "none: it is needed" if key in CREDENTIALS else "not set"
    return Setting(
        key=key,
        type="list" if is_list else "text",
        default=default,
        description=DESCRIPTIONS[key],
        secret=True,
        rules=rules,
    )


def _type(declared: Mapping[str, Any]) -> str:
    if declared["type"] == "boolean":
        return "`true` or `false`"
    name = _TYPES[declared["type"]]
    items = declared.get("items")
    return f"{name} of {_TYPES[items['type']]}s" if items else name


def _default(value: object) -> str:
    if value in ("", [], {}):
        return "not set"
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"


def _table(settings: list[Setting]) -> Iterator[str]:
    yield "| key | type | default |"
    yield "|---|---|---|"
    for one in settings:
        kind = f"{one.type}, **secret**" if one.secret else one.type
        yield f"| [`{one.key}`](#{one.key.lower()}) | {kind} | {one.default} |"


def _sections(settings: list[Setting]) -> Iterator[str]:
    for one in settings:
        yield f"\n## {one.key}\n"
        yield f"{one.description}\n"
        yield f"- **Type:** {one.type}{', a secret' if one.secret else ''}"
        yield f"- **Default:** {one.default}"
        yield from (f"- **Must** {rule}." for rule in dict.fromkeys(one.rules))
        yield "\n```sh"
        yield from commands(one)
        yield "```"


def commands(setting: Setting) -> Iterator[str]:
    """Return what to type to set a setting."""
    if setting.secret:
        yield f"pulumi config set --secret {setting.key} --stack staging"
        return
    example = EXAMPLES[setting.key]
    if isinstance(example, list):
        pairs = [(f"'{setting.key}[{place}]'", item) for place, item in enumerate(example)]
    elif isinstance(example, dict):
        pairs = [(f"{setting.key}.{name}", item) for name, item in example.items()]
    else:
        yield f"pulumi config set {setting.key} {_word(example)} --stack staging"
        return
    for path, item in pairs:
        yield f"pulumi config set --path {path} {_word(item)} --stack staging"


def _word(value: str) -> str:
    if value.startswith("$"):
        return f'"{value}"'
    return f"'{value}'" if " " in value else value


def main() -> int:
    """Write the page."""
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))
    FILE.write_text(page(project), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
