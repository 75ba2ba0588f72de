"""What the program says of wrong values of a setting, in its own words, for the documents."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from berthcare.environments import Environment
from berthcare.names import PROJECT, Names
from berthcare.principals import Operators, backend_role_arn, operators_of
from berthcare.problems import Problem
from berthcare.residency import REGION
from berthcare.setting_examples import EXAMPLES, TOGETHER
from berthcare.settings import Settings, SettingsError
from berthcare.setup.question import Situation
from berthcare.setup.questions import EMAILS
from berthcare.setup.stack_memory import StackMemory

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


def rules_of(key: str, declared: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what the program says of wrong values; `declared` is as in `Pulumi.yaml`."""
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
    return _said(lambda: _updated_by_a_role(deployers=(), previewers=()))


def _of_the_previewers() -> list[str]:
    """Return what a deployment says to a previewer."""
    return _said(lambda: _updated_by_a_role(("a deployer",), ("role/NAME",)))


def _updated_by_a_role(deployers: Sequence[str], previewers: Sequence[str]) -> Operators:
    return operators_of(
        deployers,
        previewers,
        account_id="ACCOUNT",
        caller_arn="arn:aws:iam::ACCOUNT:role/NAME",
        in_preview=False,
    )


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
    "previewers": _of_the_previewers,
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
