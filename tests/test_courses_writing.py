"""Writing units and questions: previews, faults, two who write at once."""

import pytest

from tests.editing import fresh, unit_form
from webapp.courses.authoring.versions import version_of


def test_what_was_saved_meanwhile_is_shown_not_overwritten(teacher, units):
    unit = units["Loops"]
    mine, theirs = unit_form(unit, body="Mine."), unit_form(unit, body="Theirs.")
    place = f"/mentor/units/{unit.id}"
    assert teacher.post(place, data=theirs).status_code == 303
    clash = teacher.post(place, data=mine)
    assert clash.status_code == 409
    assert "Mine." in clash.text
    assert "Theirs." in clash.text
    assert fresh(unit).body == "Theirs."
    both = unit_form(fresh(unit), body="Mine. Theirs.")
    assert f'value="{both["version"]}"' in clash.text
    assert "Somebody changed this while you were writing" in clash.text
    assert clash.text.count('<dt id="differs-') == 1
    assert '<button class="button" form="written">Keep what I typed</button>' in clash.text
    assert f'href="{place}">Take what is saved</a>' in clash.text
    assert teacher.post(place, data=both).status_code == 303
    assert fresh(unit).body == "Mine. Theirs."


def test_a_clash_is_seen_even_when_something_else_is_wrong(teacher, units):
    unit = units["Loops"]
    stale = unit_form(unit, body="Mine.", title="")
    teacher.post(f"/mentor/units/{unit.id}", data=unit_form(unit, body="Theirs."))
    refused = teacher.post(f"/mentor/units/{unit.id}", data=stale)
    assert refused.status_code == 422
    assert "Theirs." in refused.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("title", "two\nlines"),
        ("minutes", "0"),
        ("minutes", "601"),
        ("minutes", "a while"),
        ("video_url", "javascript:alert(1)"),
        ("video_url", "//example.org/film.mp4"),
        ("video_url", "ftp://example.org/film.mp4"),
        ("body", "a\x00b"),
        ("body", "x" * 300_001),
        ("kind", "quiz"),
        ("course_id", "1"),
        ("archived_at", "2026-01-01"),
    ],
)
def test_a_unit_with_a_fault_comes_back_with_what_was_typed(teacher, units, field, value):
    unit = units["A bowline in slow motion"]
    form = unit_form(unit, section="Typed <b>before</b>") | {field: value}
    answer = teacher.post(f"/mentor/units/{unit.id}", data=form)
    assert answer.status_code == 422
    assert "Typed &lt;b&gt;before&lt;/b&gt;" in answer.text
    assert fresh(unit).section == ""


def test_a_preview_shows_the_text_clean_and_saves_nothing(teacher, units, course):
    unit = units["Loops"]
    form = unit_form(
        unit, body="# Hi\n\n<script>alert(1)</script>\n\n![k](asset:knot.png) [x](javascript:alert(1))"
    )
    page = teacher.post(f"/mentor/units/{unit.id}/preview", data=form)
    assert page.status_code == 200
    assert "<h2>Hi</h2>" in page.text
    assert "<script>alert" not in page.text
    assert 'javascript:alert(1)"' not in page.text
    assert f'src="/courses/{course.id}/files/knot.png"' in page.text
    fragment = teacher.post(f"/mentor/units/{unit.id}/preview", data=form, headers={"HX-Request": "true"})
    assert fragment.text.startswith('<div class="prose"')
    assert fresh(unit).body == "Text."
    summary = {"summary": "**bold** <img src=x onerror=alert(1)>", "title": "x", "version": "x"}
    shown = teacher.post(f"/mentor/courses/{course.id}/preview", data=summary)
    assert "<strong>bold</strong>" in shown.text
    assert "<img src=x" not in shown.text


SINGLE = {"kind": "single", "prompt": "Which?", "choice-1": "This", "choice-2": "That", "right": "1"}


def test_questions_of_all_kinds_are_written_changed_and_ordered(teacher, units):
    quiz = units["What holds?"]
    place = f"/mentor/units/{quiz.id}/questions"
    several = SINGLE | {
        "kind": "multiple",
        "right": ["1", "3"],
        "choice-3": "Also",
        "feedback-2": "It slips.",
    }
    text = {
        "kind": "text",
        "prompt": "Name it",
        "answers": "Bowline\nKing of knots\n\n",
        "explanation": "*The* one.",
    }
    number = {"kind": "number", "prompt": "How long?", "answers": "2,5", "tolerance": "0,1"}
    for form in (SINGLE, several, text, number):
        assert teacher.post(place, data=form).status_code == 303
    found = fresh(quiz).questions[1:]
    assert [question.kind for question in found] == ["single", "multiple", "text", "number"]
    assert found[1].choices[1] == {"text": "That", "is_correct": False, "feedback": "It slips."}
    assert found[2].answers == ["Bowline", "King of knots"]
    assert found[3].tolerance == 0.1
    last = found[3]
    page = teacher.get(f"/mentor/questions/{last.id}")
    assert 'value="2,5"' in page.text
    changed = number | {"answers": "3", "version": version_of(last)}
    assert teacher.post(f"/mentor/questions/{last.id}", data=changed).status_code == 303
    assert teacher.post(f"/mentor/questions/{last.id}", data=changed | {"answers": "4"}).status_code == 409
    teacher.post(f"/mentor/questions/{last.id}/place", data={"direction": "up"})
    assert [question.answers for question in fresh(quiz).questions[3:]] == [
        ["3"],
        ["Bowline", "King of knots"],
    ]
    assert "King of knots" in teacher.get(f"/mentor/units/{quiz.id}").text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"prompt": ""}, "prompt"),
        ({"right": ""}, None),
        ({"choice-2": ""}, None),
        ({"choice-2": "this "}, None),
        ({"choice-3": "", "feedback-3": "for nothing"}, "choice-3"),
        ({"choice-1": "x" * 1001}, "choice-1"),
        ({"right": ["1", "4"]}, "choice-4"),
        ({"kind": "essay"}, "kind"),
        ({"kind": "text"}, None),
        ({"kind": "number", "answers": "about three"}, None),
        ({"kind": "number", "answers": "nan"}, None),
        ({"kind": "number", "answers": "3", "tolerance": "-1"}, "tolerance"),
        ({"kind": "number", "answers": "3", "tolerance": "inf"}, "tolerance"),
        ({"position": "1"}, "position"),
    ],
)
def test_a_question_that_nobody_could_answer_is_refused(teacher, units, changes, field):
    quiz = units["What holds?"]
    answer = teacher.post(f"/mentor/units/{quiz.id}/questions", data=SINGLE | changes)
    assert answer.status_code == 422
    if field and field.startswith("choice"):
        assert f'id="f-{field}-error"' in answer.text
    assert len(fresh(quiz).questions) == 1


def test_more_rows_for_choices_need_no_script(teacher, units):
    quiz = units["What holds?"]
    page = teacher.post(f"/mentor/units/{quiz.id}/questions", data=SINGLE | {"rows": "4", "more": "yes"})
    assert page.status_code == 200
    assert 'name="choice-8"' in page.text
    assert 'value="That"' in page.text
    assert len(fresh(quiz).questions) == 1


def test_the_last_question_of_a_quiz_that_students_meet_stays(teacher, units):
    quiz = units["What holds?"]
    question = quiz.questions[0]
    assert teacher.post(f"/mentor/questions/{question.id}/deletion").status_code == 409
    teacher.post(f"/mentor/units/{quiz.id}/archive")
    assert teacher.post(f"/mentor/questions/{question.id}/deletion").status_code == 303


def test_only_quizzes_have_questions(teacher, units):
    assert teacher.get(f"/mentor/units/{units['Loops'].id}/questions/new").status_code == 404
    assert teacher.post(f"/mentor/units/{units['Loops'].id}/questions", data=SINGLE).status_code == 404
