import pytest

from berthcare.delivery.github_endpoint import GitHubEndpoint
from berthcare.errors import BerthcareError


@pytest.mark.parametrize(
    ("text", "base", "loopback"),
    [
        ("", "https://api.github.com", False),
        (" https://api.github.com/ ", "https://api.github.com", False),
        ("https://github.example.com/api/v3", "https://github.example.com/api/v3", False),
        (
            "https://github.example.com:8443/api/v3/",
            "https://github.example.com:8443/api/v3",
            False,
        ),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080", True),
        ("http://localhost:8080", "http://localhost:8080", True),
        ("http://[::1]:8080", "http://[::1]:8080", True),
        ("https://127.0.0.1:8080", "https://127.0.0.1:8080", True),
    ],
)
def test_https_and_loopback_are_followed(text: str, base: str, loopback: bool) -> None:
    assert GitHubEndpoint.of({"GITHUB_API_URL": text}) == GitHubEndpoint(base, loopback)


@pytest.mark.parametrize(
    "text",
    [
        "http://api.github.com",
        "http://10.0.0.1",
        "ftp://127.0.0.1",
        "api.github.com",
        "https://user:word@api.github.com",
        "https://api.github.com?x=1",
        "https://api.github.com#x",
        "https://api.github.com/../x",
        "https://api.github.com/%2e%2e",
        "https://203.0.113.7",
        "https://api.github.com\\@127.0.0.1",
        "http://127.0.0.1.example",
        "http://127.0.0.1@example.com",
        "https://[::1",
        "https://api.github.com:port",
        "https://",
    ],
)
def test_every_other_address_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(BerthcareError, match=r"GITHUB_API_URL .*; nothing was sent\.") as refused:
        GitHubEndpoint.of({"GITHUB_API_URL": text})

    assert text not in refused.value.what
