"""The product passes its own rules, and so nobody is tempted to loosen one."""

from collections.abc import Mapping
from datetime import date
from functools import partial

import pytest

from berthcare.policy_exceptions import PolicyException
from berthcare.settings import Settings
from components.communications import Communications, CommunicationsArgs
from policies.catalog import RULES
from policies.exceptions import Exceptions
from policies.review import judge_stack, review
from policies.rule import StackRule
from policies.subject import Subject
from tests.policies.placed import registered_by
from tests.policies.product_stack import stack_of
from tests.recorder import ACCOUNT, DEPLOYER, Registered

ENVIRON = {"TWILIO_ACCOUNT_SID": "AC" + "0a" * 16, "TWILIO_AUTH_TOKEN": "0A" * 16}


WAYS: dict[str, dict[str, str]] = {
    "by default": {},
    "with the fast alarm": {"fastAlarm": "true"},
    "beside another stack's trail": {"trailLogGroup": "organization/CloudTrailLogs"},
    "in the main account": {"useSubaccount": "false", "hardLimit": "dry-run"},
    "with addresses that hear of it": {
        "alertEmails": '["nurse-desk@example.ca"]',
        "alertUrls": '["https://hooks.example.ca/key"]',
        "sentryDsn": "https://key@errors.example.ca/1",
    },
    "for a backend that has a role": {"backendRoleArn": f"arn:aws:iam::{ACCOUNT}:role/backend"},
}
"""The ways to deploy it, as settings."""


def deploy(configuration: Mapping[str, str] | None = None) -> None:
    settings = Settings.load(
        stack="staging",
        configuration=dict(configuration or {}),
        aws_configuration={"region": "ca-central-1"},
        environ=ENVIRON,
    )
    args = CommunicationsArgs(settings=settings, account_id=ACCOUNT, caller_arn=DEPLOYER)
    Communications("staging", args)


def subject(registered: Registered) -> Subject:
    """Make the subject; options are not recorded, the engine's own tests see them."""
    return Subject(
        type=registered.type,
        name=registered.name,
        urn="",
        props={key: value for key, value in registered.inputs.items() if key[:2] != "__"},
        protect=True,
        provider_region="ca-central-1",
        secret_paths=registered.secrets,
    )


@pytest.mark.parametrize("configuration", WAYS.values(), ids=WAYS)
def test_no_rule_objects_to_anything_that_the_program_registers(
    configuration: Mapping[str, str],
) -> None:
    subjects = [subject(one) for one in registered_by(partial(deploy, configuration))]
    assert len({one.type for one in subjects}) > 10
    objections = [(one.name, found) for one in subjects for found in review(one, RULES)]
    assert objections == []


def findings_of_the_stack(
    configuration: Mapping[str, str], exceptions: Exceptions
) -> list[tuple[str, str]]:
    """Judge the stack as a whole; give each rule and the resource that it objects to."""
    stack = stack_of(registered_by(partial(deploy, configuration)))
    return [
        (rule.id, one.subject.label)
        for rule in RULES
        if isinstance(rule, StackRule)
        for one in exceptions.remaining(judge_stack(rule, stack).violations, stack.name)
    ]


ALONE = WAYS["in the main account"]
BY_PEOPLE = ("secret-rotation-present", "aws:secretsmanager/secret:Secret::twilio-account")


def test_a_token_that_deploys_too_wants_an_exception_from_being_rotated() -> None:
    """The program sets no rotation of it up: people replace it (docs/adr/0019)."""
    assert findings_of_the_stack(ALONE, Exceptions.load()) == [BY_PEOPLE]


def test_with_that_exception_the_program_may_run_in_the_main_account() -> None:
    rule, resource = BY_PEOPLE
    by_people = PolicyException(
        rule=rule,
        stacks=("staging",),
        resource=resource,
        finding="rotation",
        reason="The main account serves; people rotate its token.",
        owner="platform team",
        expires=date.max,
    )
    shipped = Exceptions.load().all

    assert findings_of_the_stack(ALONE, Exceptions((*shipped, by_people))) == []


def test_whatever_the_program_rotates_needs_no_exception() -> None:
    assert findings_of_the_stack({}, Exceptions.load()) == []
    assert {
        one.resource.rpartition("::")[2] for one in Exceptions.load().all if "staging" in one.stacks
    } == {"twilio-phone-numbers", "twilio-parent"}
