"""AWS and Twilio as the preflight asks them, by the credentials of this process."""

from collections.abc import Mapping

from berthcare.aws_client import clients_as_caller
from berthcare.credentials_account import ask_account
from berthcare.preflight.caller import Caller, caller_of
from berthcare.preflight.checks import Clouds
from berthcare.preflight.questions import Question
from berthcare.preflight.role_boundary import has_policy
from berthcare.preflight.simulation import Simulated, simulate

_WHO = "AWS does not tell who you are"
_SIMULATE = "The permissions cannot be simulated"
_POLICY = "AWS does not tell which policies there are"


def real_clouds(environ: Mapping[str, str]) -> Clouds:
    """Return the real ones.

    Clients are made where they are used: without credentials making one is refused already.
    """

    def caller() -> Caller:
        sts, iam = clients_as_caller(_WHO, "sts", "iam")
        return caller_of(sts, iam, environ)

    def simulated(principal_arn: str, questions: list[Question]) -> Simulated:
        (iam,) = clients_as_caller(_SIMULATE, "iam")
        return simulate(iam, principal_arn, questions)

    def policy_is_there(policy_arn: str) -> bool:
        (iam,) = clients_as_caller(_POLICY, "iam")
        return has_policy(iam, policy_arn)

    return Clouds(
        caller=caller,
        simulate=simulated,
        has_policy=policy_is_there,
        twilio=lambda credentials, main: ask_account(
            credentials, environ, main_account_needed=main
        ),
    )
