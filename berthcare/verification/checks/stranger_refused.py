"""Nobody else reads the secrets, not even a role whose own policy allows it."""

from berthcare.verification.check import Check
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome
from berthcare.verification.outsider import outsider
from berthcare.verification.stack_outputs import secret_name


def _run(context: Context) -> Outcome:
    with outsider(context) as stranger:
        read = [arn for arn in context.outputs.secret_arns if not stranger.is_refused(arn)]
    if read:
        names = ", ".join(secret_name(arn) for arn in read)
        return Outcome.failed(
            f"a role that is not the backend's read {names}",
            f"Compare its policy: aws secretsmanager get-resource-policy --secret-id {read[0]}   "
            f"and put it right: pulumi up --refresh --stack {context.stack}",
        )
    return Outcome.passed("a role with permission to read was refused all three")


STRANGER_REFUSED = Check(
    name="stranger refused",
    question="Is a role that is not the backend's refused the three secrets?",
    run=_run,
)
