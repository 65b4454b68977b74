"""How answers are marked: the rules alone, without a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.courses.marking import PASS_PERCENT, Marks, is_right, mark, number_of
from webapp.courses.models import Question, QuestionKind


def question(kind, *, right=(), wrong=(), answers=(), tolerance=0.0, id=1):
    choices = [{"text": text, "is_correct": True} for text in right]
    choices += [{"text": text, "is_correct": False} for text in wrong]
    return Question(
        id=id, kind=QuestionKind(kind), choices=choices, answers=list(answers), tolerance=tolerance
    )


@pytest.mark.parametrize(
    ("given", "verdict"), [(["A"], True), (["B"], True), (["C"], False), ([], False), (["A", "B"], False)]
)
def test_of_a_single_choice_any_right_one_will_do(given, verdict):
    assert is_right(question("single", right="AB", wrong="C"), given) is verdict


@pytest.mark.parametrize(
    ("given", "verdict"),
    [(["A", "B"], True), (["B", "A"], True), (["A"], False), (["A", "B", "C"], False), ([], False)],
)
def test_of_several_choices_all_right_ones_and_no_wrong_one(given, verdict):
    assert is_right(question("multiple", right="AB", wrong="C"), given) is verdict


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("working end", True),
        ("  Working   END ", True),
        ("WORKING\u00a0END", True),
        ("Straße", True),
        ("STRASSE", True),
        ("workingend", False),
        ("", False),
    ],
)
def test_a_text_whatever_its_case_and_spacing(typed, verdict):
    assert is_right(question("text", answers=["Working end", "straße"]), [typed]) is verdict


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("0.65", True),
        ("0,65", True),
        (".6", True),
        ("0.7", True),
        ("0.70", True),
        ("6.5e-1", True),
        ("\u22120.65", False),
        ("0.7000001", False),
        ("0.5999", False),
        ("65%", False),
        ("1e9999", False),
        ("nan", False),
        ("Infinity", False),
        ("９", False),
    ],
)
def test_a_number_no_further_off_than_the_tolerance(typed, verdict):
    assert is_right(question("number", answers=["0.65"], tolerance=0.05), [typed]) is verdict


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1 000", 1000), ("1\u202f000,5", 1000.5), ("-3", -3), ("\u22123", -3), ("+3.", 3), ("1,234.5", None)],
)
def test_numbers_as_people_write_them(typed, number):
    found = number_of(typed)
    assert (None if found is None else float(found)) == number


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading_of_numbers(typed):
    number_of(typed)
    is_right(question("number", answers=["1e300", "x"], tolerance=1e-300), [typed])


@pytest.mark.parametrize(
    ("score", "total", "passes"), [(7, 10, True), (6, 10, False), (2, 3, False), (3, 3, True), (0, 0, False)]
)
def test_a_quiz_is_passed_from_a_share_on(score, total, passes):
    assert PASS_PERCENT == 70
    assert Marks(frozenset(range(score)), total).is_passed is passes


def test_each_question_counts_as_a_whole():
    asked = [question("single", right="A", wrong="B", id=1), question("text", answers=["x"], id=2)]
    marks = mark(asked, {1: ["A"], 2: ["y"], 99: ["A"]})
    assert (marks.score, marks.total, marks.right) == (1, 2, frozenset({1}))
