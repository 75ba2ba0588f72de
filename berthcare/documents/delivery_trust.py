"""Who may become a delivery role: a job of one repository, in one of GitHub's environments.

Sources: GitHub Docs, "Configuring OpenID Connect in Amazon Web Services" and "OpenID Connect
reference" (the subject of a job with an environment is `repo:OWNER/NAME:environment:ENVIRONMENT`,
whatever its branch or event); IAM User Guide, "Create a role for OpenID Connect federation".
"""

import re
from collections.abc import Sequence

from berthcare.account_names import OIDC_ISSUER, AccountNames
from berthcare.documents.shared import Document, document
from berthcare.environments import Environment

AUDIENCE = "sts.amazonaws.com"
"""For whom `aws-actions/configure-aws-credentials` asks GitHub for a token."""
PREVIEW_ENVIRONMENT = "preview"
"""GitHub's environment of the jobs that preview; the organisation may ask for an approval there."""

# GitHub Docs, "Username considerations" and "Creating a new repository": no other characters.
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}", re.ASCII)


def deployer_trust(
    names: AccountNames, repository: str, environments: Sequence[Environment], provider_arn: str
) -> Document:
    """Return the trust policy of the role that deploys.

    `repository` is OWNER/NAME on GitHub. A job's environment is in its token's subject, so the
    rules of that environment on GitHub (who approves, which branches) hold for the role too.
    Raises `ValueError` as `preview_trust` does, and where there is no environment.
    """
    if not environments:
        raise ValueError("environments: name at least one; a role that nobody may become is none")
    return _trust(names, repository, [str(one) for one in environments], provider_arn)


def preview_trust(names: AccountNames, repository: str, provider_arn: str) -> Document:
    """Return the trust policy of the role that previews.

    Raises `ValueError` where the repository is no OWNER/NAME of GitHub, for a wildcard or a colon
    in it would let other people's jobs in; and where the provider is not GitHub's of this account,
    for the conditions are on GitHub's keys. Its ARN is known before it exists.
    """
    return _trust(names, repository, [PREVIEW_ENVIRONMENT], provider_arn)


def _trust(
    names: AccountNames, repository: str, environments: Sequence[str], provider_arn: str
) -> Document:
    if not _REPOSITORY.fullmatch(repository):
        raise ValueError(f"repository: {repository!r} is not OWNER/NAME, as GitHub writes it")
    if provider_arn != names.oidc_provider_arn:
        raise ValueError(f"provider_arn: {provider_arn!r} is not {names.oidc_provider_arn!r}")
    subjects = [f"repo:{repository}:environment:{one}" for one in environments]
    return document(
        {
            "Sid": "JobsOfTheRepository",
            "Effect": "Allow",
            "Principal": {"Federated": provider_arn},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {
                    f"{OIDC_ISSUER}:aud": AUDIENCE,
                    f"{OIDC_ISSUER}:sub": subjects,
                }
            },
        }
    )
