"""Whether AWS knows the caller, in the right region, as one who deploys or previews the stack."""

from collections.abc import Mapping

from berthcare.findings import Finding, Verdict
from berthcare.names import PROJECT
from berthcare.preflight.caller import Caller
from berthcare.principals import operators_of
from berthcare.residency import REGION
from berthcare.settings import Settings, SettingsError

NAME = "AWS identity"
_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")


def judge_region(environ: Mapping[str, str]) -> list[Finding]:
    """Judge the region that the environment names: the engine's state backend goes by it."""
    named = {name: environ[name] for name in _VARIABLES if environ.get(name)}
    return [
        Finding(
            NAME,
            Verdict.FAILED,
            f"{name} is {value!r} and must be {REGION}: the product's data stays in Canada.",
            f"Type: export {name}={REGION}",
        )
        for name, value in named.items()
        if value != REGION
    ]


def judge(caller: Caller, settings: Settings | None) -> list[Finding]:
    """Judge the caller by `deployers` and `previewers`; `None` where the settings are refused."""
    if caller.is_root:
        what = f"You are the root user of {caller.account}, and must be a role."
        return [
            Finding(NAME, Verdict.FAILED, what, "Sign in as the deployer role: aws configure sso")
        ]
    if settings is None:
        what = (
            f"You are {caller.principal_arn}; whether that is a deployer is not known: the "
            "configuration could not be read."
        )
        return [Finding(NAME, Verdict.UNKNOWN, what)]
    try:
        operators = operators_of(
            settings.deployers,
            settings.previewers,
            account_id=caller.account,
            caller_arn=caller.principal_arn,
            in_preview=True,
        )
    except SettingsError as refused:
        (problem,) = refused.problems
        what = f"{PROJECT}:deployers: {problem.value!r} must {problem.rule}."
        return [Finding(NAME, Verdict.FAILED, what, problem.remedy)]
    if caller.principal_arn in operators.previewers:
        what = f"You are the previewer {caller.principal_arn}: you may preview, not deploy."
        remedy = f"To deploy, become a deployer: {', '.join(operators.deployers)}"
        return [Finding(NAME, Verdict.ATTENTION, what, remedy)]
    what = f"You are the deployer {caller.principal_arn}; region {REGION}."
    return [Finding(NAME, Verdict.WELL, what)]
