"""Reads the three secrets as the backend does, by its own role."""

from botocore.exceptions import ClientError

from berthcare.aws_refusal import told
from berthcare.errors import BerthcareError
from berthcare.verification.aws import Aws, random_name
from berthcare.verification.stack_outputs import StackOutputs, secret_name
from berthcare.verification.twilio_bundle import TwilioBundle


def read_as_backend(aws: Aws, outputs: StackOutputs) -> TwilioBundle:
    """Assume the backend's role, read the secrets and judge their contents.

    Raises `BerthcareError` that says what the backend is refused, or cannot use.
    """
    role = outputs.backend_role_arn
    try:
        client = aws.secrets_manager_as(role, random_name())
    except ClientError as error:
        raise BerthcareError(
            f"The backend's role cannot be assumed: {told(error)}.",
            "The role's trust policy must let the deployers in under the session name "
            "berthcare-verify-*; a role that this program did not create needs that added.",
        ) from None
    texts = []
    refused = []
    for arn in outputs.secret_arns:
        try:
            texts.append(client.get_secret_value(SecretId=arn)["SecretString"])
        except ClientError as error:  # noqa: PERF203 - each secret's answer is told
            refused.append(f"{secret_name(arn)}: {told(error)}")
    if refused:
        raise BerthcareError(
            f"The backend cannot read {'; '.join(refused)}.",
            f"See what its role may do: aws iam list-attached-role-policies --role-name "
            f"{role.rsplit('/', 1)[-1]}",
        )
    return TwilioBundle.parse(*texts)
