"""What a webhook URL's fragment asks for, and what is refused."""

import pytest

from localcloud.twilio.connection_overrides import (
    Connection,
    ConnectionOverrideError,
    connection_of,
)

URL = "https://api-staging.berthcare.ca/v1/sms/webhook"


@pytest.mark.parametrize("fragment", ["", "#", "#e=ashburn,dublin", "#sni=y&r=us1"])
def test_a_url_that_overrides_nothing_here_is_tried_as_twilio_does_by_default(
    fragment: str,
) -> None:
    connection = connection_of(f"{URL}?a=1{fragment}", Connection())
    assert connection == Connection(
        connect_s=5, read_s=15, total_s=15, retries=1, policy=frozenset({"ct"})
    )


def test_each_time_and_the_retries_are_overridden() -> None:
    connection = connection_of(f"{URL}#ct=2000&rt=500&tt=9000&rc=5&rp=4xx,rt", Connection())
    assert connection == Connection(
        connect_s=2, read_s=0.5, total_s=9, retries=5, policy=frozenset({"4xx", "rt"})
    )


def test_all_stands_for_every_failure() -> None:
    assert connection_of(f"{URL}#rp=all", Connection()).policy == {"ct", "rt", "4xx", "5xx"}


@pytest.mark.parametrize(
    ("fragment", "code", "named"),
    [
        ("ct=99", 11100, "ct=99"),
        ("ct=10001", 11100, "100 to 10000"),
        ("rt=15001", 11100, "100 to 15000"),
        ("tt=-1", 11100, "tt=-1"),
        ("rc=6", 11100, "0 to 5"),
        ("rc=two", 11100, "rc=two"),
        ("rp=6xx", 11243, "rp=6xx"),
        ("rp=", 11243, "rp="),
        ("retries=3", 11100, "retries"),
        ("top", 11100, "top"),
    ],
)
def test_what_twilios_page_does_not_know_is_refused_by_its_name(
    fragment: str, code: int, named: str
) -> None:
    with pytest.raises(ConnectionOverrideError, match=named) as refused:
        connection_of(f"{URL}#{fragment}", Connection())
    assert refused.value.code == code
