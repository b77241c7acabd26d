from __future__ import annotations

import re

import pytest

from insights.search.highlights import Hit, set_hits
from insights.search.indexes import INSIGHTS, MEETINGS, NOTES
from tests.making import make_event, make_note

pytestmark = pytest.mark.django_db


def hit_of(row, *wanted: str, index=INSIGHTS, some: bool = False) -> Hit:
    set_hits({index: [row]}, wanted, some=some)
    return row.hit


def test_hits_are_marked_in_the_statement_and_around_them_in_the_words(said):
    set_hits({INSIGHTS: said.values()}, ["grants"])
    assert 'small <mark class="hit">grant</mark> costs' in said["grant"].hit.headline
    assert said["words"].hit.headline == "Giving is harder than it looks."
    assert said["words"].hit.around == (
        'The <mark class="hit">grants</mark> went out with a form; no <mark class="hit">grants</mark> came back.'
    )


def test_hits_are_marked_on_accents_and_hyphens_too(said):
    assert '<mark class="hit">café</mark>' in hit_of(said["cafe"], "cafe").headline
    marked = hit_of(said["led"], "community led").headline
    assert "".join(marked.replace('<mark class="hit">', "").replace("</mark>", "")) == said["led"].statement
    assert marked.startswith('<mark class="hit">Community')


def test_nothing_of_an_insight_gets_into_the_page_unescaped(said):
    row = said["keys"]
    row.statement, row.words = "<b>keys</b> & \ue000keys\ue001 </mark>", "<script>keys</script>"
    row.save()
    hit = hit_of(row, "keys")
    plain = hit.headline.replace('<mark class="hit">', "").replace("</mark>", "")
    assert plain == "&lt;b&gt;keys&lt;/b&gt; &amp; keys &lt;/mark&gt;"
    assert "<script>" not in hit.around


def test_the_words_around_the_first_hit_are_cut_out_of_a_long_passage(said):
    row = said["keys"]
    row.words = "before " * 60 + "the caretaker speaks " + "after " * 60
    row.save()
    around = hit_of(row, "caretakers").around
    assert around.startswith("… before")
    assert around.endswith("after …")
    assert len(around.split()) < 45


def test_of_a_note_the_line_is_shown_as_it_is_read_with_the_way_to_its_place():
    text = (
        "# The boiler\n\nBefore.\n\n- Ask first.\n- The **caretaker** [knows](https://x.example) the well-worn keys.\n"
    )
    note = make_note(make_event("Keys"), text, [])
    hit = hit_of(note, "caretakers", index=NOTES)
    assert hit.around == 'The <mark class="hit">caretaker</mark> knows the well-worn keys.'
    assert hit.fragment == "#:~:text=caretaker%20knows%20the%20well%2Dworn%20keys"


@pytest.mark.parametrize(
    ("text", "wanted", "marked"),
    [
        ("A small grant, and small gifts to grant.", ["small grant"], ["small grant"]),
        ("A small grant, and small gifts to grant.", ["small", "grants"], ["small", "grant", "small", "grant"]),
        ("A nai\u0308ve na\u00efvet\u00e9.", ["naive"], ["na\u00efve"]),
        ("From Łódź over Øresund, Æsop’s.", ["lodz", "oresund", "aesop"], ["Łódź", "Øresund", "Æsop"]),
        ("Small small grants.", ["small small", "small grant"], ["Small small grants"]),
    ],
)
def test_a_phrase_is_marked_as_one_where_it_stands_and_nowhere_else(text, wanted, marked):
    note = make_note(make_event("Keys"), text, [])
    around = hit_of(note, *wanted, index=NOTES).around
    assert re.findall('<mark class="hit">(.*?)</mark>', around) == marked


def test_of_several_words_some_may_be_marked(said):
    assert '<mark class="hit">grant</mark>' in hit_of(said["grant"], "grant", "zebra", some=True).headline


def test_rows_of_several_indexes_are_marked_without_a_query(said, django_assert_num_queries):
    meeting, note = said["grant"].note.event, said["grant"].note
    meeting.title = "Grants"
    meeting.save()
    with django_assert_num_queries(0):
        set_hits({INSIGHTS: [said["grant"], said["keys"]], MEETINGS: [meeting], NOTES: [note]}, ["grant"])
    assert '<mark class="hit">' in said["grant"].hit.headline
    assert meeting.hit.headline == '<mark class="hit">Grants</mark>'
    assert '<mark class="hit">grant</mark>' in note.hit.around
