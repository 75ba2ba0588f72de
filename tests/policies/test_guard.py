"""The in-program guard: what a resource transform is handed becomes a subject, and is judged."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import pulumi
import pytest
from pulumi import ResourceOptions, ResourceTransformArgs

from berthcare.policy_exceptions import Fault, PolicyException
from policies.exceptions import Exceptions
from policies.in_program import (
    ExceptionsRefused,
    PolicyRefused,
    Transform,
    make_guard,
    refuse_wrong,
)
from policies.rules import phone_numbers, residency, secret_handling

RULES = (*residency.RULES, *secret_handling.RULES, *phone_numbers.RULES)
REGION = "ca-central-1"
BUCKET = "aws:s3/bucket:Bucket"
NUMBER = "pulumi-python:dynamic/twilio:PhoneNumber"


def pass_through(guard: Transform, type_: str, props: Any, **options: Any) -> None:
    """Show the guard one resource; Outputs in `props` are made inside its event loop."""

    async def show() -> None:
        given = props() if callable(props) else props
        args = ResourceTransformArgs(
            custom=type_.count(":") > 1,
            type_=type_,
            name="subject",
            props=given,
            opts=ResourceOptions(**options),
        )
        assert await guard(args) is None, "a guard changes nothing"

    loop = asyncio.new_event_loop()  # asyncio.run would take the thread's own loop away
    try:
        loop.run_until_complete(show())
    finally:
        loop.close()


def guard(default_region: str | None = REGION) -> Transform:
    return make_guard(RULES, default_region, Exceptions(), stack="staging")


def unknown() -> pulumi.Output[str]:
    value: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    known: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    value.set_result("")
    known.set_result(False)
    return pulumi.Output(set(), value, known)


def test_a_good_resource_passes_unchanged() -> None:
    pass_through(guard(), BUCKET, {"bucket": "b"})


def test_an_excepted_finding_passes_on_its_stack_and_on_no_other() -> None:
    excepted = PolicyException(
        rule="residency-resource-region",
        stacks=("staging",),
        resource=f"{BUCKET}::subject",
        finding="region[us-east-1]",
        reason="It is being moved.",
        owner="platform team",
        expires=date(2026, 6, 15),
    )
    exceptions = Exceptions((excepted,), today=excepted.expires)
    abroad = {"region": "us-east-1"}
    pass_through(make_guard(RULES, REGION, exceptions, stack="staging"), BUCKET, abroad)
    with pytest.raises(PolicyRefused, match="residency-resource-region"):
        pass_through(make_guard(RULES, REGION, exceptions, stack="production"), BUCKET, abroad)


def test_a_file_of_exceptions_that_is_wrong_stops_the_program() -> None:
    entry = PolicyException(
        rule="secret-cmk",
        stacks=("staging",),
        resource="t::n",
        finding="kmsKeyId",
        reason="r",
        owner="platform team",
        expires=date(2026, 1, 31),
    )
    wrong = Exceptions((entry,), (Fault("exception 2", "lacks owner"),), date(2026, 2, 1))
    with pytest.raises(ExceptionsRefused) as refusal:
        refuse_wrong(wrong, "staging")
    assert str(refusal.value) == (
        "policies/exceptions.yaml is refused; nothing was created.\n"
        "  - exception 2 lacks owner.\n"
        "  - the exception of secret-cmk for t::n expired on '2026-01-31'. \n"
        "Mend or remove the entry, then run the same command again (docs/policies.md)."
    )


def test_a_file_of_exceptions_in_force_lets_the_program_go_on() -> None:
    refuse_wrong(Exceptions(), "staging")


def test_a_refusal_names_the_rule_the_resource_and_the_remedy() -> None:
    with pytest.raises(PolicyRefused) as refusal:
        pass_through(guard(), BUCKET, {"region": "us-east-1"})
    assert [one.rule.id for one in refusal.value.violations] == ["residency-resource-region"]
    assert str(refusal.value) == (
        "The policy refuses this resource:\n"
        "  residency-resource-region: subject (aws:s3/bucket:Bucket): region is 'us-east-1', "
        "not 'ca-central-1'. (finding region[us-east-1] of aws:s3/bucket:Bucket::subject) \n"
        "What to do:\n"
        "  residency-resource-region: Leave `region` out, and let the provider name ca-central-1."
    )


@pytest.mark.parametrize("region", ["us-east-1", None])
def test_the_region_of_the_default_provider_is_that_of_the_configuration(
    region: str | None,
) -> None:
    with pytest.raises(PolicyRefused, match="residency-resource-region"):
        pass_through(guard(region), BUCKET, {})


def test_a_component_has_no_region() -> None:
    pass_through(guard(None), "berthcare:index:Communications", {})


def test_a_provider_without_a_region_is_refused() -> None:
    with pytest.raises(PolicyRefused, match="residency-provider-region"):
        pass_through(guard(), "pulumi:providers:aws", {})


def test_an_output_is_read() -> None:
    with pytest.raises(PolicyRefused, match="us-east-1"):
        pass_through(guard(), BUCKET, lambda: {"region": pulumi.Output.from_input("us-east-1")})


def test_an_unknown_output_is_left_alone() -> None:
    pass_through(guard(), BUCKET, lambda: {"region": unknown(), "tags": {"a": unknown()}})


def test_a_marked_secret_passes_and_a_bare_one_is_refused() -> None:
    type_ = "pulumi-python:dynamic/twilio:Subaccount"

    def holding(token: Callable[[str], pulumi.Output[str]]) -> Callable[[], dict[str, Any]]:
        return lambda: {"s": {"auth_token": token("x")}}

    pass_through(guard(), type_, holding(pulumi.Output.secret), protect=True)
    with pytest.raises(PolicyRefused, match=r"s\.auth_token is not marked secret"):
        pass_through(guard(), type_, holding(pulumi.Output.from_input), protect=True)


def test_the_inputs_of_the_engine_itself_are_not_judged() -> None:
    pass_through(guard(), "pulumi-python:dynamic/twilio:X", {"__token": "x"})


def test_protection_is_seen() -> None:
    pass_through(guard(), NUMBER, {"country": "CA"}, protect=True)
    with pytest.raises(PolicyRefused, match="phone-number-protected"):
        pass_through(guard(), NUMBER, {"country": "CA"})


def test_ignored_changes_are_seen() -> None:
    with pytest.raises(PolicyRefused, match=r"ignoreChanges\.country hides"):
        pass_through(guard(), NUMBER, {"country": "CA"}, protect=True, ignore_changes=["country"])
