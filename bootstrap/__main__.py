"""What an AWS account needs before the first deployment: the home of the states, and two roles."""

import signal

import pulumi
import pulumi_aws as aws

from berthcare.account_names import SECRETS_PROVIDER, AccountNames
from berthcare.bootstrap_settings import BootstrapSettings
from berthcare.errors import BerthcareError
from components.delivery_access import DeliveryAccess, DeliveryAccessArgs
from components.state_store import StateStore, StateStoreArgs
from policies.in_program import register_guard


def bootstrap() -> None:
    """Register what the account has once, and export what `berthcare bootstrap` tells of it."""
    settings = BootstrapSettings.load(
        stack=pulumi.get_stack(),
        configuration=pulumi.Config(),
        aws_configuration=pulumi.Config("aws"),
        keys=pulumi.runtime.get_config_env().keys(),
    )
    register_guard()
    caller = aws.get_caller_identity()
    session = aws.iam.get_session_context(arn=caller.arn)
    names = AccountNames(caller.account_id)
    administrators = settings.administrator_arns(names.account_id, session.issuer_arn)
    store = StateStore("state", StateStoreArgs(names=names, administrators=administrators))
    access = DeliveryAccess(
        "delivery",
        DeliveryAccessArgs(
            names=names,
            repository=settings.repository,
            environments=settings.environments,
            provider_arn=settings.provider_arn(names),
            state_key_arn=store.key_arn,
        ),
    )
    pulumi.export("backend_url", names.backend_url)
    pulumi.export("secrets_provider", SECRETS_PROVIDER)
    pulumi.export("state_bucket", store.bucket_name)
    pulumi.export("state_key_arn", store.key_arn)
    pulumi.export("administrator_arns", administrators)
    pulumi.export("oidc_provider_arn", access.provider_arn)
    pulumi.export("deployer_role_arn", access.deployer_arn)
    pulumi.export("preview_role_arn", access.preview_arn)
    pulumi.export("workload_boundary_arn", access.workload_boundary_arn)


if __name__ == "__main__":
    # When a step fails the engine interrupts the program; Python's own handler would print a
    # KeyboardInterrupt traceback above the real message.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        bootstrap()
    except BerthcareError as error:
        # A RunError is printed as its text alone, without a traceback.
        raise pulumi.RunError(str(error)) from None
