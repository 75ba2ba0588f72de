"""The pack as it is served: never weakened, and quicker without leaving anything out."""

from collections.abc import Mapping
from typing import Any, NoReturn

import grpc
import pulumi_policy.policy as sdk
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel

from berthcare.version import program_version
from policies.catalog import rules_with
from policies.exceptions import Exceptions
from policies.pulumi_pack import level_of, policies_for
from policies.serving import serve_strictly, strict_servicer
from tests.bench.policy_cost import request_for
from tests.policies.cases.case import UNKNOWN
from tests.policies.sent import sent
from tests.policies.test_product import deploy
from tests.recorder import Registered, record

DISABLED = analyzer_pb2.EnforcementLevel.Value("DISABLED")
RULES = rules_with(Exceptions())


class Refused(Exception):
    """What a call that is aborted ends with."""


class Context:
    """Stands for the engine's call."""

    def abort(self, code: grpc.StatusCode, details: str) -> NoReturn:
        raise Refused(code, details)


def configure(monkeypatch: pytest.MonkeyPatch, levels: Mapping[str, int]) -> object:
    """Hand the levels to the pack that this process would serve, as the engine does."""
    monkeypatch.setattr(sdk, "_PolicyAnalyzerServicer", sdk._PolicyAnalyzerServicer)
    serve_strictly(RULES)
    policies: list[Any] = [*policies_for(RULES, Exceptions())]
    pack: Any = sdk._PolicyAnalyzerServicer("p", "1.0.0", policies, EnforcementLevel.MANDATORY)
    request: Any = analyzer_pb2.ConfigureAnalyzerRequest()
    for name, level in levels.items():
        request.policyConfig[name].enforcementLevel = level
    return pack.Configure(request, Context())


def test_the_pack_takes_the_levels_that_its_rules_declare(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = analyzer_pb2.EnforcementLevel
    levels = {rule.id: numbers.Value(level_of(rule).name) for rule in RULES}
    assert configure(monkeypatch, levels) == empty_pb2.Empty()


def test_the_pack_ends_the_deployment_where_a_rule_is_disabled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(Refused) as refused:
        configure(monkeypatch, {"secret-cmk": DISABLED})
    code, details = refused.value.args
    assert code == grpc.StatusCode.FAILED_PRECONDITION
    assert "weakens secret-cmk. " in details


def test_the_pack_tells_the_program_s_version_and_not_the_sdk_s() -> None:
    policies: list[Any] = [*policies_for(RULES, Exceptions())]
    pack = strict_servicer(RULES)("p", "0.0.1", policies, EnforcementLevel.MANDATORY)

    told = pack.GetAnalyzerInfo(empty_pb2.Empty(), Context())

    assert told.version == program_version() != "0.0.1"


def answers_of(servicer: Any, registered: Registered) -> tuple[set[str], set[str]]:
    """Give what a servicer says of a resource: what is wrong, and what waits for its value."""
    request = request_for(registered)
    servicer.Remediate(request, None)
    said = servicer.Analyze(request, None)
    return (
        {f"{one.policyName}: {one.message}" for one in said.diagnostics},
        {f"{one.policy_name}: {one.reason}" for one in said.not_applicable},
    )


def test_only_the_rules_that_concern_a_type_are_asked_and_nothing_is_left_out() -> None:
    policies: list[Any] = [*policies_for(RULES, Exceptions())]
    others: list[Any] = [*policies_for(RULES, Exceptions())]
    strict = strict_servicer(RULES)("p", "1.0.0", policies, EnforcementLevel.MANDATORY)
    plain = sdk._PolicyAnalyzerServicer("p", "1.0.0", others, EnforcementLevel.MANDATORY)
    said: set[str] = set()
    waited: set[str] = set()
    for one in record(deploy).resources:
        for inputs in ({}, {"region": "us-east-1"}, {"policy": UNKNOWN, "region": UNKNOWN}):
            changed = Registered(**{**vars(one), "inputs": {**sent(one.inputs), **inputs}})
            wrong, waiting = answers_of(strict, changed)
            assert (wrong, waiting) == answers_of(plain, changed)
            said |= wrong
            waited |= waiting
    assert said, "something is wrong with a resource abroad"
    assert waited, "something waits where a policy is not known"
