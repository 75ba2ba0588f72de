"""Who may become a delivery role: jobs of one repository in GitHub's environments."""

import pytest

from berthcare.documents.delivery_trust import deployer_trust, preview_trust
from berthcare.documents.shared import Document
from berthcare.environments import Environment
from berthcare.iam.evaluator import Principal, Request, decide
from tests.unit.documents.delivery import DEPLOYER, ENVIRONMENTS, NAMES, PREVIEW
from tests.unit.documents.grant import ACCOUNT, ADMINISTRATOR, EVERYTHING, OTHER_ACCOUNT

REPOSITORY = "berthcare/communications"
GITHUB = NAMES.oidc_provider_arn
JOB = Principal.federated(GITHUB)
ISSUER = "token.actions.githubusercontent.com"
DEPLOYER_TRUST = deployer_trust(NAMES, REPOSITORY, ENVIRONMENTS, GITHUB)
PREVIEW_TRUST = preview_trust(NAMES, REPOSITORY, GITHUB)


def may_become(
    trust: Document,
    role: Principal,
    subject: str | None,
    audience: str | None = "sts.amazonaws.com",
    *,
    who: Principal = JOB,
    action: str = "sts:AssumeRoleWithWebIdentity",
) -> bool:
    token = {f"{ISSUER}:sub": subject, f"{ISSUER}:aud": audience}
    context = {key: value for key, value in token.items() if value is not None}
    return decide(
        Request(who, action, role.name, context),
        identity_documents=[EVERYTHING] if who.account else [],
        resource_document=trust,
        resource_account=ACCOUNT,
        requires_resource_policy=True,
    ).allowed


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_job_of_an_environment_may_deploy(environment: Environment) -> None:
    assert may_become(DEPLOYER_TRUST, DEPLOYER, f"repo:{REPOSITORY}:environment:{environment}")


def test_a_job_of_the_environment_preview_may_preview() -> None:
    assert may_become(PREVIEW_TRUST, PREVIEW, f"repo:{REPOSITORY}:environment:preview")


def test_a_job_of_the_environment_report_previews_too_and_may_not_deploy() -> None:
    subject = f"repo:{REPOSITORY}:environment:report"

    assert may_become(PREVIEW_TRUST, PREVIEW, subject)
    assert not may_become(DEPLOYER_TRUST, DEPLOYER, subject)


def test_a_repository_whose_tokens_have_ids_is_trusted_with_these_ids_alone() -> None:
    def deploys(repository: str) -> bool:
        return may_become(trust, DEPLOYER, f"repo:{repository}:environment:staging")

    trust = deployer_trust(NAMES, "berthcare@123456/communications@456789", ENVIRONMENTS, GITHUB)
    assert deploys("berthcare@123456/communications@456789")
    assert not deploys(REPOSITORY)
    assert not deploys("berthcare@123457/communications@456789")
    assert not deploys("berthcare@123456/communications@456780")


STRANGERS = {
    "another repository": "repo:berthcare/other:environment:{}",
    "another owner": "repo:stranger/communications:environment:{}",
    "an owner that ends alike": "repo:not-berthcare/communications:environment:{}",
    "a repository that begins alike": f"repo:{REPOSITORY}-fork:environment:{{}}",
    "the repository with ids": "repo:berthcare@123456/communications@456789:environment:{}",
    "a branch": f"repo:{REPOSITORY}:ref:refs/heads/main",
    "a branch that is named alike": f"repo:{REPOSITORY}:ref:refs/heads/environment:{{}}",
    "a tag": f"repo:{REPOSITORY}:ref:refs/tags/v1.0.0",
    "a pull request": f"repo:{REPOSITORY}:pull_request",
    "an environment that begins alike": f"repo:{REPOSITORY}:environment:{{}}-2",
    "an environment in capitals": f"repo:{REPOSITORY}:environment:{{}}".replace("env", "ENV"),
    "a wildcard": f"repo:{REPOSITORY}:environment:*",
    "a wildcard of everything": "*",
    "nothing": "",
    "no subject": None,
}


@pytest.mark.parametrize("subject", STRANGERS.values(), ids=STRANGERS)
def test_anybody_else_s_job_becomes_neither_role(subject: str | None) -> None:
    def of(environment: str) -> str | None:
        return None if subject is None else subject.format(environment)

    assert not may_become(DEPLOYER_TRUST, DEPLOYER, of("production"))
    assert not may_become(PREVIEW_TRUST, PREVIEW, of("preview"))


def test_a_job_of_one_environment_does_not_become_the_other_s_role() -> None:
    assert not may_become(DEPLOYER_TRUST, DEPLOYER, f"repo:{REPOSITORY}:environment:preview")
    assert not may_become(PREVIEW_TRUST, PREVIEW, f"repo:{REPOSITORY}:environment:production")


def test_an_account_of_staging_lets_no_job_of_production_in() -> None:
    trust = deployer_trust(NAMES, REPOSITORY, [Environment.STAGING], GITHUB)

    assert not may_become(trust, DEPLOYER, f"repo:{REPOSITORY}:environment:production")


@pytest.mark.parametrize("audience", [None, "", "https://github.com/berthcare", "sts.*"])
def test_a_token_for_somebody_else_is_refused(audience: str | None) -> None:
    subject = f"repo:{REPOSITORY}:environment:staging"

    assert not may_become(DEPLOYER_TRUST, DEPLOYER, subject, audience)


@pytest.mark.parametrize(
    "who",
    [
        Principal.federated(f"arn:aws:iam::{OTHER_ACCOUNT}:oidc-provider/{ISSUER}"),
        Principal.federated(f"arn:aws:iam::{ACCOUNT}:oidc-provider/gitlab.com"),
        ADMINISTRATOR,
        DEPLOYER,
    ],
)
def test_nobody_but_github_s_provider_vouches(who: Principal) -> None:
    subject = f"repo:{REPOSITORY}:environment:staging"

    assert not may_become(DEPLOYER_TRUST, DEPLOYER, subject, who=who)


@pytest.mark.parametrize("action", ["sts:AssumeRole", "sts:TagSession", "sts:AssumeRoleWithSAML"])
def test_there_is_no_other_way_in(action: str) -> None:
    subject = f"repo:{REPOSITORY}:environment:staging"

    assert not may_become(DEPLOYER_TRUST, DEPLOYER, subject, action=action)


@pytest.mark.parametrize(
    "repository",
    [
        *("*/*", "berthcare/*", "berthcare", "berthcare/a/b", "berthcare/a:ref", "/a", "a b/c"),
        *("a/c\n", "a@1/c", "a/c@1", "a@*/c@*", "a@1/c@1:ref"),
    ],
)
def test_a_repository_that_could_mean_several_is_refused(repository: str) -> None:
    with pytest.raises(ValueError, match="repository"):
        preview_trust(NAMES, repository, GITHUB)


def test_a_provider_of_another_account_is_refused() -> None:
    with pytest.raises(ValueError, match="provider_arn"):
        preview_trust(NAMES, REPOSITORY, GITHUB.replace(ACCOUNT, OTHER_ACCOUNT))


def test_a_deployer_of_no_environment_is_refused() -> None:
    with pytest.raises(ValueError, match="environments"):
        deployer_trust(NAMES, REPOSITORY, [], GITHUB)
