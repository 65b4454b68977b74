"""HTML from a course becomes Markdown that says the same, acts in no way, and leads only where it may."""

from html import escape
from typing import cast

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.olx_courses import page, written
from webapp.courses.olx import read_course
from webapp.courses.olx.assets import Shelf
from webapp.courses.olx.links import Links, settle
from webapp.courses.olx.markdown import to_markdown
from webapp.courses.olx.soup import soup_of

READER = MarkdownIt("commonmark", {"html": True}).enable("table")


class Empty:
    """A course without files."""

    def take(self, wanted, note):
        note(f"no {wanted}")


def converted(html):
    """The Markdown, and what was told about it."""
    told: list[str] = []
    return settle(
        to_markdown(html, Links(cast(Shelf, Empty()), told.append)), {"v2": "v2/html/h2"}, told.append
    ), told


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h1>Top</h1><p>One <b>two</b> <i>three</i></p>", "## Top\n\nOne **two** *three*"),
        ("<p>a*b_c `d` [e] \\f 1. g # h</p>", "a\\*b_c \\`d\\` \\[e\\] \\\\f 1. g # h"),
        ("<p># no heading</p><p>1. no list</p><p>- nor this</p>", "\\# no heading\n\n1\\. no list\n\n\\- nor this"),
        ("<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;</p>", "\\<script>alert(1)\\</script> \\&lt;"),
        ("<ol start='4'><li>four<ul><li>sub</li></ul></li><li>five</li></ol>", "4. four\n   - sub\n5. five"),
        ("<pre>a\n```\nb</pre>", "````\na\n```\nb\n````"),
        ("<pre>one<br>two</pre>", "```\none\ntwo\n```"),
        ("<table><tr><th>a</th></tr><tr><td>b|c</td></tr></table>", "| a |\n| --- |\n| b\\|c |"),
        ("<table><tr><th><ul><li>b</li><li>c</li></ul></th></tr></table>", "| • b • c |\n| --- |"),
        ("<dl><dt>Term</dt><dd>Meaning</dd></dl>", "**Term**\n\nMeaning"),
        ("<p>H<sub>2</sub>O, x<sup>2</sup>, y<sup>a</sup></p>", "H₂O, x², y^(a)"),
        (r"<p>\(120 \times 5\), \(x^2\), \(\alpha_{1}\)</p>", "120 × 5, x², α₁"),
        (r"<p>\[\frac{a}{b}\]</p>", r"`\frac{a}{b}`"),
        ("<p><b>Bold:</b>text and<b>(so)</b></p>", "**Bold:** text and **(so)**"),
        ("<p><b>a</b><b>b</b></p>", "**ab**"),
        ("<span class='material-icons'>check</span> done", "✓ done"),
        ("<p>one<br>two</p>", "one  \ntwo"),
    ],
)  # fmt: skip
def test_text_stays_text_and_form_stays_form(html, markdown):
    assert converted(html)[0] == markdown


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script><style>p {}</style><link href=x><!-- said --><meta charset=x><?php echo ?>",
        "<p style='display: none'>hidden</p><div hidden>hidden</div>",
        "<svg><script>alert(1)</script></svg><math><mi>x</mi></math><noscript>no</noscript><template>x</template>",
        "<button onclick='alert(1)'>Press</button><input value=x><select><option>x</select><textarea>x</textarea>",
    ],
)
def test_what_would_act_or_is_never_seen_is_gone(html):
    assert converted(html)[0] == ""


@pytest.mark.parametrize("name", ["soup", "hn", "hN", "fn-cache", "fn_cache_", "list", "h" + "9" * 5000])
def test_elements_with_names_from_nowhere_are_plain_words(name):
    assert converted(f"<{name}>words</{name}>")[0] == "words"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ('<a href="https://e.org/a b_(c)">x</a>', "[x](https://e.org/a%20b_%28c%29)"),
        ('<a href="mailto:a@e.org">x</a>', "[x](mailto:a@e.org)"),
        ('<a href="//e.org">x</a>', "[x](https://e.org)"),
        ('<a href="/jump_to_id/v2">x</a>', "[x](unit:v2/html/h2)"),
        ('<a href="../jump_to_id/v2">x</a>', "[x](unit:v2/html/h2)"),
        ('<a href="/courses/a/jump_to/block-v1:o+c+r+type@html+block@v2">x</a>', "[x](unit:v2/html/h2)"),
        ('<a href="v2">x</a>', "[x](unit:v2/html/h2)"),
        ('<a href="#part">x</a>', "x"),
        ('<p>Look!<a href="https://e.org">x</a></p>', "Look\\![x](https://e.org)"),
        ('<a href="https://e.org"><h3>Title</h3></a>', "[Title](https://e.org)"),
        ('<img src="https://e.org/x.png" alt="X">', "[X](https://e.org/x.png)"),
        ('<iframe src="https://e.org/film" title="A film"></iframe>', "[A film](https://e.org/film)"),
        ('<video><source src="https://e.org/f.mp4"></video>', "[f.mp4](https://e.org/f.mp4)"),
    ],
)  # fmt: skip
def test_links_lead_where_they_did(html, markdown):
    assert converted(html)[0] == markdown


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "&#106;avascript:alert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "http:x", "https://[", "unit:v2", "asset:x.png",
        "/admin/users", "nowhere",
    ],
)  # fmt: skip
def test_a_link_to_anywhere_else_keeps_its_words_only_and_that_is_said(href):
    markdown, told = converted(f'<p>See <a href="{href}">this</a>.</p>')
    assert markdown == "See this."
    assert "leads nowhere in this course" in told[0]


def test_an_image_that_is_not_there_is_described(tmp_path):
    assert converted('<img src="/static/a.png" alt="A cat">') == ("(Image: A cat)", ["no a.png"])
    assert converted('<img src="data:image/png;base64,AAAA" alt="A cat">')[0] == "(Image: A cat)"


def test_only_files_that_are_shown_are_taken_and_pages_never(tmp_path):
    html = (
        '<img src="/static/a b.png" alt="A"><a href="/asset-v1:O+C+r+type@asset+block@c.pdf">C</a>'
        '<a href="/static/page.html">P</a><a href="/static/../course.xml">X</a><!-- <img src="/static/d.png"> -->'
    )
    files = {f"static/{name}": b"x" for name in ("a b.png", "c.pdf", "d.png", "page.html", "e/f.png")}
    outline = read_course(written(tmp_path, {**files, "html/h1.html": html}))

    assert outline.modules[0].units[0].body == "![A](asset:a_b.png)\n\n[C](asset:c.pdf)PX"
    assert set(outline.assets) == {"a_b.png", "c.pdf"}
    assert [note.text for note in outline.report.notes] == [
        "the file page.html is of a kind that is not taken over",
        "the file ../course.xml is missing from the archive",
    ]


def test_files_in_folders_and_with_foreign_letters_have_plain_names(tmp_path):
    html = (
        '<img src="/static/bilder_größe.png" alt="1"><img src="/static/bilder_gr%C3%B6%C3%9Fe.png" alt="2">'
    )
    outline = read_course(written(tmp_path, {"static/bilder/größe.png": b"x", "html/h1.html": html}))
    (name,) = outline.assets
    assert name.isascii()
    assert outline.modules[0].units[0].body.count(f"(asset:{name})") == 2


def test_a_text_that_is_only_a_form_is_left_out(tmp_path):
    form = "<p>Was this useful?</p><button onclick='send(1)'>Yes</button>"
    (found,) = read_course(written(tmp_path, {"html/h1.html": form})).report.left_out
    assert found.reason == "it is a form that works only with a script of its own"


def test_a_table_for_layout_comes_apart_and_an_interactive_one_is_named():
    assert converted("<table><tr><td><table><tr><td>in</td></tr></table></td><td>out</td></tr></table>") == (
        "|  |\n| --- |\n| in |\n\nout",
        ["a table used for layout was taken apart"],
    )
    assert converted("<table><tr><td><dl><dd>H</dd></dl></td></tr></table>")[1] == [
        "an interactive table was left out"
    ]


def test_a_link_to_another_page_finds_its_first_unit(tmp_path):
    html = '<html url_name="a"><a href="/jump_to_id/s1">S</a> <a href="/jump_to_id/ch1">C</a> <a href="b">B</a></html>'
    (unit,) = read_course(page(tmp_path, html, '<html url_name="b">B</html>')).modules[0].units
    assert unit.body.startswith("[S](unit:v1/html/a) [C](unit:v1/html/a) [B](unit:v1/html/a)")


words = st.text(alphabet="ab1 .!?-+#*_`[]()<>&;|~=\\:/\"'{}$@^x\n", min_size=1, max_size=12)
lines = st.recursive(
    words.map(lambda text: escape(text, quote=False)),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["b", "i", "em", "strong", "span", "code"]), inner).map(
            lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"
        ),
        inner.map(lambda text: f'<a href="https://e.org/x">{text}</a>'),
        st.lists(inner, min_size=2, max_size=3).map("".join),
    ),
    max_leaves=5,
)
blocks = st.recursive(
    st.one_of(
        lines,
        lines.map(lambda text: f"<p>{text}</p>"),
        lines.map(lambda text: f"<h3>{text}</h3>"),
        lines.map(lambda text: f"<table><tr><td>{text}</td><td>{text}</td></tr></table>"),
        words.map(lambda text: f"<pre>{escape(text)}</pre>"),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(
            lambda some: f"<ul><li>{'</li><li>'.join(some)}</li></ul>"
        ),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda some: f"<ol><li>{'</li><li>'.join(some)}</li></ol>"
        ),
        inner.map(lambda text: f"<blockquote>{text}</blockquote>"),
        st.lists(inner, min_size=1, max_size=3).map("".join),
    ),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(blocks)
def test_whatever_the_text_is_it_reads_the_same_and_holds_no_html(html):
    markdown, _ = converted(html)
    assert not [token.type for token in _tokens(READER.parse(markdown)) if token.type.startswith("html_")]
    assert _letters(READER.render(markdown)) == _letters(html)


def _tokens(tokens):
    for token in tokens:
        yield token
        yield from _tokens(token.children or [])


def _letters(html):
    return "".join(BeautifulSoup(f"<div>{html}</div>", "html.parser").get_text().split())


def test_text_is_normalised_and_without_control_characters():
    assert converted("<p>e\u0301\x00\x1b\u2028 &#8232;&#0; &#xE000;&#27;x</p>")[0] == "é \ufffd x"
    assert soup_of("<p>x</p>").get_text() == "x"
