"""The hosts that an environment's webhooks lead to: a number that calls them is its own."""

from urllib.parse import urlsplit

from berthcare.adopt.found import Found
from berthcare.adopt.stack import Stack
from berthcare.environments import Environment
from berthcare.webhooks import default_domain

_URLS = ("voice_webhook_url", "voice_status_callback", "sms_webhook_url", "sms_status_callback")


def own_hosts(stack: Stack, found: Found) -> frozenset[str]:
    """Return the configured host, and those of the webhooks secret.

    A stored one that is another environment's is left out: the secret was copied from there.
    """
    secret = found.secrets.get(stack.names.webhooks_secret)
    stored = [secret.text(key) for key in _URLS] if secret else []
    others = {default_domain(one) for one in Environment if one is not stack.environment}
    parsed = {urlsplit(url).hostname for url in stored if url} - others
    parsed.add(urlsplit(stack.settings.webhooks.voice_url).hostname)
    return frozenset(host for host in parsed if host)
