"""What is said of an update."""

from localcloud.supervisor.deployment import summary


def test_an_update_that_changed_nothing_is_called_unchanged() -> None:
    assert summary({"same": 61}) == "unchanged (61 resources)"


def test_an_update_is_told_by_its_operations() -> None:
    assert summary({"same": 58, "create": 3}) == "create 3, same 58"
