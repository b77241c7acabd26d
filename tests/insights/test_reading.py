"""Notes as HTML: every shape a note comes in, and marks that stand exactly where their passages do."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.marking import Tie
from insights.reading import Reading, plain, ties_of
from tests.making import make_event, make_insight, make_note, make_passage

VOID = {"br", "hr"}


class Page(HTMLParser):
    """HTML taken apart: fails where tags do not balance; keeps what is shown, what is marked, and the ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, str]] = []
        self.shown = self.marked = ""
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.facts: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        assert not self.stack, f"left open: {self.stack}"

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        self.tags.append(tag)
        self.facts += attrs
        if "id" in facts:
            self.ids.append(facts["id"])
        if tag == "a":
            assert not any(open_tag == "a" for open_tag, _ in self.stack), "a link in a link"
        if tag not in VOID:
            self.stack.append((tag, facts.get("class", "")))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.stack.pop()[0] == tag

    def handle_data(self, data):
        if any(css in ("ref", "ties") for _, css in self.stack):
            return
        self.shown += data
        self.marked += data if any(tag == "mark" for tag, _ in self.stack) else ""


def tie(text: str, first: str, last: str = "", number: int = 1) -> Tie:
    start = text.index(first)
    end = text.index(last or first, start) + len(last or first)
    return Tie(start, end, f"insight-{number}", number, f"/insights/{number}/", f"Point {number}")


def html(text: str, *ties: Tie, title: str = "") -> str:
    return " ".join(Reading(text, title).html(ties).split())


def squeezed(words: str) -> str:
    return "".join(words.split())


# What notes look like


def test_markdown_headings_lists_quotations_and_links():
    text = "# One\n\n## Two\n\n- a\n- b\n\n> said\n\n[here](https://example.org) and *there*"
    made = html(text)
    assert "<h2>One</h2> <h3>Two</h3>" in made
    assert "<ul> <li>a</li> <li>b</li> </ul>" in made
    assert "<blockquote> <p>said</p> </blockquote>" in made
    assert '<a href="https://example.org" rel="nofollow noopener">here</a> and <em>there</em>' in made


def test_headings_never_skip_a_level():
    assert html("### Deep\n\n##### Deeper\n\n### Deep again") == "<h2>Deep</h2> <h3>Deeper</h3> <h2>Deep again</h2>"


def test_round_bullets_are_a_list_and_long_dashes_a_rule():
    assert html("Said:\n\n  • one\n\n  • two\n\n———\n\nThe end.") == (
        "<p>Said:</p> <ul> <li> <p>one</p> </li> <li> <p>two</p> </li> </ul> <hr> <p>The end.</p>"
    )


def test_bullets_without_a_space_and_right_under_a_lead_in():
    assert html("Said:\n•one\n•two") == "<p>Said:</p> <ul> <li>one</li> <li>two</li> </ul>"


def test_a_paragraph_wrapped_by_hand_stays_one():
    text = dedent("""\
        We met in the back room because the sofas are
        there, and nobody wrote the date on the flip
        chart, so the note is put together from sheets.""")
    assert html(text) == f"<p>{' '.join(text.split())}</p>"


def test_paragraphs_whose_blank_lines_were_lost_are_paragraphs():
    one = "The first of these paragraphs is long enough to be no line of a poem, and it ends with a full stop here."
    two = "The second is as long as that, and stands right under it, as the blank line between them has been lost."
    assert html(f"{one}\n{two}\n———\nThird.") == f"<p>{one}</p> <p>{two}</p> <hr> <p>Third.</p>"


def test_a_list_item_does_not_swallow_the_long_paragraph_under_it():
    long = (
        "This paragraph follows a list item without a blank line and is far too long to be a line wrapped by hand, so."
    )
    assert html(f"- one\n{long}") == f"<ul> <li>one</li> </ul> <p>{long}</p>"


POEM = ["Keys on a nail", "and a book by the door", "nobody signs", "for the kettle", "or the chairs", "or the rain"]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_the_lines_of_a_poem_stay_lines(between):
    text = (
        f"She read this:\n\n{between.join(POEM)}\n\nThen we went home, and nobody said very much until the bus came in."
    )
    assert '<p class="verse">' + "<br> ".join(POEM) + "</p>" in html(text)


def test_a_short_line_above_a_long_paragraph_is_a_sub_heading():
    long = (
        "Asha opened by describing a single Thursday, on which eleven people came to the allotment, seven of them sent."
    )
    assert html(f"{long}\n\n{long}\n\nThe view from the surgery\n\n{long}") == (
        f"<p>{long}</p> <p>{long}</p> <h2>The view from the surgery</h2> <p>{long}</p>"
    )


def test_the_title_at_the_top_is_not_shown_twice():
    assert html("# Who holds the purse?\n\nWe met.", title="Who holds the purse?") == "<p>We met.</p>"
    assert html("Who holds the purse\n===\n\nWe met.", title="Who holds the purse?") == "<p>We met.</p>"
    assert html("We met.\n\nA\n\nB\n\nWho holds the purse?", title="Who holds the purse?").endswith("purse?</p>")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://elsewhere.example/spy.gif)",
        "<img src=x onerror=alert(1)>",
        '[x](https://e.org "on\\" onclick=alert(1) x=")',
        "<javascript:alert(1)>",
    ],
)
def test_nothing_in_a_note_can_run_or_fetch(text):
    made = Page(html(text))
    assert set(made.tags) <= {"p", "a"}
    for name, value in made.facts:
        assert name in ("href", "title", "rel")
        assert name != "href" or value.startswith("https://"), value


def test_plain_takes_the_marks_off_a_quote():
    assert plain("**Trust** is [cheaper](https://e.org) than\na *second* caretaker** &amp; so on") == (
        "Trust is cheaper than a second caretaker & so on"
    )
    assert plain("• one\n• two") == "one two"


def test_the_beginning_is_the_first_paragraphs_without_headings():
    words = "A paragraph that is long enough to be the beginning of something, and it goes on for a good while yet."
    assert Reading(f"Title\n\nDateline\n\n## Summary\n\n{words}\n\n- a\n\n{words}").beginning(150).count("<p>") == 2


# Marks


def test_a_passage_is_marked_with_its_id_its_number_and_its_point_in_the_margin():
    text = "Before it. The passage itself. After it."
    assert html(text, tie(text, "The passage itself.")) == (
        '<div class="tied"><p>Before it. <mark class="pen" id="insight-1">The passage itself.</mark>'
        '<a class="ref" href="/insights/1/" aria-label="Insight 1">1</a> After it.</p> '
        '<ul class="ties"><li><a href="/insights/1/"><b>1</b>Point 1</a></li></ul></div>'
    )


def test_a_passage_that_cuts_through_bold_words_is_balanced():
    text = "Here **bold and bolder** and plain."
    made = html(text, tie(text, "bolder", "plain"))
    assert '<strong>bold and <mark class="pen" id="insight-1">bolder</mark></strong>' in made
    assert '<mark class="pen"> and plain</mark><a class="ref"' in made


def test_a_passage_over_whole_bold_words_is_one_mark():
    text = "So **bold** it is."
    assert '<mark class="pen" id="insight-1">So <strong>bold</strong> it is.</mark>' in html(text, tie(text, text))


def test_a_number_never_stands_inside_a_link():
    text = "See [the long report](https://e.org) now."
    assert "report</a>" in html(text, tie(text, "the long"))
    assert 'long</mark> report</a><a class="ref"' in html(text, tie(text, "the long"))


def test_a_passage_over_list_items_is_marked_in_each_and_has_its_id_once():
    text = "- one thing\n- another thing\n- a third"
    made = html(text, tie(text, "thing", "another"))
    assert made.count('id="insight-1"') == 1
    assert 'one <mark class="pen" id="insight-1">thing</mark>' in made
    assert '<mark class="pen">another</mark><a class="ref"' in made
    assert "<li>a third</li>" in made


def test_passages_that_overlap_are_cut_into_segments():
    text = "one two three four"
    made = html(text, tie(text, "one", "three"), tie(text, "two", "four", number=2))
    assert re.findall(r'<mark class="([^"]+)"(?: id="([^"]+)")?>([^<]+)<', made) == [
        ("pen", "insight-1", "one "),
        ("pen twice", "insight-2", "two three"),
        ("pen", "", " four"),
    ]


def test_two_points_on_the_same_words_both_have_their_id():
    text = "the same words"
    assert sorted(Page(html(text, tie(text, text), tie(text, text, number=2))).ids) == ["insight-1", "insight-2"]


def test_entities_and_escapes_do_not_shift_a_mark():
    text = r"Q&amp;A \* stars &eacute; then the words we want."
    assert ">the words we want.</mark>" in html(text, tie(text, "the words we want."))


def test_an_address_with_words_of_the_text_in_it_does_not_shift_a_mark():
    text = "[see](https://e.org/after) after that, after all"
    assert "</a> after that, <mark" in html(text, tie(text, "after all"))


def test_a_name_is_a_quiet_link_within_the_words_of_a_point_and_has_no_number():
    text = "We heard that **Asha** Pillai lends keys. [Asha Pillai](https://e.org) agreed."
    names = [
        Tie(start, start + len(words), "in-1", 0, "#who-1", "Asha", css="name", quiet=True)
        for words, start in (("Asha** Pillai", text.index("Asha")), ("Asha Pillai", text.index("[Asha") + 1))
    ]
    page = html(text, tie(text, "We heard", "keys."), *names)
    assert page.count('href="#who-1"') == 1  # the other would be a link in a link
    assert (
        '<mark class="pen name" id="in-1"><a href="#who-1" class="to"><strong>Asha</strong> Pillai</a></mark>' in page
    )
    assert 'rel="nofollow noopener">Asha Pillai</a></mark> agreed' in page
    assert page.count('id="in-1"') == 1
    assert page.count('class="ref"') == 1
    assert "<li>" not in html(text, *names)


def test_what_stands_around_a_passage():
    text = "First sentence. **The words.** Last sentence.\n\nAnother paragraph."
    reading = Reading(text)
    start = text.index("The words")
    assert reading.around(start, start + 10) == ("First sentence.", "Last sentence.")
    assert reading.says(start, start + 10) == "The words."
    assert reading.around(0, text.index("\n")) == ("", "Another paragraph.")


@pytest.mark.django_db
def test_ties_of_insights_follow_the_note_and_leave_out_what_stands_there_no_more():
    note = make_note(make_event(), "one two three four five", [])
    late, early, gone = (make_insight(note, words) for words in ("three", "one", "five"))
    make_passage(late, "four")
    gone.passages.update(state="removed")
    ties = ties_of(note.insights.prefetch_related("passages"))
    assert [(t.anchor, t.number, note.text[t.start : t.end]) for t in ties] == [
        (f"insight-{early.pk}", 1, "one"),
        (f"insight-{late.pk}", 2, "three"),
        (f"insight-{late.pk}", 2, "four"),
    ]
    made = Page(Reading(note.text).html(ties))
    assert made.ids == [f"insight-{early.pk}", f"insight-{late.pk}"]
    made = Page(Reading(note.text).html(ties_of(note.insights.prefetch_related("passages"), prefix="w")))
    assert made.ids == [f"w{early.pk}", f"w{late.pk}"]


# Whatever is written

FRAGMENTS = [
    *("word ", "Two words", "end. ", " ", "\n", "\n\n", "  \n", "\t", "\r\n", "\r", "\0", "\ufeff", "\u00a0", "\u2028"),
    *(
        "*",
        "**",
        "***",
        "_",
        "__",
        "`",
        "``",
        "~~",
        "# ",
        "## ",
        "###### ",
        "> ",
        "- ",
        "* ",
        "+ ",
        "• ",
        "•",
        "1. ",
        "3) ",
    ),
    *(
        "———",
        "---",
        "===",
        "***",
        "[",
        "](",
        ")",
        "]",
        "<",
        ">",
        "<b>",
        "</b>",
        "<script>",
        "&amp;",
        "&",
        "&#60;",
        "\\",
    ),
    *(
        "[link](https://e.org/a)",
        '[l](http://e.org "t")',
        "<https://e.org/é>",
        "![p](http://e.org)",
        "[x](javascript:1)",
    ),
    *(
        "é",
        "e\u0301",
        "👩\u200d🌾",
        "”",
        "“",
        "…",
        "Longer words that go on for a while until the line is rather wide, ",
    ),
    *(
        "\ue000",
        "\ue001",
        "|",
        "    ",
        "~~~\n",
        "```\n",
        "[r]: http://e.org\n",
        "Title",
        '"',
        "'",
        "\x0b",
        "\x1c",
        "\x85",
    ),
]


@st.composite
def texts_with_ties(draw):
    text = "".join(draw(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=6), min_size=1, max_size=40)))
    if not text:
        text = "x"
    ties = []
    for number in range(1, draw(st.integers(0, 5)) + 1):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        facts = {"quiet": draw(st.booleans()), "css": draw(st.sampled_from(["", "name"]))}
        ties.append(Tie(start, end, f"insight-{number}", number, f"/i/{number}/", "Its words", **facts))
    return text, ties


@settings(max_examples=400, deadline=None)
@given(texts_with_ties())
def test_marks_never_change_what_is_shown_and_stand_exactly_on_their_words(given_text):
    text, ties = given_text
    reading = Reading(text, "Title")
    bare, made = Page(reading.html()), Page(reading.html(ties))
    assert squeezed(made.shown) == squeezed(bare.shown)
    assert len(made.ids) == len(set(made.ids))
    assert set(made.ids) == {t.anchor for t in ties if reading.says(t.start, t.end).strip()}
    assert not {"script", "img", "iframe", "style", "input"} & set(made.tags)
    for single in ties:
        assert squeezed(Page(reading.html([single])).marked) == squeezed(reading.says(single.start, single.end))


@settings(max_examples=400, deadline=None)
@given(texts_with_ties())
def test_each_shown_letter_stands_at_its_place_in_the_text(given_text):
    text, _ = given_text
    reading = Reading(text)
    last = -1
    for index in sorted(reading.nodes):
        for leaf in reading._leaves(index):
            for letter, place in zip(leaf.token.content, leaf.places, strict=True):
                if letter.isalnum() and place >= 0 and text[place] not in "&<\\":
                    assert text[place] == letter
                    assert place > last
                    last = place


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab cd.\n•—- >#1)"), max_size=300))
def test_no_word_of_a_note_is_lost(text):
    shown = Page(Reading(text).html()).shown
    assert re.findall("[a-d]+", shown) == re.findall("[a-d]+", text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_plain_and_beginning_take_anything(text):
    plain(text)
    Page(Reading(text).beginning())
