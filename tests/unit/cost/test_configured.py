"""A stack's file tells what is estimated; nothing else is asked."""

from pathlib import Path
from typing import Any

import pytest

from berthcare.cost.configured import Configured
from berthcare.cost.estimate import estimate_of
from berthcare.errors import BerthcareError
from tests.unit.cost.project import OWN, PRICES, PRODUCTION, STAGING, configured, folder

SECRET = {"secure": "AAABAI"}
ADDRESS = {
    "customerName": "BerthCare Inc.",
    "street": "100 Queen Street West",
    "city": "Toronto",
    "region": "ON",
    "postalCode": "M5H 2N2",
}


def changed(place: Path, **settings: Any) -> Configured:
    return Configured.load(STAGING, folder(place, settings))


def refusal(place: Path, **settings: Any) -> str:
    with pytest.raises(BerthcareError) as refused:
        changed(place, **settings)
    return str(refused.value)


def line(of: Configured, name: str) -> str:
    (found,) = [
        one for group in estimate_of(of, PRICES).groups for one in group.lines if one.name == name
    ]
    return f"{found.quantity:f} for {found.usd:.2f}"


def test_production_is_used_more_than_staging() -> None:
    staging, production = configured(STAGING).expected_use, configured(PRODUCTION).expected_use

    assert (staging.calls, staging.minutes_per_call, staging.texts) == (100, 2, 500)
    assert (production.calls, production.minutes_per_call, production.texts) == (500, 3, 5000)


def test_one_number_for_both_is_counted_once(tmp_path: Path) -> None:
    assert line(changed(tmp_path, singleNumber=True), "Twilio: numbers") == "1 for 1.50"


def test_the_reserve_is_counted_apart(tmp_path: Path) -> None:
    found = changed(tmp_path, backupNumbers=4)

    assert line(found, "Twilio: numbers") == "2 for 3.00"
    assert line(found, "Twilio: numbers in reserve") == "4 for 6.00"


@pytest.mark.parametrize("address", [ADDRESS, SECRET, {**ADDRESS, "street": SECRET}])
def test_an_address_is_billed_for_every_number_encrypted_or_not(
    tmp_path: Path, address: object
) -> None:
    assert line(changed(tmp_path, emergencyAddress=address), "Twilio: addresses for 9-1-1") == (
        "3 for 2.25"
    )


def test_what_is_encrypted_is_not_needed(tmp_path: Path) -> None:
    found = changed(tmp_path, twilioAuthToken=SECRET, alertUrls=SECRET, sentryDsn=SECRET)

    assert estimate_of(found, PRICES) == estimate_of(configured(), PRICES)


def test_every_bad_value_is_told_with_its_key_and_the_file(tmp_path: Path) -> None:
    text = refusal(tmp_path, backupNumbers=99, expectedUse={"calls": "many"}, expectedUsage={})

    assert text.startswith("Pulumi.staging.yaml is refused.")
    assert f"{OWN}:backupNumbers: '99' must be a whole number of numbers, from 0 to 10" in text
    assert f"{OWN}:expectedUse.calls: 'many' must be a whole number of calls a month" in text
    assert "Did you mean expectedUse?" in text


def test_a_token_in_plain_text_is_refused_and_not_shown(tmp_path: Path) -> None:
    token = "0A" * 16
    text = refusal(tmp_path, twilioAuthToken=token)

    assert "be stored as a secret" in text
    assert token not in text


@pytest.mark.parametrize("content", ["- a\n", "config: 1\n", "a: [", "\x80"])
def test_a_file_of_another_form_is_told(tmp_path: Path, content: str) -> None:
    folder(tmp_path, {})
    (tmp_path / "Pulumi.staging.yaml").write_bytes(content.encode("latin-1"))

    with pytest.raises(BerthcareError, match=r"Pulumi\.staging\.yaml is no YAML file of Pulumi"):
        Configured.load(STAGING, tmp_path)


def test_a_folder_that_is_no_project_is_told(tmp_path: Path) -> None:
    with pytest.raises(BerthcareError, match="Type the command in the project's folder"):
        Configured.load(STAGING, tmp_path)
