"""How long a POST without a clear answer is looked for."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Settling:
    """The waits in seconds between looks. Tests give their own `sleep`.

    How soon Twilio lists a new object is documented nowhere; users report a delay.
    """

    waits: tuple[float, ...] = (0.0, 1.0, 2.0, 4.0, 8.0)
    sleep: Callable[[float], None] = time.sleep
