"""A key that is mistyped, or holds a credential in plain text, is told before anything happens."""

import pytest

from berthcare.setting_keys import (
    CONFIDENTIAL,
    CREDENTIALS,
    DECLARED,
    KeysOfStack,
    problems_with_keys,
)

OWN = "berthcare-communications"


def texts(*every: str, secret: tuple[str, ...] = ()) -> list[str]:
    return [str(problem) for problem in problems_with_keys(KeysOfStack(every, secret))]


def test_declared_settings_and_secrets_are_accepted() -> None:
    keys = [f"{OWN}:{name}" for name in (*DECLARED, *CREDENTIALS, *CONFIDENTIAL)]

    assert texts(*keys, "aws:region", "aws:defaultTags", secret=tuple(keys)) == []


def test_a_mistyped_setting_is_told_with_the_nearest_one() -> None:
    (text,) = texts(f"{OWN}:areaCode")

    assert f"{OWN}:areaCode" in text
    assert "Did you mean areaCodes?" in text


def test_a_setting_like_no_other_is_refused_without_a_guess() -> None:
    (text,) = texts(f"{OWN}:zzz")

    assert "Did you mean" not in text


def test_an_auth_token_in_plain_text_is_refused() -> None:
    (text,) = texts(f"{OWN}:twilioAuthToken")

    assert "in plain text" in text
    assert "pulumi config set --secret twilioAuthToken" in text


@pytest.mark.parametrize("name", ["alertUrls", "sentryDsn"])
def test_an_address_that_holds_a_key_is_refused_in_plain_text(name: str) -> None:
    (text,) = texts(f"{OWN}:{name}", f"{OWN}:twilioAuthToken", secret=(f"{OWN}:twilioAuthToken",))

    assert text.startswith(f"{OWN}:{name}: (secret, not shown) must be stored as a secret")
    assert f"pulumi config rm {name}" in text
    assert f"pulumi config set --secret {name}" in text
    assert "replace the key" in text


def test_a_mistyped_address_is_told_with_the_nearest_one() -> None:
    (text,) = texts(f"{OWN}:alertUrl", secret=(f"{OWN}:alertUrl",))

    assert "Did you mean alertUrls?" in text


@pytest.mark.parametrize("name", ["accessKey", "secretKey", "token"])
def test_aws_credentials_in_the_stack_s_file_are_refused(name: str) -> None:
    (text,) = texts(f"aws:{name}")

    assert f"pulumi config rm aws:{name}" in text
