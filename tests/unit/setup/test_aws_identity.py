"""Who runs the wizard, and that its tools lead to ca-central-1."""

import pytest

from berthcare.errors import BerthcareError
from berthcare.setup.aws_identity import principal_of, refuse_other_region

_ACCOUNT = "0" * 12


@pytest.mark.parametrize(
    ("arn", "principal"),
    [
        (f"arn:aws:sts::{_ACCOUNT}:assumed-role/berthcare-deployer/me", "role/berthcare-deployer"),
        (f"arn:aws:iam::{_ACCOUNT}:user/engineer", "user/engineer"),
        (f"arn:aws:iam::{_ACCOUNT}:user/team/engineer", "user/team/engineer"),
    ],
)
def test_a_caller_is_named_as_the_setting_deployers_names_it(arn: str, principal: str) -> None:
    assert principal_of(arn) == principal


def test_the_account_s_root_is_refused() -> None:
    with pytest.raises(BerthcareError, match="Sign in as the deployer"):
        principal_of(f"arn:aws:iam::{_ACCOUNT}:root")


@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_a_shell_that_leads_to_another_region_is_refused(variable: str) -> None:
    with pytest.raises(BerthcareError, match=f"Type: export {variable}=ca-central-1"):
        refuse_other_region({variable: "us-east-1"})


def test_a_shell_that_names_the_region_or_none_is_good() -> None:
    refuse_other_region({"AWS_REGION": "ca-central-1"})
    refuse_other_region({})
