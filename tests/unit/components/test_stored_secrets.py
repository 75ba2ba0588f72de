"""A secret that somebody damaged by hand ends the run in plain words, without its value."""

import pytest

from berthcare.errors import BerthcareError
from components.stored_secrets import _content

NAME = "staging/twilio/phone-numbers"


def test_a_json_object_is_its_content() -> None:
    assert _content(NAME, '{"voice_number": "+14165550100"}') == {"voice_number": "+14165550100"}


@pytest.mark.parametrize("text", ["oops-a-secret", "[]", "", '"oops-a-secret"'])
def test_anything_else_is_refused_with_the_way_to_put_it_right(text: str) -> None:
    with pytest.raises(BerthcareError) as refused:
        _content(NAME, text)
    assert "update-secret-version-stage" in str(refused.value)
    assert "oops" not in str(refused.value)
