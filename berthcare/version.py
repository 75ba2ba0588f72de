"""The version of this program: `pyproject.toml` states it, and nothing else does."""

from importlib import metadata

_DISTRIBUTION = "berthcare-communications"


def program_version() -> str:
    """Return the version that is installed, such as `0.1.0`; `make setup` installs a new one."""
    return metadata.version(_DISTRIBUTION)
