"""Secrets under the environment's name that no resource of the state knows."""

from collections.abc import Collection

from berthcare.environments import Environment
from berthcare.findings import Finding, Verdict
from berthcare.names import Names

_NAME = "secrets"


def findings_of_secrets(
    names: Collection[str], known_names: Collection[str], environment: Environment
) -> list[Finding]:
    """Judge the names that Secrets Manager lists under `{env}/twilio/`."""
    unknown = sorted(set(names) - set(known_names))
    known = len(names) - len(unknown)
    prefix = Names(environment).secret_prefix
    return [
        Finding(_NAME, Verdict.WELL, f"{known} under {prefix} that the state knows"),
        *(
            Finding(
                name,
                Verdict.ATTENTION,
                "no resource of the state knows it: no policy of the program guards it",
                f"See whether it can be taken over: berthcare adopt {environment} --dry-run   or, "
                f"if nobody reads it: aws secretsmanager delete-secret --secret-id {name} --region "
                "ca-central-1",
            )
            for name in unknown
        ),
    ]
