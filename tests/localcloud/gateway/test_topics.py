"""No message of a topic leaves this machine."""

from types import SimpleNamespace

import pytest

from localcloud.gateway.inside import topics
from localcloud.gateway.notices import Notice

Called = list[str]


@pytest.fixture
def called() -> Called:
    return []


@pytest.fixture
def sns(called: Called, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """SNS with the changes, noting which addresses it would have called."""

    def post(endpoint: str, _payload: str, _message_type: str) -> int:
        called.append(endpoint)
        return 200

    def tell(notice: Notice) -> None:
        pytest.fail(f"The gateway heard of {notice}.")

    # The changes replace the opener of the process; this puts it back.
    monkeypatch.setattr("urllib.request._opener", None)
    service = SimpleNamespace(_fanout=print, _http_post_sync=post)
    topics.change(service, tell)
    return service


@pytest.mark.parametrize("endpoint", ["https://hooks.example/alarm", "http://127.0.0.1.example/"])
def test_a_subscriber_elsewhere_is_never_called(
    sns: SimpleNamespace, called: Called, endpoint: str
) -> None:
    with pytest.raises(ConnectionRefusedError):
        sns._http_post_sync(endpoint, "{}", "SubscriptionConfirmation")

    assert called == []


def test_a_subscriber_on_loopback_is_called(sns: SimpleNamespace, called: Called) -> None:
    assert sns._http_post_sync("http://127.0.0.1:9/alarm", "{}", "Notification") == 200
    assert called == ["http://127.0.0.1:9/alarm"]
