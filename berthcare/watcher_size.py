"""How large the watcher's function is: what deploys it and what reckons its cost must agree."""

WATCHER_MEMORY_MB = 512
"""With less, its share of a processor makes a webhook look slow that is not."""
