"""What proves that a token was replaced, and what does not."""

from collections.abc import Mapping
from typing import cast

import pytest

from berthcare.errors import BerthcareError
from berthcare.rotate import labels, proof
from berthcare.rotate.proof import Proof
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.rotated_secrets import RotatedSecrets
from berthcare.rotate.standing import SecretStanding
from berthcare.twilio_credentials import TwilioCredentials
from tests.unit.rotate.conftest import HALF_DONE, PREVIOUS, SETTLED, Stages, secret_standing

SID = "AC" + "0" * 31 + "1"
OTHER_SID = "AC" + "0" * 31 + "2"
UNREADABLE = BerthcareError("The secret cannot be used.", "See it.")
Held = TwilioCredentials | BerthcareError | None


def token(letter: str, sid: str = SID) -> TwilioCredentials:
    return TwilioCredentials(sid, letter * 32)


class TestSecrets:
    """Holds credentials by label, and one standing."""

    __test__ = False

    def __init__(self, stages: Stages, **held: Held) -> None:
        self._stages = stages
        self.held: Mapping[str, Held] = held

    def standing(self, which: Rotatable) -> SecretStanding:
        return secret_standing(self._stages, which=which)

    def credentials(self, label: str = labels.CURRENT) -> TwilioCredentials | None:
        found = self.held.get(label)
        if isinstance(found, BerthcareError):
            raise found
        return found


class TestTwilio:
    """Accepts some tokens, each as often as it is told."""

    __test__ = False

    def __init__(self, **accepted: int) -> None:
        self._left = accepted
        self.tried: list[str] = []

    def accepted(self, credentials: TwilioCredentials, _environ: Mapping[str, str]) -> bool:
        letter = credentials.auth_token[0]
        self.tried.append(letter)
        self._left[letter] = self._left.get(letter, 0) - 1
        return self._left[letter] >= 0


def made(secrets: TestSecrets, pauses: list[float]) -> Proof:
    return Proof(cast("RotatedSecrets", secrets), {}, pauses.append)


def proved(
    monkeypatch: pytest.MonkeyPatch, twilio: TestTwilio, **before: Held
) -> tuple[Proof, list[float]]:
    """Remember what was in force, make "n" the current token, and prove it."""
    pauses: list[float] = []
    secrets = TestSecrets(SETTLED, **before)
    monkeypatch.setattr(proof, "accepted", twilio.accepted)
    found = made(secrets, pauses)
    found.remember(Rotatable.ACCOUNT)
    secrets.held = {labels.CURRENT: token("n")}
    found.of_account()
    return found, pauses


def test_every_token_that_was_in_force_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    twilio = TestTwilio(n=1)
    found, pauses = proved(
        monkeypatch, twilio, AWSCURRENT=token("c"), AWSPREVIOUS=token("b"), AWSPENDING=token("n")
    )
    assert found.refused == 2
    assert twilio.tried == ["n", "c", "b"]
    assert pauses == []


def test_a_token_that_is_refused_a_moment_later_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    _, pauses = proved(monkeypatch, TestTwilio(n=1, c=2), AWSCURRENT=token("c"))
    assert len(pauses) == 2


def test_a_token_that_stays_accepted_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BerthcareError, match="still ACCEPTS a token") as failed:
        proved(monkeypatch, TestTwilio(n=1, c=99), AWSCURRENT=token("c"))
    assert failed.value.remedy.endswith("compromised-credentials.md#compromised-quick-path")


def test_a_new_token_that_is_refused_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BerthcareError, match="Twilio refuses the new auth token"):
        proved(monkeypatch, TestTwilio(), AWSCURRENT=token("c"))


def test_another_account_s_token_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    twilio = TestTwilio(n=1, m=99)
    found, _ = proved(monkeypatch, twilio, AWSCURRENT=token("c"), AWSPREVIOUS=token("m", OTHER_SID))
    assert (found.refused, twilio.tried) == (1, ["n", "c"])


def test_an_earlier_version_that_cannot_be_read_stops_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, _ = proved(monkeypatch, TestTwilio(n=1), AWSCURRENT=token("c"), AWSPREVIOUS=UNREADABLE)
    assert found.refused == 1


def test_nothing_is_read_of_the_webhooks() -> None:
    made(TestSecrets(SETTLED, AWSCURRENT=UNREADABLE), []).remember(Rotatable.WEBHOOKS)


@pytest.mark.parametrize(
    ("stages", "left"),
    [(PREVIOUS, "AWSPREVIOUS, ROTATION_OPEN"), (HALF_DONE, "TWILIO_SECONDARY, ROTATION_OPEN, AWS")],
)
def test_labels_that_are_left_are_told(stages: Stages, left: str) -> None:
    with pytest.raises(BerthcareError, match=f"still has the labels {left}"):
        made(TestSecrets(stages), []).of_labels(Rotatable.WEBHOOKS)


def test_one_version_in_force_is_proof_enough() -> None:
    made(TestSecrets({"c": ["AWSCURRENT", "AWSPENDING"]}), []).of_labels(Rotatable.WEBHOOKS)
