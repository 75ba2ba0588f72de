"""docs/cost.md says what the estimate says."""

from pathlib import Path

import pytest

from berthcare.cost.__main__ import main
from berthcare.cost.deployed import deployed_use
from berthcare.cost.line import total
from berthcare.cost.monitoring import monitoring_lines
from berthcare.cost.page import BEGIN, END, with_estimate
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.signals import rotation_metrics, watcher_metrics

PAGE = Path(__file__).parents[3] / "docs" / "cost.md"


def test_the_page_is_up_to_date() -> None:
    text = PAGE.read_text()
    assert with_estimate(text) == text, "Type: python -m berthcare.cost"


def test_the_page_shows_monitoring_apart_from_the_required_lines() -> None:
    monitoring = total(monitoring_lines(deployed_use(Environment.STAGING)))
    text = PAGE.read_text()
    assert f"| staging | 10.56 | {monitoring} |" in text
    assert f"| production | 61.21 | {monitoring} |" in text
    assert f"| both | 71.77 | {2 * monitoring} |" in text


def test_what_is_counted_is_what_is_deployed() -> None:
    use = deployed_use(Environment.PRODUCTION)
    assert use.watcher_metrics == len(watcher_metrics.ALL)
    assert use.rotation_metrics == len(rotation_metrics.ALL)
    assert use.alarms > use.trail_metrics > 0


def test_only_what_stands_between_the_markers_is_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "cost.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert main([str(page)]) == 0
    written = page.read_text()
    assert written.startswith(f"before\n{BEGIN}\n\n## A month in USD\n")
    assert written.endswith(f"{END}\nafter\n")
    assert "old" not in written
    assert "is up to date" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", BEGIN, f"{END}\n{BEGIN}"])
def test_a_page_without_its_markers_is_refused(text: str) -> None:
    with pytest.raises(BerthcareError, match="The page has no"):
        with_estimate(text)


def test_help_names_the_page_and_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "default docs/cost.md" in capsys.readouterr().out


def test_a_page_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "none.md")]) == 2
    assert "No such file" in capsys.readouterr().err
