"""Whether the policy pack will judge the deployment, and its exceptions are in force."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from berthcare.engine.variables import POLICY_PACK
from berthcare.environments import Environment
from berthcare.findings import Finding, Verdict
from berthcare.policy_exceptions import read_exceptions

NAME = "policies"
_FOLDER = Path("policies")
_EXCEPTIONS = _FOLDER / "exceptions.yaml"
_TELL = f'Type: export {POLICY_PACK}="$PWD/policies"'


def check(
    environment: Environment, folder: Path, environ: Mapping[str, str], today: date
) -> list[Finding]:
    """Look at the pack, at the variable that applies it, and at the file of exceptions."""
    if not (folder / _FOLDER / "PulumiPolicy.yaml").is_file():
        what = f"There is no policy pack in {_FOLDER}: {_FOLDER}/PulumiPolicy.yaml is missing."
        return [Finding(NAME, Verdict.FAILED, what, "Type: git checkout -- policies")]
    found = [*_judge_variable(folder, environ), *_judge_exceptions(environment, folder, today)]
    if found:
        return found
    what = f"The pack {_FOLDER} is applied to every update; no exception from it has expired."
    return [Finding(NAME, Verdict.WELL, what)]


def _judge_variable(folder: Path, environ: Mapping[str, str]) -> list[Finding]:
    given = [one for one in environ.get(POLICY_PACK, "").split(",") if one]
    ours = (folder / _FOLDER).resolve()
    if any((folder / one).resolve() == ours for one in given):
        return []
    what = (
        f"{POLICY_PACK} {'leads elsewhere' if given else 'is not set'}, so `pulumi up` runs the "
        "pack's rules inside the program only: a resource at a time, not the stack as a whole."
    )
    return [Finding(NAME, Verdict.ATTENTION, what, _TELL)]


def _judge_exceptions(environment: Environment, folder: Path, today: date) -> list[Finding]:
    try:
        text = (folder / _EXCEPTIONS).read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        what = f"{_EXCEPTIONS} cannot be read ({type(error).__name__})."
        return [Finding(NAME, Verdict.FAILED, what, f"Type: git checkout -- {_EXCEPTIONS}")]
    exceptions, faults = read_exceptions(text, today)
    wrong = [f"{fault.place} {fault.what}" for fault in faults]
    wrong += [
        f"the exception from {one.rule} for {one.resource} expired on {one.expires}"
        for one in exceptions
        if environment.value in one.stacks and one.has_expired(today)
    ]
    remedy = f"Mend it in {_EXCEPTIONS}, or take it out; docs/policies.md says how."
    return [Finding(NAME, Verdict.FAILED, f"{_EXCEPTIONS}: {one}.", remedy) for one in wrong]
