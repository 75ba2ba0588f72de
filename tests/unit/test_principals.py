"""Who may run the program, and how far."""

import pytest

from berthcare.principals import Operators, operators_of, permissions_boundary_arn
from berthcare.settings import SettingsError

ACCOUNT = "123456789012"
HERE = f"arn:aws:iam::{ACCOUNT}"
DEPLOYERS, PREVIEWERS = ("role/deployer", "user/ops/me"), ("role/ci/preview",)


def run_by(caller: str, *, in_preview: bool) -> Operators:
    return operators_of(
        DEPLOYERS, PREVIEWERS, account_id=ACCOUNT, caller_arn=caller, in_preview=in_preview
    )


def refusal(caller: str, *, in_preview: bool) -> str:
    with pytest.raises(SettingsError) as refused:
        run_by(caller, in_preview=in_preview)
    return str(refused.value)


@pytest.mark.parametrize("in_preview", [True, False], ids=["preview", "update"])
@pytest.mark.parametrize("deployer", DEPLOYERS)
def test_a_deployer_previews_and_deploys(deployer: str, *, in_preview: bool) -> None:
    operators = run_by(f"{HERE}:{deployer}", in_preview=in_preview)

    assert operators.deployers == (f"{HERE}:role/deployer", f"{HERE}:user/ops/me")
    assert operators.previewers == (f"{HERE}:role/ci/preview",)


def test_a_previewer_previews() -> None:
    caller = f"{HERE}:role/ci/preview"

    assert caller in run_by(caller, in_preview=True).previewers


def test_an_update_by_a_previewer_is_refused_with_who_deploys_and_what_to_type() -> None:
    text = refusal(f"{HERE}:role/ci/preview", in_preview=False)

    assert "berthcare-communications:previewers: 'role/ci/preview' must only preview" in text
    assert "role/deployer or user/ops/me deploys" in text
    assert "pulumi preview" in text


@pytest.mark.parametrize("in_preview", [True, False], ids=["preview", "update"])
@pytest.mark.parametrize(
    "stranger",
    [
        f"{HERE}:role/else",
        f"{HERE}:role/preview",
        "arn:aws:iam::210987654321:role/ci/preview",
        f"{HERE}:role/ci/preview-too",
    ],
    ids=["another role", "without its path", "another account", "a longer name"],
)
def test_whoever_is_neither_is_refused_the_preview_too(stranger: str, *, in_preview: bool) -> None:
    text = refusal(stranger, in_preview=in_preview)

    assert "berthcare-communications:deployers" in text
    assert "include whoever runs the program" in text


@pytest.mark.parametrize(
    ("boundary", "arn"),
    [(None, None), ("policy/p", f"{HERE}:policy/p"), ("policy/a/b/p", f"{HERE}:policy/a/b/p")],
)
def test_a_boundary_is_a_policy_of_the_account(boundary: str | None, arn: str | None) -> None:
    assert permissions_boundary_arn(boundary, ACCOUNT) == arn
