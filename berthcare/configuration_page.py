"""Writes docs/configuration.md: `python -m berthcare.configuration_page`, in a checkout.

Types, defaults and descriptions are those of `Pulumi.yaml`; what a value must be is what `Settings`
says of a wrong one, in its own words.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from berthcare.environments import Environment
from berthcare.names import PROJECT, Names
from berthcare.principals import backend_role_arn, deployer_arns
from berthcare.problems import Problem
from berthcare.residency import REGION
from berthcare.setting_examples import EXAMPLES, TOGETHER
from berthcare.setting_keys import CREDENTIALS, DESCRIPTIONS
from berthcare.settings import Settings, SettingsError
from berthcare.setup.question import Situation
from berthcare.setup.questions import EMAILS
from berthcare.setup.stack_memory import StackMemory

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "configuration.md"

_WRONG = " ?"
"""No setting takes it: it begins with a space, and is no number, word or name."""
_MORE_WRONG: Mapping[str, tuple[object, ...]] = {
    "apiBaseUrl": (
        "https://[",
        "https://name@api.example.ca",
        "https://api.example.ca:8443",
        "https://api.example.ca/v1",
    ),
    "voiceNumber": ("+12125550123",),
    "smsNumber": ("+12125550123",),
    "alertUrls": (["https://["],),
    "sentryDsn": ("https://[",),
}
"""Values that break the further rules, where a setting has more than one."""
_ABOUT_THE_VALUE = re.compile(r"; it has \d+.*|; \d{3} is not .*")
"""What a rule says of the wrong value that it refused."""
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
            rules=_rules(key, value),
        )
        for key, value in declared.items()
    ]


def _secret(key: str) -> Setting:
    is_list = isinstance(EXAMPLES.get(key), list)
    rules = _rules(key, {"type": "array" if is_list else "string", "default": ""})
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


def _rules(key: str, declared: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what the program says of wrong values."""
    wrong: tuple[object, ...] = (_WRONG,)
    example = EXAMPLES.get(key)
    if declared["type"] == "array":
        wrong = ([_WRONG], [], [example[0], example[0]] if isinstance(example, list) else [])
    elif declared["type"] == "object":
        wrong = (dict.fromkeys((_WRONG, *declared["default"]), _WRONG),)
    tried = [{key: as_text(one)} for one in (*wrong, *_MORE_WRONG.get(key, ()))]
    told = [rule for each in (*tried, *TOGETHER) for rule in _told(each, key)]
    return (*told, *_BESIDES[key]()) if key in _BESIDES else tuple(told)


def _told(configuration: Mapping[str, str], key: str) -> list[str]:
    """Return the rules on `key` that a configuration breaks."""
    try:
        Settings.load(
            stack="staging",
            configuration=dict(configuration),
            aws_configuration={"region": REGION},
            environ={"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "0" * 32},
        )
    except SettingsError as refused:
        full = f"{PROJECT}:{key}"
        return [
            _ABOUT_THE_VALUE.sub("", one.rule) + _place(one.field.removeprefix(full))
            for one in refused.problems
            if one.field == full or one.field.startswith(f"{full}.")
        ]
    return []


def _of_the_wizard() -> list[str]:
    """Return what the wizard asks of the addresses in production, and a deployment does not."""
    situation = Situation(Environment.PRODUCTION, StackMemory({}), "role/NAME")
    refused = EMAILS.answered("none", situation)
    return [f"{refused.rule} (the wizard)"] if isinstance(refused, Problem) else []


def _of_the_deployers() -> list[str]:
    """Return what a deployment says to whoever is none of them."""
    return _said(lambda: deployer_arns((), account_id="ACCOUNT", caller_arn="ACCOUNT:role/NAME"))


def _of_the_backend() -> list[str]:
    """Return what a deployment says of a role of another account."""
    role, names = str(EXAMPLES["backendRoleArn"]), Names(Environment.STAGING)
    return _said(lambda: backend_role_arn(names, account_id="ACCOUNT", existing=role))


def _said(deploy: Callable[[], object]) -> list[str]:
    try:
        deploy()
    except SettingsError as refused:
        return [one.rule for one in refused.problems]
    return []


_BESIDES: Mapping[str, Callable[[], list[str]]] = {
    "alertEmails": _of_the_wizard,
    "deployers": _of_the_deployers,
    "backendRoleArn": _of_the_backend,
}
"""Rules that a stack's settings alone do not break."""


def _place(path: str) -> str:
    """Return which part of a setting a rule is of."""
    if path == f".{_WRONG}":
        return " (the name of a field)"
    return f" (`{path.removeprefix('.')}`)" if path else ""


def as_text(value: object) -> str:
    """Return a value as the engine hands it to the program."""
    return value if isinstance(value, str) else json.dumps(value)


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
