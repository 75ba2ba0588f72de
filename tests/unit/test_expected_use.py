"""What an environment is expected to use is read field by field, and every bad one is told."""

import json
from pathlib import Path

import pytest
import yaml

from berthcare.expected_use import ExpectedUse
from berthcare.settings import SettingsError
from tests.unit.loaded_settings import load, refusal

PROJECT = Path(__file__).parents[2] / "Pulumi.yaml"
WHOLE = {"calls": 500, "minutesPerCall": 3, "texts": 5000, "secretCalls": 2000}


def read(value: object) -> ExpectedUse:
    return load({"expectedUse": json.dumps(value)}).expected_use


def test_every_field_is_read() -> None:
    assert read(WHOLE) == ExpectedUse(calls=500, minutes_per_call=3, texts=5000, secret_calls=2000)


def test_what_is_not_given_has_the_project_file_s_default() -> None:
    declared = yaml.safe_load(PROJECT.read_text())["config"]["expectedUse"]["default"]

    assert load().expected_use == read({}) == read(declared) == ExpectedUse()
    assert read({"texts": 900}) == ExpectedUse(texts=900)


def test_a_number_that_was_stored_as_text_is_a_number() -> None:
    assert read({"calls": "700"}).calls == 700


def test_nothing_at_all_may_be_expected() -> None:
    assert read(dict.fromkeys(WHOLE, 0)).texts == 0


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (-1, "'-1'"),
        (1.5, "'1.5'"),
        (True, "'True'"),
        (None, "'None'"),
        ("many", "'many'"),
        ("٣", "'٣'"),
        (100_000_001, "'100000001'"),
        ([1], "'[1]'"),
    ],
)
def test_each_bad_field_is_told_with_its_value_and_remedy(
    name: str, value: object, shown: str
) -> None:
    text = refusal({"expectedUse": json.dumps({**WHOLE, name: value})})

    assert f"berthcare-communications:expectedUse.{name}: {shown} must be a whole number" in text
    assert "from 0 to 100000000." in text
    assert f"Type: pulumi config set --path expectedUse.{name} " in text


def test_a_mistyped_field_is_told_with_those_that_exist() -> None:
    text = refusal({"expectedUse": json.dumps({"sms": 5})})

    assert "expectedUse.sms: " in text
    assert "must be one of calls, minutesPerCall, texts, secretCalls" in text
    assert "Type: pulumi config rm --path expectedUse.sms" in text


def test_every_bad_field_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read({"calls": "x", "texts": "y", "more": 1})

    assert [one.field.rpartition(".")[2] for one in refused.value.problems] == [
        "more",
        "calls",
        "texts",
    ]


@pytest.mark.parametrize("value", ["5", "[1]", '"text"', "calls"])
def test_what_is_no_object_is_refused(value: str) -> None:
    text = refusal({"expectedUse": value})

    assert "expectedUse: " in text
    assert "must be an object of whole numbers" in text
    assert "Type: pulumi config set --path expectedUse.calls 100" in text
