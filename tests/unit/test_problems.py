"""A refused value is told with what to type, and never shown where it may be a secret."""

import pytest

from berthcare.problems import Problem


def remedy(text: str) -> str:
    return Problem("x", None, "be", text).of_stack("staging").remedy


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Type: pulumi config set hardLimit suspend", "hardLimit suspend --stack staging"),
        (
            "Type: pulumi config rm voiceNumber   (and tell others)",
            "rm voiceNumber --stack staging   (and",
        ),
        (
            "Type: pulumi config rm a, then pulumi config set --secret a; and replace it.",
            "rm a --stack staging, then pulumi config set --secret a --stack staging; ",
        ),
        (
            "Type: pulumi config set --path emergencyAddress.street '100 Queen Street, 5'",
            "'100 Queen Street, 5' --stack staging",
        ),
        ("See who you are with: aws sts get-caller-identity", "aws sts get-caller-identity"),
    ],
)
def test_a_remedy_names_the_stack_as_another_may_be_selected(text: str, told: str) -> None:
    assert told in remedy(text)


def test_a_value_is_shown() -> None:
    assert "'+12125551234' must be" in str(Problem("voiceNumber", "+12125551234", "be so", ""))


@pytest.mark.parametrize("pasted", ["0a" * 16, "QUMw" * 17 + "==", "SK" * 16])
def test_a_value_that_may_be_a_secret_is_not_shown(pasted: str) -> None:
    assert pasted not in str(Problem("voiceNumber", pasted, "be a number", ""))
