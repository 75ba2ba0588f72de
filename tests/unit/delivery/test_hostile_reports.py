"""A report of a fork is a stranger's text: rendered, it is nothing but code."""

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from berthcare.delivery.plan_comment import plan_comment
from berthcare.delivery.plan_report import PlanReport, ReportedFinding, ReportedStep
from berthcare.delivery.quoted import MOST_CHARACTERS
from berthcare.delivery.report_folder import PlanReports
from tests.unit.delivery.reports import AGAINST, COST, PLANNED, everything, leave_text

EVIL = "evil"
TEXTS = [
    f"@{EVIL} ping",
    f"#1 GH-1 owner/repo#1 {EVIL}",
    f"https://{EVIL}.example www.{EVIL}.example {EVIL}@{EVIL}.example",
    f"[{EVIL}](https://x.example)",
    f"![{EVIL}](https://x.example/p.png)",
    f"<img src=x onerror={EVIL}>",
    f"</details></summary></sub> {EVIL}",
    f"<!-- {EVIL} -->",
    f"--> {EVIL}",
    f"` {EVIL} `",
    f"`` {EVIL} ``` {EVIL}",
    f"\n\n```\n# {EVIL}\n```\n",
    f"~~~\n{EVIL}\n~~~~~",
    f"a | {EVIL} | b",
    f"a \\| {EVIL} \\` b \\\\",
    f"\r\n\r\n# {EVIL}",
    f"\u2028\u2029\x85\x0b\x0c# {EVIL}",
    f"\u202e{EVIL}\u2066 \x1b[31m \x00",
    f"&lt;{EVIL}&gt; &#64;{EVIL}",
    f"    {EVIL}",
    f"- [ ] {EVIL}\n> [!CAUTION]\n> {EVIL}",
    f"::error::{EVIL}",
    "\ud800" + EVIL,
]
OUR_TAGS = re.compile(r"<details>|</details>|<summary>[0-9,]+ steps? more</summary>|</?sub>")
MARKDOWN = MarkdownIt("commonmark").enable("table")


def hostile(text: str, **changed: object) -> PlanReport:
    name = text[:300]
    lines = [{"name": text[:200], "before_usd": "1.00", "now_usd": None}]
    cost = {**COST, "against": {**AGAINST, "changes": lines}}
    report = replace(
        PLANNED,
        succeeded=False,
        errors=(text,),
        engine=text[:40],
        state_serial=name,
        steps=tuple(ReportedStep(op, name, name, (name,) * 3) for op in ("create", "delete")),
        policies=(ReportedFinding("mandatory", name, name, text),),
        cost=cost,
    )
    return replace(report, **changed)  # type: ignore[arg-type] # any field


def outside_code(comment: str) -> tuple[str, str]:
    """Return what GitHub would read as words or links, and what it would read as HTML."""
    words, html = [], []
    for token in MARKDOWN.parse(comment):
        for one in [token, *(token.children or [])]:
            if one.type in ("text", "link_open", "image", "code_block"):
                words.append(f"{one.type if one.type != 'text' else ''} {one.content} {one.attrs}")
            elif one.type in ("html_block", "html_inline"):
                html.append(one.content)
    return "\n".join(words), "\n".join(html)


@pytest.mark.parametrize("text", TEXTS)
def test_a_hostile_text_is_nothing_but_code(text: str, tmp_path: Path) -> None:
    found = PlanReports((hostile(text),), (("report.json", text),))

    comment = plan_comment(found, None)

    words, html = outside_code(comment)
    assert EVIL in comment
    assert EVIL not in words
    assert EVIL not in html
    assert (
        not OUR_TAGS.sub("", html)
        .replace("<!-- berthcare: plans of a pull request -->", "")
        .strip()
    )
    assert "link_open" not in words
    assert "image" not in words


@pytest.mark.parametrize("text", TEXTS)
def test_a_hostile_text_leaves_the_headings_and_the_table_as_they_are(text: str) -> None:
    comment = plan_comment(PlanReports((hostile(text),), ()), None)

    tokens = MARKDOWN.parse(comment)
    headings = [n.content for h, n in itertools.pairwise(tokens) if h.type == "heading_open"]
    rows = "".join(
        "|" if one.type == "td_open" else "\n"
        for one in tokens
        if one.type in ("td_open", "tr_close")
    )
    assert headings == [
        "Plans",
        "Staging, real: refused by policy",
        "Staging, embedded: no report",
        "Production, real: no report",
        "Production, embedded: no report",
    ]
    assert rows.split() == ["||||"] * 4


@pytest.mark.parametrize("text", TEXTS)
def test_no_character_that_steers_a_terminal_or_a_reader_is_passed_on(text: str) -> None:
    comment = plan_comment(PlanReports((hostile(text),), ()), None)

    assert all(char.isprintable() or char == "\n" for char in comment)


@pytest.mark.parametrize("char", ["`", "\U0001f600", "`a|"])
def test_the_largest_report_is_cut_to_what_github_takes_and_says_so(char: str) -> None:
    name, message = (char * 300)[:300], (char * 4_000)[:4_000]
    steps = tuple(
        ReportedStep(op, name, name, (name,) * 100)
        for op in ("create", "delete")
        for _ in range(1_000)
    )
    finding = ReportedFinding("mandatory", name, name, message)
    huge = [
        replace(
            one, succeeded=False, errors=(message,) * 100, steps=steps, policies=(finding,) * 1_000
        )
        for one in everything()
    ]

    comment = plan_comment(PlanReports(tuple(huge), ((name, message),) * 20), None)

    assert len(comment) <= MOST_CHARACTERS
    assert re.search(r"… and [0-9,]+ more", comment)
    assert comment.count("1,000 to create, 0 to update, 0 to replace, 1,000 to delete") == 4


def test_a_report_of_any_operations_is_counted_in_few_words() -> None:
    steps = tuple(ReportedStep("a" * (n + 1), "t", "n") for n in range(39))

    comment = plan_comment(PlanReports((replace(PLANNED, steps=steps),), ()), None)

    (counts,) = [line for line in comment.splitlines() if "to create" in line]
    assert len(counts) < 300


def test_a_folder_with_a_hostile_name_is_told_as_code(tmp_path: Path) -> None:
    leave_text(tmp_path, "@evil <img> `x` ..", "{}")

    comment = plan_comment(PlanReports.read(tmp_path, from_fork=True), None)

    assert EVIL in comment
    assert EVIL not in outside_code(comment)[0]
