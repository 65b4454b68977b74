"""A quiz: answered on its page, marked by the server, kept try by try."""

import pytest
import sqlalchemy as sa

from webapp import analytics, courses
from webapp.core.stores import db
from webapp.courses.models import Question, QuestionKind, QuizAttempt, UnitCompletion
from webapp.flow import commit


@pytest.fixture
def quiz(units):
    """Mira's quiz: a choice, several choices, a word and a number."""
    unit = units["What holds?"]
    unit.questions += [
        Question(
            position=2,
            kind=QuestionKind.multiple,
            prompt="Choose all bends.",
            choices=[
                {"text": "Sheet bend", "is_correct": True, "feedback": ""},
                {"text": "Carrick bend", "is_correct": True, "feedback": ""},
                {"text": "Clove hitch", "is_correct": False, "feedback": "A hitch is no bend."},
            ],
        ),
        Question(position=3, kind=QuestionKind.text, prompt="Which end works?", answers=["working end"]),
        Question(
            position=4,
            kind=QuestionKind.number,
            prompt="How strong?",
            answers=["0.65"],
            tolerance=0.05,
            explanation="About *two thirds*.",
        ),
    ]
    commit()
    return unit


RIGHT = ("0", ["0", "1"], "Working End", "0,65")
WRONG = ("1", ["0", "2"], "bitter end", "12")


def sheet(quiz, *answers):
    names = [f"q{question.id}" for question in quiz.questions]
    return dict(zip(names, answers, strict=True))


def attempts():
    return db.session.scalars(sa.select(QuizAttempt).order_by(QuizAttempt.id)).all()


def send(browser, quiz, *answers):
    return browser.post(f"/units/{quiz.id}/attempts", data=sheet(quiz, *answers))


def test_all_right_passes_and_finishes_the_unit(sign_in, enrolled, quiz, heard):
    browser = sign_in(enrolled)
    answer = send(browser, quiz, *RIGHT)
    assert answer.status_code == 303
    assert answer.location == f"/units/{quiz.id}#result"
    page = browser.get(f"/units/{quiz.id}").text
    assert "<b>4</b> of 4 right, passed" in page
    assert page.count("Right</p>") == 4
    (attempt,) = attempts()
    assert (attempt.score, attempt.total, attempt.is_passed) == (4, 4, True)
    assert db.session.get(UnitCompletion, (enrolled.id, quiz.id)) is not None
    enrollment = courses.enrollment_of(enrolled.id, quiz.course_id)
    assert enrollment is not None
    assert enrollment.progress == 20
    assert "course:quizMarked" in heard(enrolled)


def test_too_much_wrong_finishes_nothing_and_shows_what_was_wrong(sign_in, enrolled, quiz):
    browser = sign_in(enrolled)
    send(browser, quiz, "0", ["0", "2"], "working end", "12")
    page = browser.get(f"/units/{quiz.id}").text
    assert "<b>2</b> of 4 right, not passed" in page
    assert page.count("Right</p>") == 2
    assert page.count("Not right</p>") == 2
    assert "A hitch is no bend." in page
    assert "<em>two thirds</em>" in page
    assert 'value="12"' in page
    assert db.session.get(UnitCompletion, (enrolled.id, quiz.id)) is None
    assert analytics.figures(enrolled.id).average_progress == 0


def test_there_may_be_any_number_of_tries_and_all_are_kept(sign_in, enrolled, quiz):
    browser = sign_in(enrolled)
    for answers in (WRONG, RIGHT, WRONG):
        assert send(browser, quiz, *answers).status_code == 303
    assert [attempt.score for attempt in attempts()] == [0, 4, 0]
    page = browser.get(f"/units/{quiz.id}").text
    assert "Your 3 tries" in page
    assert "<b>0</b> of 4 right" in page
    assert db.session.get(UnitCompletion, (enrolled.id, quiz.id)) is not None
    enrollment = courses.enrollment_of(enrolled.id, quiz.course_id)
    assert enrollment is not None
    assert enrollment.progress == 20


def test_a_blank_sheet_is_one_link_away(sign_in, enrolled, quiz):
    browser = sign_in(enrolled)
    send(browser, quiz, *RIGHT)
    page = browser.get(f"/units/{quiz.id}?again=").text
    assert " checked" not in page
    assert "Working End" not in page


def test_what_has_no_answer_is_named_and_the_rest_stays_as_typed(sign_in, enrolled, quiz):
    browser = sign_in(enrolled)
    answer = browser.post(f"/units/{quiz.id}/attempts", data=sheet(quiz, "0", [], "", "many"))
    assert answer.status_code == 422
    assert answer.text.index("Question 2 has no answer yet.") < answer.text.index(
        "Question 3 has no answer yet."
    )
    assert "Question 4 asks for a number, like 3.5 or 3,5." in answer.text
    first = quiz.questions[0]
    assert f'id="f-q{first.id}-0" value="0" checked' in answer.text
    assert 'value="many"' in answer.text
    assert f'href="#f-q{quiz.questions[1].id}"' in answer.text
    assert not attempts()


@pytest.mark.parametrize(
    "extra",
    [
        {"q999999": "0"},
        {"is_passed": "1"},
        {"score": "4"},
    ],
)
def test_what_is_not_asked_is_not_taken(sign_in, enrolled, quiz, extra):
    answer = sign_in(enrolled).post(f"/units/{quiz.id}/attempts", data=sheet(quiz, *RIGHT) | extra)
    assert answer.status_code == 422
    assert "This quiz has changed since you opened it." in answer.text
    assert not attempts()


@pytest.mark.parametrize(
    "answers",
    [
        ("7", ["0", "1"], "x", "1"),
        ("-1", ["0", "1"], "x", "1"),
        (["0", "1"], ["0", "1"], "x", "1"),
        ("0", ["0", "9"], "x", "1"),
        ("0", ["0", "1"], "x" * 201, "1"),
        ("0", ["0", "1"], "a\x00b", "1"),
        ("0", ["0", "1"], "x", "9" * 61),
        ("0", ["0", "1"], ["x", "y"], "1"),
    ],
)
def test_an_answer_that_cannot_be_one_is_refused(sign_in, enrolled, quiz, answers):
    assert send(sign_in(enrolled), quiz, *answers).status_code == 422
    assert not attempts()


def test_answers_are_shown_as_text(sign_in, enrolled, quiz):
    bad = '"><script>alert(1)</script>'
    quiz.questions[0].choices = [
        {"text": bad, "is_correct": True, "feedback": bad},
        {"text": "no", "is_correct": False, "feedback": ""},
    ]
    quiz.questions[0].prompt = quiz.questions[0].explanation = f"{bad} <img src=x onerror=alert(1)>"
    commit()
    browser = sign_in(enrolled)
    send(browser, quiz, "0", ["0", "1"], bad, "1")
    for path in (f"/units/{quiz.id}", "/", f"/courses/{quiz.course_id}"):
        page = browser.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    refused = browser.post(f"/units/{quiz.id}/attempts", data=sheet(quiz, "0", [], bad, bad)).text
    assert "<script>alert" not in refused


def test_questions_that_changed_are_not_marked_anew(sign_in, enrolled, quiz):
    browser = sign_in(enrolled)
    send(browser, quiz, *RIGHT)
    quiz.questions[2].answers = ["standing part"]
    commit()
    page = browser.get(f"/units/{quiz.id}").text
    assert "<b>4</b> of 4 right, passed" in page
    assert "The questions have changed since you answered them" in page
    assert "Not right" not in page


def test_only_those_in_the_course_may_answer(sign_in, visitor, ada, ben, mira, noor, quiz, course):
    assert send(sign_in(ben), quiz, *RIGHT).status_code == 404
    assert send(sign_in(noor), quiz, *RIGHT).status_code == 403
    assert send(sign_in(mira), quiz, *RIGHT).status_code == 403
    assert send(visitor, quiz, *RIGHT).status_code == 401
    assert not attempts()


def test_somebody_elses_tries_are_not_shown(sign_in, enrolled, ben, quiz, course):
    courses.enroll(ben, course)
    commit()
    send(sign_in(enrolled), quiz, *RIGHT)
    page = sign_in(ben).get(f"/units/{quiz.id}").text
    assert "passed</p>" not in page
    assert " checked" not in page


def test_a_unit_of_another_kind_takes_no_answers(sign_in, enrolled, units):
    browser = sign_in(enrolled)
    assert browser.post(f"/units/{units['Loops'].id}/attempts").status_code == 409
    assert browser.post(f"/units/{units['What holds?'].id}/completion").status_code == 409
    assert (
        browser.post(f"/units/{units['What holds?'].id}/submissions", data={"text": "x"}).status_code == 409
    )


def test_a_quiz_without_questions_says_so(sign_in, enrolled, units):
    unit = units["What holds?"]
    unit.questions = []
    commit()
    browser = sign_in(enrolled)
    assert "This quiz has no questions yet." in browser.get(f"/units/{unit.id}").text
    assert browser.post(f"/units/{unit.id}/attempts").status_code == 409


def test_a_claim_by_beacon_passes_no_quiz(sign_in, enrolled, quiz):
    browser = sign_in(enrolled)
    for kind in ("quiz_complete", "lesson_complete"):
        browser.post("/api/courses/activity/track", json={"activity_type": kind, "unit_id": quiz.id})
    assert db.session.get(UnitCompletion, (enrolled.id, quiz.id)) is None
