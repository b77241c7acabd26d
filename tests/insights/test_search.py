"""Search: the same hits on both databases, ranked, highlighted, and safe whatever is typed."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insights.models import Insight
from insights.search import Terms, highlights, matching, search_insights, terms_of
from tests.making import make_event, make_insight, make_note

pytestmark = pytest.mark.django_db

STATEMENTS = {
    "grant": "A small grant costs the giver about as much to decide as a large one.",
    "report": "A report nobody reads is a rent, paid in evenings.",
    "cafe": "The café in Ely fed ninety people on a Thursday.",
    "led": "Community-led groups decide faster than committees.",
    "keys": "Handing over the keys is one day; the boiler takes two years.",
}


@pytest.fixture
def said():
    note = make_note(make_event(), "\n\n".join([*STATEMENTS.values(), "We gave the money away."]), [])
    rows = {name: make_insight(note, words) for name, words in STATEMENTS.items()}
    rows["words"] = make_insight(note, "We gave the money away.", statement="Giving is harder than it looks.")
    rows["words"].words = "The grants went out with a form; no grants came back."
    rows["words"].save()
    return rows


def found(query: str) -> set[str]:
    return {row.statement for row in search_insights(Insight.objects.all(), query)}


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("reports", {"report"}),
        ("reading evening", {"report"}),
        ("READS", {"report"}),
        ("cafe", {"cafe"}),
        ("CAFÉ", {"cafe"}),
        ("cafés", {"cafe"}),
        ("community-led", {"led"}),
        ("led community", {"led"}),
        ('"one day"', {"keys"}),
        ('"day one"', set()),
        ("grant", {"grant", "words"}),
        ("grant -giver", {"words"}),
        ('grant -"small grant"', {"words"}),
        ("the", {"grant", "cafe", "keys", "words"}),
        ("the of and", set()),
        ("zebra", set()),
        ("grant zebra", set()),
        ("-the", {"report", "led"}),
    ],
)
def test_what_is_found(said, query, hits):
    assert found(query) == {said[name].statement for name in hits}


def test_a_hit_in_the_statement_comes_before_one_in_the_words(said):
    assert list(search_insights(Insight.objects.all(), "grants")) == [said["grant"], said["words"]]


def test_an_insight_that_changes_is_found_by_its_new_words_only(said):
    said["keys"].statement = "Nobody mentions the caretaker."
    said["keys"].words = ""
    said["keys"].save()
    assert found("caretakers") == {"Nobody mentions the caretaker."}
    assert found("boiler") == set()


def test_an_insight_that_is_gone_is_not_found(said):
    said["report"].passages.all().delete()
    said["report"].delete()
    assert found("report") == set()


def test_the_gate_goes_before_the_search(said):
    Insight.objects.filter(pk=said["report"].pk).update(state="dismissed")
    assert list(search_insights(Insight.objects.published(), "rent")) == []


def test_search_works_on_what_is_filtered_joined_and_counted(said):
    rows = Insight.objects.with_context().filter(kind="point")
    assert search_insights(rows, "grant").filter(note__event__title="A roof is not an asset").count() == 2
    assert matching(rows, "grant").count() == 2
    assert [row.pk for row in search_insights(rows, "grant")[:1]] == [said["grant"].pk]


ODD = ['"', '""', '"""', "***", "a AND", "NOT", "OR OR", "NEAR(", "^", "statement:x", "x*", "%", "%s", "\0", "a\0b"]
ODD += ["'; DROP TABLE x; --", "\ue000", "()", "(a", "a:b & c | !d", "<->", "\\", "-", "--", '-"', "é" * 300]


@pytest.mark.parametrize("query", [*ODD, "x" * 5000, "x " * 5000], ids=lambda query: repr(query)[:12])
def test_whatever_is_typed_is_safe(said, query):
    rows = list(search_insights(Insight.objects.all(), query))
    highlights(rows, query)
    matching(Insight.objects.all(), query).count()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(alphabet=st.sampled_from("abgrant\"'*-()&|!:<>^~\\% \0é\u0301\ue000"), max_size=40) | st.text(max_size=40)
)
def test_anything_at_all_is_safe(said, query):
    rows = list(search_insights(Insight.objects.all(), query))
    highlights(rows, query)
    assert len(rows) == matching(Insight.objects.all(), query).count()


def test_what_was_typed_taken_apart():
    assert terms_of('grant -"paper form" "Ely café" *** "') == Terms(["grant", "Ely cafe"], ["paper form"])
    assert terms_of("  \0 ") == Terms()


def test_hits_are_marked_in_the_statement_and_around_them_in_the_words(said):
    hits = highlights([said["grant"], said["words"]], "grants")
    assert 'small <mark class="hit">grant</mark> costs' in hits[said["grant"].pk].statement
    assert hits[said["words"].pk].statement == "Giving is harder than it looks."
    assert hits[said["words"].pk].around == (
        'The <mark class="hit">grants</mark> went out with a form; no <mark class="hit">grants</mark> came back.'
    )


def test_hits_are_marked_on_accents_and_hyphens_too(said):
    assert '<mark class="hit">café</mark>' in highlights([said["cafe"]], "cafe")[said["cafe"].pk].statement
    marked = highlights([said["led"]], "community-led")[said["led"].pk].statement
    assert "".join(marked.replace('<mark class="hit">', "").replace("</mark>", "")) == said["led"].statement
    assert marked.startswith('<mark class="hit">Community')


def test_nothing_of_an_insight_gets_into_the_page_unescaped(said):
    row = said["keys"]
    row.statement, row.words = "<b>keys</b> & \ue000keys\ue001 </mark>", "<script>keys</script>"
    row.save()
    hit = highlights([row], "keys")[row.pk]
    plain = hit.statement.replace('<mark class="hit">', "").replace("</mark>", "")
    assert plain == "&lt;b&gt;keys&lt;/b&gt; &amp; keys &lt;/mark&gt;"
    assert "<script>" not in hit.around


def test_the_words_around_the_first_hit_are_cut_out_of_a_long_passage(said):
    row = said["keys"]
    row.words = "before " * 60 + "the caretaker speaks " + "after " * 60
    row.save()
    around = highlights([row], "caretakers")[row.pk].around
    assert around.startswith("… before")
    assert around.endswith("after …")
    assert len(around.split()) < 45


def test_the_index_survives_all_migrations():
    """On SQLite a later migration that rebuilds the table drops the triggers: see migration 0002_search."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE name LIKE 'insights_search_%' AND type = 'trigger'"
            )
            assert cursor.fetchone() == (3,)
