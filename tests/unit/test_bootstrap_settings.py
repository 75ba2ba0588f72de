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
REQUIRED = {"repository": "berthcare/communications", "environments": '["production"]'}
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
        configuration={**REQUIRED, **(configuration or {})},
        aws_configuration={} if region is None else {"region": region},
        keys=keys,
    )


def test_an_account_needs_nothing_but_its_repository_and_its_environment() -> None:
    settings = load()

    assert settings.repository == "berthcare/communications"
    assert settings.environments == (Environment.PRODUCTION,)
    assert settings.provider_arn(NAMES) is None
    assert settings.administrator_arns(ACCOUNT, ADMINISTRATOR) == (ADMINISTRATOR,)


def test_an_account_may_have_both_environments_a_provider_and_several_administrators() -> None:
    settings = load(
        {
            "environments": '["staging", "production"]',
            "oidcProviderArn": NAMES.oidc_provider_arn,
            "administrators": '["user/platform-engineer", "role/administrator"]',
        }
    )

    assert settings.environments == (Environment.STAGING, Environment.PRODUCTION)
    assert settings.provider_arn(NAMES) == NAMES.oidc_provider_arn
    assert settings.administrator_arns(ACCOUNT, ADMINISTRATOR) == (
        f"arn:aws:iam::{ACCOUNT}:user/platform-engineer",
        ADMINISTRATOR,
    )


@pytest.mark.parametrize(
    "repository",
    [
        "communications",
        "berthcare/*",
        "berthcare/communications:environment:staging",
        "berthcare/communications\n",
        "-berthcare/communications",
        "berthcare/..",
        "https://github.com/berthcare/communications",
        "berthcare@123456/communications",
    ],
)
def test_a_repository_that_is_in_neither_form_is_refused(repository: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        load({"repository": repository})

    assert "berthcare-bootstrap:repository" in str(refusal.value)
    assert "gh api repos/OWNER/NAME/actions/oidc/customization/sub" in str(refusal.value)


def test_a_repository_keeps_the_ids_that_its_tokens_have() -> None:
    settings = load({"repository": "berthcare@123456/communications@456789"})

    assert settings.repository == "berthcare@123456/communications@456789"


@pytest.mark.parametrize("key", REQUIRED)
def test_what_is_left_out_is_told_with_the_command_that_sets_it(key: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        BootstrapSettings.load(
            stack="account",
            configuration={**REQUIRED, key: ""},
            aws_configuration={"region": "ca-central-1"},
        )

    assert f"berthcare-bootstrap:{key}" in str(refusal.value)
    assert "--repository OWNER/NAME --environment ENV" in str(refusal.value)


def test_an_account_of_no_environment_is_refused() -> None:
    with pytest.raises(SettingsError, match="name at least one"):
        load({"environments": "[]"})


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
    required = {key for key in own if "default" not in project["config"][key]}
    assert required == set(REQUIRED)
