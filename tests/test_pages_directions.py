"""What people write from right to left is read from right to left, in the midst of pages that are not."""

import pytest

from tests.staging import backstage, enter
from tests.walked import cast, site
from tests.weeks_walked import week_after
from webapp import entries
from webapp.accounts import User
from webapp.core.stores import db
from webapp.entries import EntryInput
from webapp.flow import commit
from webapp.schedules import Details, Slot, plan

__all__ = ["cast", "site"]

TITLE = "مرحبا RTL عنوان"
BODY = "شكرا Hello كلمة"
WRONG = """([root, text]) => {
  const walk = document.createTreeWalker(document.querySelector(root), NodeFilter.SHOW_TEXT);
  const box = (node, from, to) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    return range.getBoundingClientRect();
  };
  let found = 0;
  const wrong = [];
  while (walk.nextNode()) {
    const node = walk.currentNode, at = node.data.indexOf(text);
    if (at < 0 || node.parentElement.closest(".visually-hidden") || !node.parentElement.checkVisibility()) continue;
    found += 1;
    const first = box(node, at, at + text.indexOf(" "));
    const last = box(node, at + text.lastIndexOf(" ") + 1, at + text.length);
    if (first.top === last.top && first.left < last.left) wrong.push(node.parentElement.outerHTML);
  }
  return found ? wrong : "nowhere";
}"""
"""Where a text is printed with its last word to the right of its first."""


@pytest.fixture(scope="module")
def entry_id(site, cast):
    """Ada's entry and her session, both called in Arabic."""
    with backstage(site):
        ada, mira = (db.session.get_one(User, cast.people[name]) for name in ("Ada", "Mira"))
        entry = entries.submit(EntryInput.of({"title": TITLE, "body": BODY}), by=ada)
        entries.comment(entry, BODY, by=mira)
        at = week_after(1)
        plan(ada, [Slot(at, at.replace(hour=11), "UTC")], Details(title=TITLE), by=mira)
        commit()
        return entry.id


@pytest.mark.parametrize(
    ("name", "path", "text"),
    [
        ("Ada", "/entries", TITLE),
        ("Ada", "/entries/{}", TITLE),
        ("Ada", "/entries/{}", BODY),
        ("Mira", "/mentor", TITLE),
        ("Mira", "/mentor/schedules?week={week}", TITLE),
    ],
)
def test_it_reads_from_right_to_left_wherever_it_is_printed(site, cast, entry_id, page_for, name, path, text):
    page = page_for(site.url)
    year, number, _ = week_after(1).isocalendar()
    enter(page, name, then=path.format(entry_id, week=f"{year}-W{number:02}"))
    assert page.evaluate(WRONG, ["main", text]) == []


def test_what_is_typed_runs_in_its_own_direction(site, cast, entry_id, page_for):
    page = page_for(site.url)
    enter(page, "Ada", then="/entries/new")
    fields = page.locator("main :is(input[name=title], textarea[name=body])")
    fields.nth(0).fill(TITLE)
    fields.nth(1).fill(BODY)
    bidi = "one => getComputedStyle(one).unicodeBidi"
    assert [field.evaluate(bidi) for field in fields.all()] == ["plaintext", "plaintext"]


def test_a_sentence_of_ours_that_begins_with_such_a_name_still_runs_from_left_to_right(
    site, cast, entry_id, page_for
):
    with backstage(site):
        ada = db.session.get_one(User, cast.people["Ada"])
        ada.name = "ليلى"
        entries.submit(EntryInput.of({"title": "Bends", "body": "Words."}), by=ada)
        commit()
    page = page_for(site.url)
    enter(page, "Mira", then="/notifications")
    title = page.locator("main .note__title a:visible", has_text="ليلى").first
    ends = """one => {
      const range = document.createRange(), [node] = one.childNodes;
      const left = (at) => (range.setStart(node, at), range.setEnd(node, at + 1), range.getBoundingClientRect().left);
      return left(0) < left(node.data.length - 1);
    }"""
    assert title.evaluate(ends)
