"""The bootstrap's settings are read once; everything wrong with them is told at once."""

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
import yaml

from berthcare import bootstrap_settings
from berthcare.account_names import AccountNames
from berthcare.bootstrap_settings import BootstrapSettings
from berthcare.environments import Environment
from berthcare.settings import SettingsError
from tests.recorder import ACCOUNT

PROJECT_FILE = Path(__file__).parents[2] / "bootstrap" / "Pulumi.yaml"
NAMES = AccountNames(ACCOUNT)
REPOSITORY = {"repository": "berthcare/communications"}
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:role/administrator"


def load(
    configuration: Mapping[str, str] | None = None,
    *,
    stack: str = "account",
    region: str | None = "ca-central-1",
    keys: Collection[str] = (),
) -> BootstrapSettings:
    return BootstrapSettings.load(
        stack=stack,
        configuration={**REPOSITORY, **(configuration or {})},
        aws_configuration={} if region is None else {"region": region},
        keys=keys,
    )


def test_an_account_needs_nothing_but_its_repository() -> None:
    settings = load()

    assert settings.repository == "berthcare/communications"
    assert settings.environments == (Environment.STAGING, Environment.PRODUCTION)
    assert settings.provider_arn(NAMES) is None
    assert settings.administrator_arns(ACCOUNT, ADMINISTRATOR) == (ADMINISTRATOR,)


def test_an_account_may_have_one_environment_a_provider_and_several_administrators() -> None:
    settings = load(
        {
            "environments": '["staging"]',
            "oidcProviderArn": NAMES.oidc_provider_arn,
            "administrators": '["user/platform-engineer", "role/administrator"]',
        }
    )

    assert settings.environments == (Environment.STAGING,)
    assert settings.provider_arn(NAMES) == NAMES.oidc_provider_arn
    assert settings.administrator_arns(ACCOUNT, ADMINISTRATOR) == (
        f"arn:aws:iam::{ACCOUNT}:user/platform-engineer",
        ADMINISTRATOR,
    )


@pytest.mark.parametrize(
    "repository",
    [
        "",
        "communications",
        "berthcare/*",
        "berthcare/communications:environment:staging",
        "berthcare/communications\n",
        "-berthcare/communications",
        "berthcare/..",
        "https://github.com/berthcare/communications",
    ],
)
def test_a_repository_that_is_not_owner_and_name_is_refused(repository: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        load({"repository": repository})

    assert "berthcare-bootstrap:repository" in str(refusal.value)
    assert "Type: berthcare bootstrap --repository OWNER/NAME" in str(refusal.value)


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as refusal:
        load(
            {
                "environments": '["qa"]',
                "oidcProviderArn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/example.com",
                "administrators": '["someone"]',
            },
            stack="staging",
            region="us-east-1",
            keys=["aws:region", "berthcare-bootstrap:repositry"],
        )

    assert [one.field for one in refusal.value.problems] == [
        "stack",
        "aws:region",
        "berthcare-bootstrap:repositry",
        "berthcare-bootstrap:environments",
        "berthcare-bootstrap:oidcProviderArn",
        "berthcare-bootstrap:administrators",
    ]


def test_the_provider_of_another_account_is_refused() -> None:
    foreign = AccountNames("2" * 12).oidc_provider_arn

    with pytest.raises(SettingsError, match=f"be a provider of the account .* {ACCOUNT}"):
        load({"oidcProviderArn": foreign}).provider_arn(NAMES)


def test_who_would_lock_itself_out_of_the_state_is_refused() -> None:
    settings = load({"administrators": '["role/somebody-else"]'})

    with pytest.raises(SettingsError, match="include whoever runs the program, role/admin"):
        settings.administrator_arns(ACCOUNT, ADMINISTRATOR)


def test_the_project_file_declares_the_settings_that_are_read() -> None:
    project = yaml.safe_load(PROJECT_FILE.read_text())
    own = {key for key in project["config"] if ":" not in key}

    assert project["name"] == bootstrap_settings.BOOTSTRAP_PROJECT
    assert own == set(bootstrap_settings.DECLARED)
    assert project["config"]["environments"]["default"] == [one.value for one in Environment]
