"""Who may become a delivery role: a job of one repository, in one of GitHub's environments.

Sources: GitHub Docs, "Configuring OpenID Connect in Amazon Web Services" and "OpenID Connect
reference" (by default the subject of a job with an environment is
`repo:REPOSITORY:environment:ENVIRONMENT`, whatever its branch or event; `github_repository` has the
two forms of REPOSITORY); IAM User Guide, "Create a role for OpenID Connect federation".
"""

from collections.abc import Sequence

from berthcare.account_names import OIDC_ISSUER, AccountNames
from berthcare.documents.shared import Document, document
from berthcare.environments import Environment
from berthcare.github_repository import FORMS, is_repository

AUDIENCE = "sts.amazonaws.com"
"""For whom `aws-actions/configure-aws-credentials` asks GitHub for a token."""
PREVIEW_ENVIRONMENT = "preview"
"""GitHub's environment of the jobs that preview a pull request, from any branch of the repository;
the organisation may ask for an approval there."""
REPORT_ENVIRONMENT = "report"
"""GitHub's environment of the jobs that read and say what is, by the branch `main`: the nightly
drift, and the plan of production. An approval of previews must not keep these waiting."""


def deployer_trust(
    names: AccountNames, repository: str, environments: Sequence[Environment], provider_arn: str
) -> Document:
    """Return the trust policy of the role that deploys.

    `repository` is as `github_repository` says. A job's environment is in its token's subject, so
    the rules of that environment on GitHub (who approves, which branches) hold for the role too:
    with two environments the laxer rules hold for all that the role may do in both.

    Raises `ValueError` as `preview_trust` does, and where there is no environment.
    """
    if not environments:
        raise ValueError("environments: name at least one; a role that nobody may become is none")
    return _trust(names, repository, [str(one) for one in environments], provider_arn)


def preview_trust(names: AccountNames, repository: str, provider_arn: str) -> Document:
    """Return the trust policy of the role that previews.

    Raises `ValueError` where the repository is not one of GitHub's, for a wildcard or a colon in it
    would let other people's jobs in; and where the provider is not GitHub's of this account,
    for the conditions are on GitHub's keys. Its ARN is known before it exists.
    """
    return _trust(names, repository, [PREVIEW_ENVIRONMENT, REPORT_ENVIRONMENT], provider_arn)


def _trust(
    names: AccountNames, repository: str, environments: Sequence[str], provider_arn: str
) -> Document:
    if not is_repository(repository):
        raise ValueError(f"repository: {repository!r} is not {FORMS}")
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
