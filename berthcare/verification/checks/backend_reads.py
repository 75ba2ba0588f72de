"""The backend reads its secrets: the old system's could not, and nobody noticed."""

from berthcare.verification.check import Check
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome


def _run(context: Context) -> Outcome:
    context.read_bundle()
    role = context.outputs.backend_role_arn.rsplit("/", 1)[-1]
    return Outcome.passed(f"{role} read all three; every key is there in its form")


BACKEND_READS = Check(
    name="backend reads",
    question="Can the backend's role read the three secrets, and use what is in them?",
    run=_run,
)
