import pytest

from berthcare.errors import BerthcareError
from berthcare.evidence.as_json import as_json
from berthcare.evidence.as_markdown import as_markdown
from tests.unit.evidence.state import SECRET_SIGNATURE, attachment, evidence_of, key, resource


def test_no_value_that_is_secret_in_the_state_is_told() -> None:
    value = "AAAABALy0TheCiphertext"
    secret = {**SECRET_SIGNATURE, "ciphertext": value}
    found = evidence_of(
        resource("aws:sns/topic:Topic", "t", inputs={"region": secret}, outputs={"arn": secret}),
        resource("aws:lambda/permission:Permission", "p", inputs={"principal": secret}),
        key(secret),
        attachment(secret, secret),
        secrets_providers={
            "type": "cloud",
            "state": {"url": "awskms://alias/s?region=ca-central-1", "encryptedkey": value},
        },
    )

    assert value not in as_markdown(found) + as_json(found) + repr(found)


def test_a_state_with_secrets_in_plain_text_is_refused_without_telling_them() -> None:
    plain = {**SECRET_SIGNATURE, "plaintext": '"hunter2"'}

    with pytest.raises(BerthcareError, match="--show-secrets") as refused:
        evidence_of(resource("aws:sns/topic:Topic", "t", inputs={"deep": [{"x": plain}]}))

    assert "hunter2" not in str(refused.value)
