"""A real course, whole: every page in order, every block accounted for by name, every text readable."""

import re
import tarfile
from collections import Counter
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from tests.needs import SHARED_DATA, need_data
from webapp.courses.olx import read_course

COURSE = SHARED_DATA / "openedx-demo-course.olx.tar.gz"
READER = MarkdownIt("commonmark", {"html": True}).enable("table")
POINTERS = {"chapter", "sequential", "vertical", "library_content"}


@pytest.fixture(scope="module")
def course():
    need_data(COURSE.name)
    return read_course(COURSE)


@pytest.fixture(scope="module")
def pages():
    """The pages of the course by a second way of reading it: (vertical, [(kind, name)…]) in order."""
    need_data(COURSE.name)
    with tarfile.open(COURSE) as archive:
        files = {member.name: archive.extractfile(member) for member in archive}
        texts = {name: file.read() for name, file in files.items() if file and name.endswith(".xml")}

    def opened(element):
        path = f"demo-course/course/{element.tag}/{element.get('url_name')}.xml"
        return ElementTree.fromstring(texts[path]) if element.tag in POINTERS else element

    def blocks(vertical):
        for child in opened(vertical):
            yield child.tag, child.get("url_name")
            if child.tag == "library_content":
                yield from blocks(child)

    root = ElementTree.fromstring(texts["demo-course/course/course/DemoCourse.xml"])
    return [
        (vertical.get("url_name"), list(blocks(vertical)))
        for chapter in root.findall("chapter")
        for sequential in opened(chapter)
        for vertical in opened(sequential)
    ]


def units_of(course):
    return [unit for module in course.modules for unit in module.units]


def texts_of(course):
    for unit in units_of(course):
        yield unit.body
        for question in unit.questions:
            yield from (question.prompt, question.explanation)


def test_it_comes_in_whole_and_in_order(course, pages):
    assert (course.key, course.title) == ("OpenedX+DemoX+DemoCourse", "Open edX Demo Course")
    assert len(course.modules) == 6
    assert len(pages) == 58
    assert len({(module.key, unit.section) for module in course.modules for unit in module.units}) == 17
    assert list(dict.fromkeys(unit.key.split("/")[0] for unit in units_of(course))) == [
        name for name, _ in pages
    ]
    assert course.modules[0].title == "Module 1: Dive into the Open edX® platform!"


def test_every_block_is_either_converted_or_left_out(course, pages):
    there = Counter(kind for _, blocks in pages for kind, _ in blocks)
    left_out = Counter(one.kind for one in course.report.left_out)

    assert Counter(course.report.converted) + left_out == there
    assert {(one.kind, one.url_name) for one in course.report.left_out} <= {
        block for _, blocks in pages for block in blocks
    }
    assert len({(one.kind, one.url_name) for one in course.report.left_out}) == len(course.report.left_out)


def test_the_account_of_it(course):
    assert course.report.converted == {
        "annotatable": 1,
        "html": 146,
        "library_content": 1,
        "problem": 18,
        "video": 11,
    }
    reasons = Counter(one.reason for one in course.report.left_out if one.kind == "html")
    assert reasons == {
        "it is a form that works only with a script of its own": 58,
        "it holds only styles, scripts or blanks": 62,
    }
    assert {one.title for one in course.report.left_out if one.kind == "problem"} == {
        "Advanced Numerical Problem with Fractions and Constants",
        "Advanced text input",
        "Reflection questions",
        "Image Mapped Input",
        "Simple Python-Evaluated Input Problem",
        "Advanced Custom Python-Evaluated Input Problem",
        "Custom JavaScript Display and Grading",
        "Medical Scenario",
        "Simple Code Grading using Python Problem Builder",
        "Design a Logic Gate",
        "Protein Builder",
    }
    assert Counter(unit.kind for unit in units_of(course)) == {"lesson": 65, "video": 11, "quiz": 9}


def test_its_questions(course):
    questions = {question.key: question for unit in units_of(course) for question in unit.questions}
    assert len(questions) == 25
    assert Counter(question.kind for question in questions.values()) == {
        "single": 19,
        "number": 3,
        "multiple": 2,
        "text": 1,
    }
    sixth = questions["85f3f7f9b72548af880975112f27817c/6"]
    assert sixth.prompt == "Law of Universal Gravitation – Scientist's Country of Origin"
    assert [choice.text for choice in sixth.choices if choice.correct] == ["England"]
    assert (questions["3b8100660f3947c198e0a9b35f7c6cf6/1"].number) == 600


def test_its_films(course):
    films = [unit for unit in units_of(course) if unit.kind == "video"]
    assert sum(bool(film.video_youtube) for film in films) == 10
    assert [film.video_url for film in films if film.video_url] == [
        "https://curricume-uploads.s3.amazonaws.com/videos/Jellyfish_720_10s_2MB.mp4"
    ]
    assert sum(bool(film.transcript) for film in films) == 5


def test_every_key_is_there_once(course):
    keys = [unit.key for unit in units_of(course)]
    assert len(set(keys)) == len(keys)
    assert max(map(len, keys)) <= 200


def test_every_file_that_is_shown_is_there_and_no_other(course):
    shown = {name for text in texts_of(course) for name in re.findall(r"\(asset:([^)]+)\)", text)}
    assert shown == set(course.assets)
    assert all(len(asset.read()) == asset.size > 0 for asset in course.assets.values())


def test_every_link_inside_the_course_leads_somewhere(course):
    keys = {unit.key for unit in units_of(course)}
    linked = [key for text in texts_of(course) for key in re.findall(r"\(unit:([^)]+)\)", text)]
    assert len(linked) == 48
    assert set(linked) <= keys


def test_no_text_holds_html_or_leads_elsewhere_than_it_may(course):
    for text in texts_of(course):
        for token in _tokens(READER.parse(text)):
            assert not token.type.startswith("html_")
            for address in (token.attrGet("href"), token.attrGet("src")):
                assert address is None or re.match(r"(https?://|mailto:|unit:|asset:)", str(address))


def _tokens(tokens):
    for token in tokens:
        yield token
        yield from _tokens(token.children or [])


def test_a_second_reading_is_the_same(course):
    again = read_course(COURSE)
    assert again.modules == course.modules
    assert again.report == course.report
