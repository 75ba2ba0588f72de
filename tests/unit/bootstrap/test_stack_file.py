import pytest
import yaml

from berthcare.bootstrap.stack_file import settings_of, stack_file
from berthcare.bootstrap_settings import DECLARED
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from tests.unit.bootstrap.doubles import KEY, PASSPHRASE

SETTINGS = settings_of("owner/name", [Environment.STAGING], ["role/admin"], "")
SEE = "PULUMI_BACKEND_URL=s3://b pulumi stack export"


def test_the_stack_file_names_the_key_that_the_state_names() -> None:
    found = yaml.safe_load(stack_file(SETTINGS, KEY, SEE))
    assert found == {
        "secretsprovider": "awskms://alias/a-key",
        "encryptedkey": "Y2lwaGVy",
        "config": SETTINGS,
    }


def test_the_stack_file_of_a_local_state_has_its_salt() -> None:
    found = yaml.safe_load(stack_file(SETTINGS, PASSPHRASE, SEE))
    assert found["encryptionsalt"] == "v1:salt"


def test_a_provider_that_was_not_chosen_is_refused() -> None:
    with pytest.raises(BerthcareError, match="'service'") as refused:
        stack_file(SETTINGS, {"type": "service", "state": {}}, SEE)
    assert refused.value.remedy == f"See it: {SEE}"


def test_every_declared_setting_is_set_so_that_none_stays_from_a_run_before() -> None:
    assert {key.partition(":")[2] for key in SETTINGS} == set(DECLARED)
