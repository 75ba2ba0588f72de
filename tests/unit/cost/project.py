"""A project's folder as `berthcare cost` reads it, and what it estimates with."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from berthcare.cost.configured import Configured
from berthcare.cost.price_list import PriceList
from berthcare.environments import Environment

ROOT = Path(__file__).parents[3]
PRICES = PriceList.load()
STAGING, PRODUCTION = Environment.STAGING, Environment.PRODUCTION
OWN = "berthcare-communications"


def configured(environment: Environment = STAGING) -> Configured:
    """Return what this repository's own files say."""
    return Configured.load(environment, ROOT)


def folder(place: Path, changes: Mapping[str, Any], environment: Environment = STAGING) -> Path:
    """Make a copy of the files, with some settings of one stack changed."""
    for name in ("Pulumi.yaml", "Pulumi.staging.yaml", "Pulumi.production.yaml"):
        shutil.copy(ROOT / name, place / name)
    file = place / f"Pulumi.{environment}.yaml"
    document = yaml.safe_load(file.read_text())
    document["config"] |= {f"{OWN}:{key}": value for key, value in changes.items()}
    file.write_text(yaml.safe_dump(document))
    return place
