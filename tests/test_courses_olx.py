"""An OLX course becomes an outline: what is where, under which key, and what the report says of it."""

import pytest

from tests.olx_courses import page, problem, written
from webapp.courses.olx import ImportRefused, read_course

CHOICE = '<choicegroup><choice correct="true">Yes</choice><choice correct="false">No</choice></choicegroup>'
QUESTION = f"<multiplechoiceresponse><label>Well?</label>{CHOICE}</multiplechoiceresponse>"


def html(name, text="<p>Some words.</p>", title="Text"):
    return f'<html url_name="{name}" display_name="{title}">{text}</html>'


def units(path):
    return [unit for module in read_course(path).modules for unit in module.units]


def left_out(path):
    return {one.url_name: one.reason for one in read_course(path).report.left_out}


def test_a_course_is_read_with_its_identity_and_its_order(tmp_path):
    outline = read_course(written(tmp_path, {"about/overview.html": "<h2>About</h2><p>All of it.</p>"}))

    assert (outline.key, outline.title) == ("Org+C1+run1", "A small course")
    assert outline.summary == "## About\n\nAll of it."
    assert [(module.key, module.title) for module in outline.modules] == [("ch1", "First chapter")]
    (unit,) = outline.modules[0].units
    assert (unit.section, unit.title, unit.kind, unit.body) == (
        "First section",
        "First page",
        "lesson",
        "Hello.",
    )


def test_without_an_overview_the_short_description_is_the_summary(tmp_path):
    assert (
        read_course(written(tmp_path, {"about/short_description.html": "In short."})).summary == "In short."
    )


def test_the_folder_above_the_course_will_do(tmp_path):
    written(tmp_path / "exports" / "course")
    assert read_course(tmp_path).key == "Org+C1+run1"


def test_of_two_courses_side_by_side_none_is_taken(tmp_path):
    written(tmp_path / "one")
    written(tmp_path / "two")
    with pytest.raises(ImportRefused, match="2 courses"):
        read_course(tmp_path)


def test_neighbouring_texts_are_one_lesson_and_neighbouring_problems_one_quiz(tmp_path):
    video = '<video url_name="f1" display_name="Film" youtube_id_1_0="lVPPPpyUOR4"/>'
    blocks = [html("a"), html("b"), video, problem(QUESTION, "p1"), problem(QUESTION, "p2"), html("c")]

    found = units(page(tmp_path, *blocks))
    assert [(unit.kind, unit.key) for unit in found] == [
        ("lesson", "v1/html/a"),
        ("video", "v1/video/f1"),
        ("quiz", "v1/problem/p1"),
        ("lesson", "v1/html/c"),
    ]
    assert [question.key for question in found[2].questions] == ["p1/1", "p2/1"]


def test_a_name_that_somebody_chose_is_a_heading_and_others_are_not(tmp_path):
    blocks = [
        html("a", title="Raw HTML"),
        html("b", title="Why it matters"),
        html("c", "<h3>Own</h3>", "Else"),
    ]
    (unit,) = units(page(tmp_path, *blocks))
    assert unit.body == "Some words.\n\n## Why it matters\n\nSome words.\n\n### Own"


def test_titles_tell_the_units_of_one_page_apart(tmp_path):
    video = '<video url_name="f1" display_name="Film" youtube_id_1_0="lVPPPpyUOR4"/>'
    blocks = [
        html("a"),
        video,
        html("b", title="More of it"),
        problem(QUESTION),
        html("c"),
        problem(QUESTION, "p2", ""),
    ]
    titles = [unit.title for unit in units(page(tmp_path, *blocks))]
    assert titles == [
        "First page",
        "Film",
        "More of it",
        "A problem",
        "First page (continued)",
        "First page: questions",
    ]


def test_keys_do_not_change_when_other_pages_and_other_blocks_do(tmp_path):
    before = units(page(tmp_path / "1", html("a"), problem(QUESTION)))
    changed = page(tmp_path / "2", html("a", "<p>New words.</p>"), html("b"), problem(QUESTION))
    new = '<vertical url_name="v0"><html url_name="x">New</html></vertical>'
    more = f'<sequential>{new}<vertical url_name="v1"/></sequential>'
    after = units(written(changed, {"sequential/s1.xml": more, "vertical/v1.xml": _vertical(changed)}))

    assert [unit.key for unit in after] == ["v0/html/x", *(unit.key for unit in before)]


def _vertical(root):
    return (root / "vertical/v1.xml").read_text()


def test_every_block_is_converted_or_left_out_by_name(tmp_path):
    poll = '<poll url_name="q1" display_name="What do you think?" question="?"/>'
    report = read_course(page(tmp_path, html("a"), poll, html("b", "<style>p {}</style>"))).report

    assert report.converted == {"html": 1}
    assert [(one.kind, one.title, one.url_name, one.where) for one in report.left_out] == [
        ("poll", "What do you think?", "q1", "First page"),
        ("html", "Text", "b", "First page"),
    ]
    assert "Left out: poll “What do you think?” (q1) in “First page”: there are no polls" in report.lines()


def test_a_lesson_says_where_something_is_missing(tmp_path):
    (unit,) = units(page(tmp_path, html("a"), '<poll url_name="q" display_name="Vote"/>'))
    assert unit.body == "Some words.\n\n*A part of the original course is not available here: poll “Vote”.*"


def test_a_page_without_anything_of_use_is_in_the_report(tmp_path):
    assert left_out(page(tmp_path / "empty")) == {"v1": "it is empty"}
    useless = page(tmp_path / "useless", '<lti url_name="t1"/>')
    assert set(left_out(useless)) == {"t1"}
    assert read_course(useless).modules[0].units == ()


def test_what_is_for_the_course_team_only_stays_out(tmp_path):
    secret = '<html url_name="a" visible_to_staff_only="true">The answers</html>'
    assert left_out(page(tmp_path / "1", secret)) == {"a": "it is for the course team only"}

    chapter = (
        '<chapter visible_to_staff_only="true" display_name="Secret"><sequential url_name="s1"/></chapter>'
    )
    outline = read_course(written(tmp_path / "2", {"chapter/ch1.xml": chapter}))
    assert outline.modules == ()
    assert [one.url_name for one in outline.report.left_out] == ["h1"]


def test_a_random_choice_of_problems_becomes_all_of_them(tmp_path):
    inside = problem(QUESTION, "p1") + problem(QUESTION, "p2")
    library = f'<library_content url_name="l1" max_count="1">{inside}</library_content>'
    outline = read_course(page(tmp_path, library))

    assert len(outline.modules[0].units[0].questions) == 2
    assert outline.report.converted == {"library_content": 1, "problem": 2}
    assert "at random" in outline.report.notes[0].text


def test_an_annotated_text_keeps_its_remarks(tmp_path):
    passage = '<annotation title="Word" body="A remark">word</annotation>'
    (unit,) = units(page(tmp_path, f'<annotatable url_name="n1"><p>A {passage}.</p></annotatable>'))
    assert unit.body == "A word \\[1\\].\n\n1. **Word**: A remark"


def test_a_block_that_stands_in_two_places_counts_once(tmp_path):
    twice = "<sequential><vertical url_name='v1'/><vertical url_name='v1'/></sequential>"
    assert left_out(written(tmp_path, {"sequential/s1.xml": twice})) == {
        "v1": "it is already in the course at another place"
    }


def test_a_course_that_contains_itself_comes_to_an_end(tmp_path):
    loop = '<library_content><library_content url_name="l1"/></library_content>'
    path = page(tmp_path, '<library_content url_name="l1"/>', files={"library_content/l1.xml": loop})
    assert left_out(path) == {"l1": "it is already in the course at another place"}


def test_progress_is_told_page_by_page(tmp_path):
    told = []
    read_course(written(tmp_path), progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 1), (1, 1)]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("chapter/ch1.xml", "<chapter", "not well-formed"),
        ("chapter/ch1.xml", "<sequential/>", "its file holds <sequential>"),
        ("course.xml", "<library/>", "holds no course"),
        ("course.xml", '<course url_name="run1" org="" course="C1"/>', "must name its organisation"),
        ("course/run1.xml", '<course><chapter url_name="gone"/></course>', "its file is missing"),
        ("course/run1.xml", '<course><chapter url_name="../../x"/></course>', "not a valid one"),
    ],
)
def test_a_branch_that_cannot_be_read_refuses_the_whole(tmp_path, name, content, fault):
    with pytest.raises(ImportRefused, match=fault):
        read_course(written(tmp_path, {name: content}))


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"html/h1.xml": "<html"}, "not well-formed"),
        ({"html/h1.html": b"\xff\xfe\xfa"}, "not text in UTF-8"),
        ({"html/h1.xml": '<html filename="gone"/>'}, "its file is missing"),
        ({"html/h1.html": "<div>" * 500}, "too deeply nested"),
        ({"html/h1.html": "x" * (2 * 1024 * 1024 + 1)}, "larger than 2 MiB"),
        ({"vertical/v1.xml": '<vertical><html url_name="h2"/></vertical>'}, "its file is missing"),
    ],
)
def test_a_leaf_that_cannot_be_read_is_left_out(tmp_path, files, reason):
    (found,) = left_out(written(tmp_path, files)).values()
    assert reason in found
