"""What surrounds every page."""

import re

from tests.planning import agreed


def test_a_missing_file_is_answered_with_a_page_that_says_so(sign_in, ada):
    answer = sign_in(ada).get("/static/js/no-such-file.js")

    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_a_page_that_is_not_there_has_the_bell_of_every_page(sign_in, ada, mira):
    agreed(ada, mira)
    answer = sign_in(ada).get("/nothing-here")
    assert answer.status_code == 404
    count = r'<b class="bell__count" aria-hidden="true">(\d+)</b>'
    assert re.findall(count, answer.text) == re.findall(count, sign_in(ada).get("/courses").text) != []


def test_a_part_that_fails_leaves_the_rest_of_the_page_as_it_is(sign_in, enrolled, monkeypatch, caplog):
    def broken(student_id):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("webapp.analytics.weeks.week", broken)
    page = sign_in(enrolled).get("/")
    assert page.status_code == 200
    assert page.text.count("Could not load this part") == 1
    assert "Hours learned" in page.text
    assert "Enrolled in <b>Knots</b>" in page.text
    (words,) = {record.getMessage() for record in caplog.records if "Could not print" in record.getMessage()}
    reference = words.partition("(")[2].partition(")")[0]
    assert f"Reference {reference}" in page.text
    assert "a fault of ours" not in page.text
