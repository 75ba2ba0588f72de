"""The bootstrap program passes the same rules as the product, with two reviewed exceptions."""

from dataclasses import replace

import pytest

from berthcare.account_names import AccountNames
from berthcare.bootstrap_settings import BOOTSTRAP_PROJECT, BOOTSTRAP_STACK
from berthcare.environments import Environment
from berthcare.names import PROJECT
from components.delivery_access import DeliveryAccess, DeliveryAccessArgs
from components.state_store import StateStore, StateStoreArgs
from policies.catalog import RULES
from policies.exceptions import Exceptions
from policies.review import judge_stack, review
from policies.rule import StackRule
from policies.stack import Stack, qualified
from tests.policies.placed import registered_by
from tests.policies.product_stack import stack_of
from tests.recorder import ACCOUNT, Registered

NAMES = AccountNames(ACCOUNT)
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:role/administrator"


def bootstrap() -> None:
    store = StateStore("state", StateStoreArgs(names=NAMES, administrators=[ADMINISTRATOR]))
    DeliveryAccess(
        "delivery",
        DeliveryAccessArgs(
            names=NAMES,
            repository="berthcare/communications",
            environments=list(Environment),
            provider_arn=None,
            state_key_arn=store.key_arn,
        ),
    )


@pytest.fixture(scope="module")
def registered() -> list[Registered]:
    return registered_by(bootstrap)


@pytest.fixture(scope="module")
def account(registered: list[Registered]) -> Stack:
    own, product = f"{BOOTSTRAP_STACK}::{BOOTSTRAP_PROJECT}", f"staging::{PROJECT}"
    return Stack(
        tuple(
            replace(one, urn=one.urn.replace(product, own))
            for one in stack_of(registered).resources
        )
    )


def test_no_rule_objects_to_anything_that_the_bootstrap_registers(account: Stack) -> None:
    objections = [(one.name, found) for one in account.resources for found in review(one, RULES)]

    assert len(account.resources) > 20
    assert objections == []


def test_the_account_s_stack_needs_the_exceptions_of_its_log_and_no_other(account: Stack) -> None:
    exceptions = Exceptions.load()
    violations = [
        one
        for rule in RULES
        if isinstance(rule, StackRule)
        for one in judge_stack(rule, account).violations
    ]

    assert account.name == qualified(BOOTSTRAP_STACK, BOOTSTRAP_PROJECT)
    assert {one.subject.name for one in violations} == {"state-log"}
    assert exceptions.remaining(violations, account.name) == []
    assert exceptions.unused(account.name) == []
