"""Tells the gateway what a service does.

Synchronous on purpose: when an invocation is answered, the gateway has heard of it. The gateway
only takes the notice down and asks MiniStack nothing meanwhile, so neither waits for the other.
"""

import logging
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from localcloud.gateway.notices import PATH, Notice, encoded

_SECONDS = 5.0
_LOG = logging.getLogger(__name__)

Tell = Callable[[Notice], None]


def messenger(gateway_url: str) -> Tell:
    """Return the function that tells the gateway at this URL, `http://127.0.0.1:PORT`."""
    address = urlsplit(gateway_url)

    def tell(notice: Notice) -> None:
        connection = HTTPConnection(address.hostname or "", address.port, timeout=_SECONDS)
        try:
            connection.request("POST", PATH, encoded(notice))
            answer = connection.getresponse()
            if answer.status >= 300:
                _LOG.error("The gateway refused a %s: %s", type(notice).__name__, answer.status)
        except (OSError, HTTPException) as error:
            # Services go on without it, as on AWS; what is lost must be seen.
            _LOG.warning("The gateway did not hear of a %s: %s", type(notice).__name__, error)
        finally:
            connection.close()

    return tell
