"""The question about deployers says whether whoever runs the wizard is one."""

from berthcare.setup.questions import DEPLOYERS
from tests.unit.setup.doubles import DEPLOYER, situation


def test_who_is_not_among_the_stored_deployers_is_told() -> None:
    prompt = DEPLOYERS.prompt(situation(deployers='["role/one", "role/two"]'))
    assert f"keeps role/one, role/two; you, {DEPLOYER}, are not among them" in prompt


def test_who_is_among_them_is_not_told() -> None:
    prompt = DEPLOYERS.prompt(situation(deployers=f'["role/one", "{DEPLOYER}"]'))
    assert f"keeps role/one, {DEPLOYER})" in prompt
