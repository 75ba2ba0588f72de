from pathlib import Path

import pytest

from berthcare.bootstrap.owner import Owner
from berthcare.errors import BerthcareError

FILE = Path("a folder/account.json")


@pytest.mark.parametrize(
    ("endpoint", "told"),
    [
        ("", "account 000000000000"),
        ("http://127.0.0.1:4566", "account 000000000000 at 127.0.0.1:4566"),
        ("http://user:word@127.0.0.1:4566/path", "account 000000000000 at 127.0.0.1:4566"),
    ],
)
def test_an_owner_is_an_account_and_where_it_is_without_credentials(
    endpoint: str, told: str
) -> None:
    assert str(Owner.of("0" * 12, {"AWS_ENDPOINT_URL": endpoint})) == told
    assert str(Owner.of("0" * 12, {})) == "account 000000000000"


def test_what_was_written_is_read() -> None:
    owner = Owner("0" * 12, "127.0.0.1:4566")
    assert Owner.parse(owner.as_text(), FILE) == owner


@pytest.mark.parametrize("text", ["", "[]", "{}", "null"])
def test_what_is_no_owner_is_refused_with_the_file_s_name(text: str) -> None:
    with pytest.raises(BerthcareError, match=r"a folder/account\.json") as refused:
        Owner.parse(text, FILE)
    assert refused.value.remedy.endswith("rm 'a folder/account.json'")
