from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.extraction import extract
from insights.importing.hypertext import address_of, markdown_of
from insights.intake import IntakeError
from insights.reading import Reading

TABLE = [
    ("headings", "<h1>Keys</h1><h2>On a <b>nail</b></h2><p>Hung.</p>", "# Keys\n\n## On a nail\n\nHung.\n"),
    (
        "lists in lists",
        "<ul><li>a<ol><li>b</li><li><p>c</p><p>d</p></li></ol></li><li>e</li></ul>f",
        "- a\n  1. b\n  2. c\n\n     d\n- e\n\nf\n",
    ),
    ("a list that starts later", "<p>So:</p><ol start=3><li>x<li value=7>y</ol>", "So:\n\n3. x\n7. y\n"),
    ("a list right inside a list", "<ul><li>A</li><ul><li>B</li></ul><li>C</li></ul>", "- A\n  - B\n- C\n"),
    ("quotations", "<blockquote><p>one<p>two<ul><li>x</ul></blockquote>", "> one\n>\n> two\n>\n> - x\n"),
    ("looks", "<b>Bold </b>and<i> slanted</i>, <b><i>both</i></b>.", "**Bold** and *slanted*, ***both***.\n"),
    ("looks in parts of words", "<b>un</b>done, <b>done.</b>Next", "**un**done, **done**.Next\n"),
    ("links", '<a href="https://a.example/x (1)">the <b>key</b></a>', "[the **key**](https://a.example/x%281%29)\n"),
    ("mail addresses are said", '<a href="mailto:a@b.example?subject=x">Write</a>', "Write (a@b.example)\n"),
    ("lines", "one<br>two<br><br>three<br>", "one  \ntwo\n\nthree\n"),
    ("white space", "  a \n\t b&nbsp;&nbsp; c <b> </b> d ", "a b c d\n"),
    (
        "tables",
        "<table><tr><th>Who<th>What<tr><td>Asha<td>chairs</table>",
        "Who | What  \nAsha | chairs\n",
    ),
    ("tables for layout", "<table><tr><td><p>one</p><p>two</p><td>three</table>", "one\n\ntwo\n\nthree\n"),
    (
        "what is not words",
        "<style>p{}</style><script>x()</script><!-- c --><!--[if mso]><p>m</p><![endif]--><img src=t.gif width=1>"
        "<a name=x></a><p style='display:none'>h</p><nav>menu</nav><p>Words</p><p>&nbsp;</p><svg><text>s</text></svg>",
        "Words\n",
    ),
    ("addresses that lead nowhere", "<a href='javascript:x()'>a</a> <a href='#b'>b</a> <a href='/c'>c</a>", "a b c\n"),
    ("several first headings", "<h1>A</h1><h1>B</h1><h2>C</h2>", "# A\n\n## B\n\n### C\n"),
    ("lines kept as they are", "<pre>one\n  two</pre>", "one  \ntwo\n"),
    ("no words", "<p> </p><!-- -->", ""),
    ("nothing", "", ""),
]
ESCAPES = [
    ("5 * 3 is 15*1", r"5 * 3 is 15\*1"),
    ("snake_case and _so_", r"snake_case and \_so\_"),
    ("Name: ______", "Name: ______"),
    ("[a](b) [c]", r"[a]\(b) [c]"),
    ("&amp;amp; &amp; R&amp;D", r"\&amp; & R&D"),
    ("# no heading", r"\# no heading"),
    ("&gt; no quotation", r"\> no quotation"),
    ("1984. It was", r"1984\. It was"),
    ("1. an item", "1. an item"),
    ("- an item", "- an item"),
    ("---", r"\---"),
    (r"C:\*", r"C:\\\*"),
]
PASTED = {
    "Word": (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style>p.MsoNormal{margin:0}</style></head><body>"
        "<p class=MsoTitle>Keys</p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'>"
        "<span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span></span><![endif]>Hang them<o:p></o:p></p>"
        "<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp; </span>"
        "</span>low</p><p class=MsoNormal>Done</p></body></html>",
        "# Keys\n\n- Hang them\n  1. low\n\nDone\n",
    ),
    "Google Docs": (
        '<meta charset="utf-8"><b style="font-weight:normal" id="docs-internal-guid-1"><p><span style="font-weight:700">'
        'Keys</span><span style="font-weight:400">, plain</span></p><ul><li aria-level="1"><p>Hang them</p></li></ul>'
        '<a href="https://www.google.com/url?q=https://a.example/k&amp;sa=D"><span>there</span></a></b>',
        "**Keys**, plain\n\n- Hang them\n\n[there](https://a.example/k)\n",
    ),
    "a mail": (
        '<div dir="ltr"><div>Dear all,</div><div><br></div><div style="font-weight:bold">Keys</div></div>'
        '<blockquote class="gmail_quote"><div>Where?</div></blockquote><img src="https://t.example/o.gif" width="1">',
        "Dear all,\n\n**Keys**\n\n> Where?\n",
    ),
}


@pytest.mark.parametrize(("html", "text"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_the_author_wrote_stays_and_what_a_program_put_around_it_goes(html, text):
    assert markdown_of(html) == text


@pytest.mark.parametrize(("html", "text"), ESCAPES)
def test_only_what_would_be_taken_for_a_mark_is_escaped(html, text):
    assert markdown_of(f"<p>{html}</p>") == f"{text}\n"


@pytest.mark.parametrize("source", PASTED)
def test_what_is_copied_from_elsewhere_keeps_its_structure(source):
    html, text = PASTED[source]
    assert markdown_of(html) == text


@pytest.mark.parametrize(
    ("address", "clean"),
    [
        ("https://a.example/k?utm_source=x&id=3&fbclid=y", "https://a.example/k?id=3"),
        (
            "https://uk01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fk&data=1",
            "https://a.example/k",
        ),
        ("https://a.example/k?a=b%20c#d", "https://a.example/k?a=b%20c#d"),
        ("ftp://a.example/", ""),
        ("https://[broken", ""),
        ("https://a.example/" + "k" * 3000, ""),
    ],
)
def test_links_lead_straight_to_where_they_lead(address, clean):
    assert address_of(address) == clean


def test_a_title_stands_above_what_has_none_and_is_not_said_twice():
    assert markdown_of("<p>Hung.</p>", title="Keys *on* a nail") == "# Keys \\*on\\* a nail\n\nHung.\n"
    assert (
        markdown_of("<h2>Keys on a nail</h2><h1>More</h1>", title="Keys on a nail") == "# Keys on a nail\n\n## More\n"
    )


def test_lists_a_little_too_deep_are_flattened_and_far_too_deep_refused():
    assert markdown_of("<ul><li>x" * 300).count("- x") == 300
    with pytest.raises(IntakeError) as error:
        markdown_of("<ul><li>x" * 10_000)
    assert str(error.value) == (
        "Its lists, tables or quotations stand more than 500 deep in one another. "
        "Copy the words into a new document and try again."
    )


@pytest.mark.parametrize(
    "piece",
    ["<p>a <b>b</b> *c*</p>", "<td><table>", "*", "_a", "[", "](", "<br>", "<i>a</i> ", "<", "&lt;a", "\\", "&#"],
)
def test_time_grows_with_length_alone(piece):
    def seconds(times: int) -> float:
        start = time.process_time()
        with contextlib.suppress(IntakeError):
            markdown_of(piece * times)
        return time.process_time() - start

    assert seconds(10_000) < 0.5 + 20 * seconds(1_000)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_makes_markdown_and_never_fails(html):
    markdown_of(html)
    markdown_of(f"<ul><li><b>{html}<p>{html}</table><blockquote>{html}", title=html)


@given(st.text(alphabet="ab *_[]()#>-+.1&;\\`~!<", max_size=30))
@settings(max_examples=500, deadline=None)
def test_the_page_reads_the_words_as_the_author_wrote_them(words):
    html = words.replace("&", "&amp;").replace("<", "&lt;")
    shown = Reading(markdown_of(f"<p>x{html}x</p>")).says(0, 10**6)
    assert shown.split() == f"x{words}x".split()


def test_the_engine_finds_the_same_in_a_page_as_in_its_text():
    html = (
        "<h1>Keys on a nail</h1><p>Our speaker, Bronagh Keane, Director of the Lantern Rooms, told us about keys.</p>"
        "<p>Here are some of the points made in discussion:</p><ul><li>Trust is cheaper than a second caretaker.</li>"
        "<li>People look after a room when they have their own key to it.</li></ul>"
    )
    [document] = extract(markdown_of(html))
    assert document.title == "Keys on a nail"
    assert [point.text for point in document.insights if point.listed] == [
        "Trust is cheaper than a second caretaker.",
        "People look after a room when they have their own key to it.",
    ]
