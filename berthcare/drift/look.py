"""Asks the engine, Twilio and Secrets Manager side by side, and judges what they tell."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from berthcare.drift.changed_resources import findings_of_resources
from berthcare.drift.known import Known
from berthcare.drift.reading import Reading
from berthcare.drift.unknown_numbers import findings_of_numbers
from berthcare.drift.unknown_secrets import findings_of_secrets
from berthcare.engine.engine import Engine
from berthcare.engine.plan import Plan
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.findings import Finding, Verdict
from berthcare.names import Names

_T = TypeVar("_T")
_ERROR = "error: "


def look(environment: Environment, environ: Mapping[str, str]) -> list[Finding]:
    """Return what was found. Raises `BerthcareError` where the engine could not be asked.

    What Twilio or Secrets Manager refused is a finding of its own: it hides nothing else.
    """
    engine = Engine(environment, environ)
    with ThreadPoolExecutor(max_workers=2) as pool:
        reading = Reading.as_caller(Names(environment), environ)
        names = pool.submit(_answer, reading.secret_names)
        numbers = pool.submit(_answer, reading.owned_numbers)
        # Here, in the thread that an interrupt reaches: the engine is then ended in good order.
        known = Known.of(engine.export())
        plan = engine.refresh_preview()
    _refuse_unread(plan, environment, deployed=bool(plan.steps))
    findings = findings_of_resources(plan, environment, known.secret_names)
    owned, secrets = numbers.result(), names.result()
    if isinstance(owned, BerthcareError):
        findings.append(_unasked("numbers", owned))
    else:
        findings += findings_of_numbers(
            owned.numbers, known.number_sids, environment, owned.serving_sid
        )
    if isinstance(secrets, BerthcareError):
        findings.append(_unasked("secrets", secrets))
    else:
        findings += findings_of_secrets(secrets, known.secret_names.values(), environment)
    return findings


def _answer(ask: Callable[[], _T]) -> _T | BerthcareError:
    try:
        return ask()
    except BerthcareError as refused:
        return refused


def _refuse_unread(plan: Plan, environment: Environment, *, deployed: bool) -> None:
    """Raise `BerthcareError` unless every resource was read: a part would look like the whole."""
    if not plan.succeeded:
        reason = plan.errors[0] if plan.errors else "it did not say why"
        raise BerthcareError(
            f"The engine could not read every resource: {reason.removeprefix(_ERROR)}",
            f"See for yourself: pulumi refresh --preview-only --stack {environment}",
        )
    if not deployed:
        raise BerthcareError(
            f"Nothing is deployed to {environment} yet, so nothing can differ.",
            f"Deploy it: pulumi up --stack {environment}   (embedded cloud: make up)",
        )


def _unasked(name: str, refused: BerthcareError) -> Finding:
    return Finding(name, Verdict.UNKNOWN, refused.what, refused.remedy)
