"""All checks together: one that fails hides no other, and nobody waits for ever."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import pytest

from berthcare.environments import Environment
from berthcare.findings import Finding, Verdict, exit_status
from berthcare.preflight import readings as readings_module
from berthcare.preflight.checks import Checks
from berthcare.preflight.plugins import InstalledPlugins
from berthcare.preflight.readings import Readings
from berthcare.preflight.run import findings_of
from berthcare.preflight.simulation import Denied
from berthcare.preflight.unchecked import checked
from tests.unit.loaded_settings import CREDENTIALS, SID, TOKEN
from tests.unit.preflight.doubles import ACCOUNT, ROOT, CloudsDouble, EngineDouble, trouble

NAMES_IN_ORDER = [
    "formats",
    "Twilio credentials",
    "AWS identity",
    "permissions",
    "engine",
    "plugins",
    "state backend",
    "policies",
    "plan",
]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Finding]]:
    """Run the preflight with doubles in the place of engine, AWS and Twilio."""
    installed = InstalledPlugins({"pulumi-aws": "7.2.0"}, ("7.2.0",), aws_attached=False)
    monkeypatch.setattr(readings_module, "installed_plugins", lambda *_: installed)
    good = Checks(
        environment=Environment.STAGING,
        environ={"PULUMI_OPTION_POLICY_PACK": "policies"},
        folder=ROOT,
        today=date(2026, 11, 27),
        readings=Readings(),
        clouds=CloudsDouble().clouds(),
        with_plan=True,
    )

    def ran(
        engine: EngineDouble | None = None,
        clouds: CloudsDouble | None = None,
        *,
        with_plan: bool = True,
        environ: Mapping[str, str] | None = None,
    ) -> list[Finding]:
        checks = replace(
            good,
            environ={**good.environ, **(environ or {})},
            readings=Readings(),
            clouds=(clouds or CloudsDouble()).clouds(),
            with_plan=with_plan,
        )
        return findings_of(checks, engine or EngineDouble())  # type: ignore[arg-type]  # a double

    return ran


def by_name(found: list[Finding]) -> dict[str, Verdict]:
    return {finding.name: finding.verdict for finding in found}


def test_a_good_environment_is_well_in_the_order_of_the_report(
    run: Callable[..., list[Finding]],
) -> None:
    found = run()

    assert [finding.name for finding in found][:9] == NAMES_IN_ORDER
    assert all(finding.verdict is Verdict.WELL for finding in found[:9])
    assert exit_status(checked(found)) == 0


def test_what_is_not_looked_at_is_told_every_time(run: Callable[..., list[Finding]]) -> None:
    told = " ".join(one.what for one in run() if one.verdict is Verdict.UNKNOWN)

    for subject in ("Service control", "quotas", "Resource policies", "bundles", "confirm"):
        assert subject in told


def test_without_an_engine_aws_and_twilio_are_still_asked(
    run: Callable[..., list[Finding]],
) -> None:
    calls = ("version", "whoami", "stacks", "configuration", "preview")
    missing = trouble("The Pulumi engine is not on PATH.")
    clouds = CloudsDouble()

    found = by_name(run(EngineDouble(broken=dict.fromkeys(calls, missing)), clouds))

    for failed in ("formats", "engine", "state backend", "plan"):
        assert found[failed] is Verdict.FAILED
    assert found["permissions"] is Verdict.WELL
    assert found["Twilio credentials"] is Verdict.UNKNOWN
    assert any("kms:CreateKey" in question.actions for question in clouds.questions)


def test_permissions_are_asked_of_what_is_planned_only(run: Callable[..., list[Finding]]) -> None:
    clouds = CloudsDouble()

    run(clouds=clouds)

    asked = {action for question in clouds.questions for action in question.actions}
    assert "secretsmanager:CreateSecret" in asked
    assert "s3:PutObject" in asked
    assert "kms:CreateKey" not in asked


def test_a_plan_that_failed_half_way_limits_no_question(run: Callable[..., list[Finding]]) -> None:
    clouds = CloudsDouble()

    run(EngineDouble(succeeds=False), clouds)

    asked = {action for question in clouds.questions for action in question.actions}
    assert "kms:CreateKey" in asked


def test_a_denied_action_fails_and_leaves_the_rest_well(run: Callable[..., list[Finding]]) -> None:
    denied = Denied("sns:CreateTopic", "*", "the permissions boundary")

    found = run(clouds=CloudsDouble(denied=(denied,)))

    assert [one.name for one in found if one.verdict is Verdict.FAILED] == ["permissions"]
    assert exit_status(found) == 1


@pytest.mark.parametrize(
    ("settings", "verdicts"),
    [
        ({}, [Verdict.WELL, Verdict.ATTENTION]),
        ({"permissionsBoundary": "policy/berthcare-workload-boundary"}, [Verdict.WELL]),
    ],
    ids=["not set", "set"],
)
def test_an_account_s_boundary_that_the_stack_does_not_use_wants_attention(
    run: Callable[..., list[Finding]], settings: dict[str, str], verdicts: list[Verdict]
) -> None:
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/berthcare-workload-boundary"

    found = run(EngineDouble(settings=settings), CloudsDouble(policies=(boundary,)))

    assert [one.verdict for one in found if one.name == "permissions"] == verdicts


def test_without_aws_credentials_only_what_needs_them_is_not_known(
    run: Callable[..., list[Finding]],
) -> None:
    found = by_name(run(clouds=CloudsDouble(broken={"caller": trouble()})))

    assert found["AWS identity"] is Verdict.FAILED
    assert found["permissions"] is Verdict.UNKNOWN
    assert found["plan"] is Verdict.WELL


def test_a_wrong_region_is_told_even_where_nobody_knows_the_caller(
    run: Callable[..., list[Finding]],
) -> None:
    found = run(
        clouds=CloudsDouble(broken={"caller": trouble()}), environ={"AWS_REGION": "us-east-1"}
    )

    told = [one.what for one in found if one.name == "AWS identity"]
    assert len(told) == 2
    assert "AWS_REGION is 'us-east-1'" in told[0]


def test_credentials_of_the_environment_are_asked_about_without_a_configuration(
    run: Callable[..., list[Finding]],
) -> None:
    engine = EngineDouble(broken={"configuration": trouble()})

    found = by_name(run(engine, environ=CREDENTIALS))

    assert found["formats"] is Verdict.FAILED
    assert found["Twilio credentials"] is Verdict.WELL


def test_a_credential_that_is_missing_is_told_as_its_own_finding(
    run: Callable[..., list[Finding]],
) -> None:
    environ = {"TWILIO_AUTH_TOKEN": TOKEN}

    found = run(EngineDouble(broken={"configuration": trouble()}), environ=environ)

    (finding,) = [one for one in found if one.name == "Twilio credentials"]
    assert finding.what.startswith(
        "berthcare-communications:twilioAccountSid or TWILIO_ACCOUNT_SID"
    )
    assert "pulumi config set --secret twilioAccountSid" in str(finding.remedy)


def test_a_refused_simulation_is_not_known_and_told_with_its_remedy(
    run: Callable[..., list[Finding]],
) -> None:
    found = run(clouds=CloudsDouble(broken={"simulate": trouble()}))

    (finding,) = [one for one in found if one.name == "permissions"]
    assert (finding.verdict, finding.remedy) == (Verdict.UNKNOWN, "Mend it.")
    assert exit_status(checked(found)) == 1


def test_a_check_that_breaks_hides_no_other_and_shows_no_text(
    run: Callable[..., list[Finding]],
) -> None:
    broken = {"twilio": TypeError("hushhush")}

    found = run(clouds=CloudsDouble(broken=broken))

    (finding,) = [one for one in found if one.name == "Twilio credentials"]
    assert finding.what.startswith("it broke: TypeError")
    assert "hushhush" not in finding.what
    assert by_name(found)["plan"] is Verdict.WELL
    assert exit_status(checked(found)) == 1


def test_refused_twilio_credentials_fail_alone(run: Callable[..., list[Finding]]) -> None:
    found = run(clouds=CloudsDouble(broken={"twilio": trouble()}))

    failed = [one.name for one in found if one.verdict is Verdict.FAILED]
    assert failed == ["Twilio credentials"]


@pytest.mark.parametrize("use_subaccount", [True, False])
def test_credentials_must_be_a_main_account_s_where_a_subaccount_is_made(
    run: Callable[..., list[Finding]], use_subaccount: bool
) -> None:
    clouds = CloudsDouble()

    run(EngineDouble(settings={"useSubaccount": str(use_subaccount).lower()}), clouds)

    assert clouds.main_account_needed == [use_subaccount]


def test_without_a_plan_no_preview_is_made_and_that_is_told(
    run: Callable[..., list[Finding]],
) -> None:
    engine = EngineDouble()

    found = run(engine, with_plan=False)

    assert "preview" not in engine.called
    assert "plan" not in by_name(found)
    assert any("--without-plan" in one.what for one in found)


@pytest.mark.parametrize("during", ["configuration", "preview"])
def test_an_interrupt_ends_it_and_no_check_waits(
    run: Callable[..., list[Finding]], during: str
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(EngineDouble(broken={during: KeyboardInterrupt()}))


def test_no_finding_holds_a_credential(run: Callable[..., list[Finding]]) -> None:
    told = " ".join(f"{one.what} {one.remedy}" for one in run())

    assert SID not in told
    assert TOKEN not in told
