"""Nobody else reads the secrets, not even a role whose own policy allows it."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from berthcare.verification.aws import is_refusal
from berthcare.verification.check import Check
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome
from berthcare.verification.outsider import outsider
from berthcare.verification.stack_outputs import secret_name

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


def _run(context: Context) -> Outcome:
    with outsider(context) as client:
        read = [arn for arn in context.outputs.secret_arns if _can_read(client, arn)]
    if read:
        names = ", ".join(secret_name(arn) for arn in read)
        return Outcome.failed(
            f"a role that is not the backend's read {names}",
            f"Compare its policy: aws secretsmanager get-resource-policy --secret-id {read[0]}   "
            f"and put it right: pulumi up --refresh --stack {context.stack}",
        )
    return Outcome.passed("a role with permission to read was refused all three")


def _can_read(client: "SecretsManagerClient", secret_arn: str) -> bool:
    """Try to read; what is read is dropped. Raises `ClientError` for another answer."""
    try:
        client.get_secret_value(SecretId=secret_arn)
    except ClientError as error:
        if is_refusal(error):
            return False
        raise
    return True


STRANGER_REFUSED = Check(
    name="stranger refused",
    question="Is a role that is not the backend's refused the three secrets?",
    run=_run,
)
