"""Problems become questions with the same right answers, or are left out with the reason."""

import pytest

from tests.olx_courses import page, problem
from webapp.courses.olx import OutlineChoice, read_course

PICTURE = "<option correct='True'><img src='/static/x.png'/></option><option>b</option>"


def read(tmp_path, inside, **names):
    """The questions of a problem, and what the report says: reasons and notes."""
    outline = read_course(page(tmp_path, problem(inside, **names)))
    questions = [question for unit in outline.modules[0].units for question in unit.questions]
    return (
        questions,
        [one.reason for one in outline.report.left_out],
        [one.text for one in outline.report.notes],
    )


def test_one_right_choice_among_several(tmp_path):
    (question,), _, _ = read(
        tmp_path,
        """<p>Before.</p><multiplechoiceresponse><label>Which <b>one</b>?</label><description>Only one.</description>
        <choicegroup type="MultipleChoice"><choice correct="true">A &lt; B <choicehint>Right, A.</choicehint></choice>
        <choice correct="false"><i>C</i></choice></choicegroup>
        <solution><div class="detailed-solution"><p>Explanation</p><p>Because.</p></div></solution>
        </multiplechoiceresponse>""",
    )
    assert (question.key, question.kind) == ("p1/1", "single")
    assert question.prompt == "Before.\n\nWhich **one**?\n\nOnly one."
    assert question.choices == (
        OutlineChoice(text="A < B", correct=True, feedback="Right, A."),
        OutlineChoice(text="C", correct=False),
    )
    assert question.explanation == "Because."


def test_several_right_choices(tmp_path):
    (question,), _, notes = read(
        tmp_path,
        """<choiceresponse><label>Which?</label><checkboxgroup><choice correct="true">A</choice>
        <choice correct="true">B<choicehint selected="true">Yes</choicehint><choicehint selected="false">Ah</choicehint>
        </choice><choice correct="false">C</choice><compoundhint value="A B">Both</compoundhint></checkboxgroup>
        </choiceresponse>""",
    )
    assert question.kind == "multiple"
    assert [choice.correct for choice in question.choices] == [True, True, False]
    assert question.choices[1].feedback == "Yes"
    assert "feedback on combinations of choices was left out" in notes
    assert "Both" not in question.prompt


@pytest.mark.parametrize(
    "field",
    [
        "<optioninput options=\"('Rome','Paris, France')\" correct=\"Paris, France\"/>",
        '<optioninput><option correct="False">Rome</option><option correct="True">Paris, France</option></optioninput>',
    ],
)
def test_a_drop_down_list_is_a_single_choice(tmp_path, field):
    (question,), _, _ = read(tmp_path, f"<optionresponse><label>Capital?</label>{field}</optionresponse>")
    assert [(choice.text, choice.correct) for choice in question.choices] == [
        ("Rome", False),
        ("Paris, France", True),
    ]


def test_drop_down_lists_in_a_table_are_asked_by_row_and_column(tmp_path):
    field = "<optionresponse><optioninput options=\"('x','y')\" correct='x'/></optionresponse>"
    questions, _, _ = read(
        tmp_path,
        f"""<p>Match.</p><table><tr><th>Thing</th><th>Who</th><th>Where</th></tr>
        <tr><td>First</td><td>{field}</td><td>{field}</td></tr><tr><td>Second</td><td>{field}</td></tr></table>""",
    )
    assert [question.prompt for question in questions] == [
        "Match.\n\nFirst – Who",
        "First – Where",
        "Second – Who",
    ]
    assert [question.key for question in questions] == ["p1/1", "p1/2", "p1/3"]


@pytest.mark.parametrize(
    ("answer", "inside", "number", "tolerance"),
    [
        ("600", '<responseparam type="tolerance" default="5"/>', 600, 5),
        ("50", '<responseparam type="tolerance" default="10%"/>', 50, 5),
        ("-2.5e3", '<responseparam type="tolerance" default="0"/>', -2500, 0),
        ("[4, 8]", "", 6, 2),
        ("100", "", 100, 0.001),
    ],
)
def test_a_number_and_how_far_off_it_may_be(tmp_path, answer, inside, number, tolerance):
    xml = f'<numericalresponse answer="{answer}"><label>?</label>{inside}<formulaequationinput/></numericalresponse>'
    (question,), _, _ = read(tmp_path, xml)
    assert (question.kind, question.number) == ("number", number)
    assert question.tolerance == pytest.approx(tolerance)


def test_texts_that_are_accepted(tmp_path):
    (question,), _, notes = read(
        tmp_path,
        """<stringresponse answer="Doc" type="ci"><label>A dwarf?</label><additional_answer answer="Happy"/>
        <additional_answer>Sleepy</additional_answer><textline size="20"/></stringresponse>
        <demandhint><hint>He wears glasses.</hint></demandhint>""",
    )
    assert (question.kind, question.answers) == ("text", ("Doc", "Happy", "Sleepy"))
    assert question.prompt == "A dwarf?"
    assert question.explanation == "**Hints**\n\n- He wears glasses."
    assert notes == ["its hints are shown with the explanation"]


def test_a_gap_in_a_sentence_stays_one(tmp_path):
    gap = "<stringresponse answer='4' inline='1'><textline inline='1'/></stringresponse>"
    (question,), _, _ = read(tmp_path, f"<p>It is {gap} metres <b>long</b>.</p>")
    assert question.prompt == "It is \\_\\_\\_\\_ metres **long**."


def test_parts_of_different_kinds_are_questions_of_their_own(tmp_path):
    questions, reasons, notes = read(
        tmp_path,
        """<p>First?</p><stringresponse answer="1" type="ci"><textline/></stringresponse>
        <p>Second?</p><numericalresponse answer="2"><textline/></numericalresponse>
        <p>Third?</p><formularesponse answer="x"><textline/></formularesponse>
        <solution><p>All of it.</p></solution>""",
    )
    assert [(question.kind, question.prompt) for question in questions] == [
        ("text", "First?"),
        ("number", "Second?"),
    ]
    assert [question.explanation for question in questions] == ["", "All of it."]
    assert reasons == []
    assert notes == ["1 of its 3 parts were left out: its right answer is a formula"]


def test_the_tag_of_an_annotation_is_a_choice(tmp_path):
    (question,), _, _ = read(
        tmp_path,
        """<annotationresponse><annotationinput><text>a passage</text><comment_prompt>Discuss:</comment_prompt>
        <tag_prompt>What is it?</tag_prompt><options><option choice="correct">This</option>
        <option choice="incorrect">That</option></options></annotationinput></annotationresponse>""",
    )
    assert question.prompt == "“a passage”\n\nWhat is it?"
    assert [choice.correct for choice in question.choices] == [True, False]


def test_no_answer_shows_in_a_prompt(tmp_path):
    questions, _, _ = read(
        tmp_path,
        """<stringresponse answer="SECRET" type="ci"><p>Asked.</p><additional_answer>SECRET</additional_answer>
        <stringequalhint answer="SECRET">SECRET</stringequalhint><correcthint>SECRET</correcthint><textline/>
        <solution>SECRET</solution></stringresponse><answer>SECRET</answer><solution>SECRET</solution>""",
    )
    assert [question.prompt for question in questions] == ["Asked."]


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<script>x = 1</script><stringresponse answer='$x'/>", "a script computes its text or its marking"),
        ("<customresponse cfn='f'><textline/></customresponse>", "its marking is a program"),
        ("<customresponse><jsinput/></customresponse>", "a script computes its text or its marking"),
        ("<imageresponse><imageinput src='x'/></imageresponse>", "it is answered by clicking on an image"),
        ("<schematicresponse><schematic/></schematicresponse>", "it is a circuit simulator"),
        ("<strangeresponse/>", "there is no equivalent of <strangeresponse>"),
        ("<p>Nothing to answer</p>", "it asks nothing"),
        ("<stringresponse answer='a.*' type='regexp'/>", "its answer is a pattern, not a text"),
        ("<stringresponse/>", "it names no right answer"),
        ("<numericalresponse answer='2*3'/>", "its right answer is a formula, not a number"),
        ("<numericalresponse answer='9e999'/>", "its right answer is no finite number"),
        ("<numericalresponse answer='nan'/>", "its right answer is a formula, not a number"),
        ("<numericalresponse answer='1'><additional_answer answer='2'/></numericalresponse>", "several different"),
        ("<multiplechoiceresponse><choicegroup/></multiplechoiceresponse>", "fewer than two choices"),
        ("<optionresponse><optioninput options='a,b'/></optionresponse>", "none of its choices is marked as right"),
        (f"<optionresponse><optioninput>{PICTURE}</optioninput></optionresponse>", "cannot be shown as text"),
        ("<optionresponse><optioninput options=\"" + "(\\'" * 5000 + "\" correct='a'/></optionresponse>", "too long"),
        ("<p/>" * 5000 + "<stringresponse answer='a'/>", "it is too large"),
        ("<solution><stringresponse answer='a'/></solution>", "it asks nothing"),
    ],
    ids=range(19),
)  # fmt: skip
def test_a_problem_without_an_equivalent_is_left_out_with_the_reason(tmp_path, inside, reason):
    questions, reasons, _ = read(tmp_path, inside)
    assert questions == []
    assert len(reasons) == 1
    assert reason in reasons[0]


def test_a_problem_that_says_nothing_is_asked_by_its_name(tmp_path):
    twice = "<stringresponse answer='a'><textline/></stringresponse>" * 2
    questions, _, notes = read(tmp_path, twice, title="Two *things*")
    assert [question.prompt for question in questions] == ["Two \\*things\\* (1)", "Two \\*things\\* (2)"]
    assert "it told capital letters from small ones" in notes
