"""docs/configuration.md has every setting, as the program defines it."""

import inspect
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from berthcare import configuration_page, identifiers, monitoring_settings, numbering
from berthcare.configuration_page import FILE, commands, main, page, settings_of
from berthcare.setting_examples import EXAMPLES
from berthcare.setting_keys import CONFIDENTIAL, CREDENTIALS, DECLARED, DESCRIPTIONS
from berthcare.setting_rules import as_text
from tests.unit.loaded_settings import load

KNOWN = {*DECLARED, *CREDENTIALS, *CONFIDENTIAL}
SECRET = {*CREDENTIALS, *CONFIDENTIAL}


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FILE.parents[1] / "Pulumi.yaml").read_text())
    return found


@pytest.fixture(scope="module")
def sections() -> dict[str, str]:
    _, *parts = re.split(r"^## ", FILE.read_text(), flags=re.MULTILINE)
    return {part.partition("\n")[0]: part for part in parts}


def test_the_page_is_up_to_date(project: dict[str, Any]) -> None:
    assert page(project) == FILE.read_text(), "Type: python -m berthcare.configuration_page"


def test_every_known_key_has_a_section_and_no_other(sections: dict[str, str]) -> None:
    assert sections.keys() == KNOWN


def test_every_section_has_type_default_rule_and_command(sections: dict[str, str]) -> None:
    for key, section in sections.items():
        assert section.count("- **Type:** ") == section.count("- **Default:** ") == 1, key
        assert "- **Must** " in section, key
        assert "```sh\npulumi config set " in section, key


def test_every_secret_is_described_and_set_encrypted_and_without_its_value(
    sections: dict[str, str],
) -> None:
    assert DESCRIPTIONS.keys() == SECRET
    for key in SECRET:
        assert f"\npulumi config set --secret {key} --stack staging\n" in sections[key]


def test_the_rules_are_those_that_the_program_tells(sections: dict[str, str]) -> None:
    assert "- **Must** be a whole number of numbers, from 0 to 10.\n" in sections["backupNumbers"]
    assert "from 0 to 100000000 (`secretCalls`).\n" in sections["expectedUse"]
    assert "region, postalCode (the name of a field).\n" in sections["emergencyAddress"]
    assert "while useSubaccount is false" in sections["twilioSubaccountSid"]
    assert "; it has" not in "".join(sections.values())


@pytest.mark.parametrize(
    ("key", "judge"),
    [
        ("apiBaseUrl", identifiers.problem_with_https_url),
        ("voiceNumber", numbering.problem_with_number),
        ("smsNumber", numbering.problem_with_number),
        ("alertUrls", monitoring_settings._problem_with_secret_url),
        ("sentryDsn", monitoring_settings._problem_with_secret_url),
    ],
)
def test_a_setting_of_several_rules_has_them_all(
    sections: dict[str, str], key: str, judge: object
) -> None:
    assert callable(judge)
    told = re.findall(r'Problem\(field, \w+, f?"([^";]+)', inspect.getsource(judge))

    assert len(told) > 1
    assert [rule for rule in told if f"- **Must** {rule}" not in sections[key]] == []


def test_a_list_s_rules_and_those_of_a_deployment_are_told_too(sections: dict[str, str]) -> None:
    assert "- **Must** name at least one.\n" in sections["areaCodes"]
    assert "- **Must** name each once.\n" in sections["alertEmails"]
    assert "at least one address in production" in sections["alertEmails"]
    assert "- **Must** include whoever runs the program" in sections["deployers"]
    assert "- **Must** be a role of the account that is deployed to" in sections["backendRoleArn"]
    assert "- **Must** be none of the deployers" in sections["previewers"]
    assert "- **Must** only preview" in sections["previewers"]


def test_a_changed_description_makes_the_page_out_of_date(project: dict[str, Any]) -> None:
    config = project["config"]
    changed = {**config, "fastAlarm": {**config["fastAlarm"], "description": "Another one."}}

    assert page({**project, "config": changed}) != FILE.read_text()


def test_the_examples_together_are_a_configuration_that_is_accepted() -> None:
    values = {key: as_text(value) for key, value in EXAMPLES.items()}
    values["twilioSubaccountSid"] = "AC" + "1" * 32

    assert load(values).numbers.emergency_address is not None


def test_each_command_names_its_key_and_stack(project: dict[str, Any]) -> None:
    for setting in settings_of(project):
        for command in commands(setting):
            words = shlex.split(command)
            assert words[:3] == ["pulumi", "config", "set"]
            assert words[-2:] == ["--stack", "staging"]
            assert any(re.split(r"[.\[]", word)[0] == setting.key for word in words)


def test_the_page_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(configuration_page, "FILE", tmp_path / "configuration.md")

    assert main() == 0
    assert (tmp_path / "configuration.md").read_text() == FILE.read_text()
