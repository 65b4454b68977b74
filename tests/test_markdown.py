"""Markdown that people wrote, as it is shown."""

import re

import pytest

from webapp.core.markdown import render


def test_what_may_be_wider_than_the_page_can_be_scrolled_with_the_keyboard():
    shown = render("| a | b |\n|---|---|\n| 1 | 2 |\n\n    code\n")

    assert '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>' in shown
    assert "</table></div>" in shown
    assert '<pre tabindex="0"><code>' in shown


def test_written_html_stays_text():
    shown = render("<script>alert(1)</script> <pre tabindex=9 hx-get=/x>")

    assert "<script" not in shown
    assert "<pre" not in shown


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# A\n## B\n### C", [2, 3, 4]),
        ("### A\n### B\n# C\n### D\n## E", [2, 2, 2, 3, 3]),
        ("###### A", [2]),
        ("A\n===\n\nB\n---", [2, 3]),
    ],
)
def test_headings_begin_below_the_pages_own_and_leave_no_level_out(text, levels):
    assert [int(level) for level in re.findall(r"<h(\d)>", render(text))] == levels
    assert [int(level) for level in re.findall(r"</h(\d)>", render(text))] == levels


def test_a_table_without_headings_has_no_empty_ones():
    assert "<th" not in render("| | |\n|---|---|\n| 1 | 2 |")
    assert "<td></td>\n<th>b</th>" in render("| | b |\n|---|---|\n| 1 | 2 |")
