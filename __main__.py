"""BerthCare communications: Twilio voice and SMS on AWS, one stack an environment."""

import os
import signal

import pulumi
import pulumi_aws as aws

from berthcare.errors import BerthcareError
from berthcare.setting_keys import KeysOfStack
from berthcare.settings import Settings
from components.communications import Communications, CommunicationsArgs
from components.stored_secrets import stored_secrets
from policies.in_program import register_guard


def deploy() -> None:
    """Register every resource of the selected stack, and export what others need of it."""
    settings = Settings.load(
        stack=pulumi.get_stack(),
        configuration=pulumi.Config(),
        aws_configuration=pulumi.Config("aws"),
        environ=os.environ,
        keys=KeysOfStack(
            every=pulumi.runtime.get_config_env().keys(),
            secret=pulumi.runtime.get_config_secret_keys_env(),
        ),
    )
    register_guard()
    caller = aws.get_caller_identity()
    session = aws.iam.get_session_context(arn=caller.arn)
    names = settings.names
    communications = Communications(
        settings.environment.value,
        CommunicationsArgs(
            settings=settings,
            account_id=caller.account_id,
            caller_arn=session.issuer_arn,
            stored_secrets=stored_secrets(names.secrets),
        ),
    )
    for name, value in communications.exports().items():
        pulumi.export(name, value)


if __name__ == "__main__":
    # When a step fails the engine interrupts the program; Python's own handler would print a
    # KeyboardInterrupt traceback above the real message.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        deploy()
    except BerthcareError as error:
        # A RunError is printed as its text alone, without a traceback.
        raise pulumi.RunError(str(error)) from None
