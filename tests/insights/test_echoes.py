from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from insights import echoes, meaning, publishing, redacting
from insights.echoes import EchoError
from insights.models import Echo, Insight, Meaning
from tests.making import make_event, make_insight, make_note

pytestmark = pytest.mark.django_db
LIKE = [
    "Small charities spend weeks on reports that funders never read.",
    "Grant makers ask little organisations for long reports and do not look at them.",
    "A funder’s report form takes a small charity four days, and nobody opens it.",
]
OTHER = "The bus to the hospital stops at five, before visiting hours end."


def said(statement: str, year: int = 2025, **facts) -> Insight:
    """A published insight of a meeting of its own."""
    starts = timezone.make_aware(dt.datetime(year, 6, 4, 14, 0))
    event = make_event(f"Meeting of {year}: {statement[:30]}", starts_at=starts, **facts)
    return make_insight(make_note(event, statement, []), statement)


@pytest.fixture
def like(cell):
    return [said(statement, 2026 - place, cell=cell) for place, statement in enumerate(LIKE)]


def trail(insight, reader) -> list[tuple[str, Insight]]:
    same = echoes.trails_of(insight, reader).same
    return [(f"{saying.words}: this one" if saying.this else saying.words, saying.insight) for saying in same]


def test_what_means_the_like_is_proposed_once_and_what_does_not_is_not(like, now):
    said(OTHER)
    assert echoes.propose(at=now) == 3
    pairs = Echo.objects.values_list("one", "other", "state", "kind")
    numbers = [insight.pk for insight in like]
    assert {(one, other) for one, other, *_ in pairs} == {
        (numbers[0], numbers[1]),
        (numbers[0], numbers[2]),
        (numbers[1], numbers[2]),
    }
    assert {tuple(rest) for _, _, *rest in pairs} == {("proposed", "same")}
    assert all(echo.likeness >= 55 for echo in Echo.objects.all())
    assert echoes.propose(at=now) == 0
    assert Meaning.objects.count() == 4


def test_a_new_point_is_compared_with_those_of_years_ago(like, now):
    Insight.objects.filter(pk=like[0].pk).update(state="suggested")
    echoes.propose(at=now)
    assert Echo.objects.count() == 1
    Insight.objects.filter(pk=like[0].pk).update(state="published")
    assert echoes.propose(at=now) == 2


def test_two_points_of_one_note_are_no_echo(event, now):
    note = make_note(event, "\n\n".join(LIKE), LIKE)
    assert note.insights.count() == 3
    assert echoes.propose(at=now) == 0


def test_each_point_gets_three_proposals_at_most(now, cell):
    rows = [said(LIKE[0] + " " + "!" * number, 2000 + number) for number in range(6)]
    echoes.propose(at=now)
    first = rows[0].pk
    assert Meaning.objects.count() == 6
    assert Echo.objects.count() <= 3 * 6
    assert Echo.objects.of([first]).count() >= 1


def test_nothing_is_proposed_where_the_model_is_not_installed(like, now, monkeypatch):
    monkeypatch.setattr(meaning, "is_here", lambda: False)
    assert echoes.propose(at=now) == 0
    assert not Meaning.objects.exists()


def test_a_reworded_point_is_looked_at_again_and_a_dismissed_pair_is_not_proposed_again(like, ada, now):
    echoes.propose(at=now)
    Echo.objects.update(state="dismissed", decided_at=now)
    facts = {"kind": like[0].kind, "speaker": None, "topics": []}
    publishing.edit(like[0], statement=LIKE[0] + " Every time.", by=ada, **facts)
    assert not Meaning.objects.filter(insight=like[0]).exists()
    assert echoes.propose(at=now) == 0
    assert Meaning.objects.filter(insight=like[0]).exists()
    assert set(Echo.objects.values_list("state", flat=True)) == {"dismissed"}


def test_only_what_a_convenor_confirms_is_shown(like, ada, cyd, now):
    echoes.propose(at=now)
    assert echoes.trails_of(like[0], cyd) == echoes.Trails([], [])
    echo = Echo.objects.get(one=like[0], other=like[1])
    echoes.decide(echo, "same", by=ada, at=now)
    assert trail(like[0], cyd) == [("First said", like[1]), ("Said again: this one", like[0])]
    assert trail(like[1], cyd) == [("First said: this one", like[1]), ("Said again", like[0])]
    assert trail(like[2], cyd) == []
    echoes.decide(echo, "", by=ada, at=now)
    assert trail(like[0], cyd) == []


def test_the_same_point_carries_on_over_meetings_and_related_ones_do_not(like, ada, cyd, now):
    other = said(OTHER)
    echoes.put_together(like[0], like[1], "same", by=ada, at=now)
    echoes.put_together(like[2], like[1], "same", by=ada, at=now)
    echoes.put_together(like[2], other, "related", by=ada, at=now)
    assert [insight for _, insight in trail(like[0], cyd)] == [like[2], like[1], like[0]]
    assert echoes.trails_of(like[0], cyd).related == []
    assert echoes.trails_of(like[2], cyd).related == [other]
    assert echoes.trails_of(other, cyd).related == [like[2]]


def test_what_has_no_date_is_not_said_to_be_the_first_or_said_again(like, ada, cyd, now):
    echoes.put_together(like[0], like[1], "same", by=ada, at=now)
    type(like[1].note.event).objects.filter(pk=like[1].note.event_id).update(starts_at=None, ends_at=None)
    assert trail(like[0], cyd) == [("First said: this one", like[0]), ("Also said", like[1])]


def test_articles_and_meetings_stand_in_one_order_of_time(like, ada, cyd, now):
    days = {2019: "On being read", 2027: "On not being read"}
    articles = {year: article(title, dt.date(year, 1, 5)) for year, title in days.items()}
    for one in articles.values():
        echoes.put_together(like[0], one, "same", by=ada, at=now)
    undated = article("On a wet day", None)
    echoes.put_together(like[0], undated, "same", by=ada, at=now)
    assert trail(like[0], cyd) == [
        ("First said", articles[2019]),
        ("Said again: this one", like[0]),
        ("Said again", articles[2027]),
        ("Also said", undated),
    ]


def article(title: str, day: dt.date | None) -> Insight:
    return make_insight(make_note(None, LIKE[1], [], title=title, written_on=day), LIKE[1])


@pytest.mark.parametrize("state", ["confirmed", "dismissed"])
def test_a_confirmed_pair_is_put_to_the_convenor_again_once_one_of_them_says_something_else(like, ada, cyd, now, state):
    echo = echoes.put_together(like[0], like[1], "same", by=ada, at=now)
    echoes.decide(echo, "same" if state == "confirmed" else "", by=ada, at=now)
    facts = {"kind": like[0].kind, "speaker": None, "topics": ["Reports"]}
    publishing.edit(like[0], statement=f"  {LIKE[0]} ", by=ada, **facts)
    assert Echo.objects.get().state == state
    publishing.edit(like[0], statement=OTHER, by=ada, **facts)
    echo.refresh_from_db()
    assert echo.state == ("proposed" if state == "confirmed" else "dismissed")
    assert (echo.decided_by is None) is (state == "confirmed")
    assert trail(like[0], cyd) == []
    assert echo in Echo.objects.to_decide() or state == "dismissed"


def test_what_was_put_together_is_asked_again_where_words_of_it_were_removed_and_nowhere_else(like, nora, ada, now):
    for other in like[1:]:
        echoes.put_together(like[0], other, "same", by=ada, at=now)
    echoes.put_together(like[1], like[2], "related", by=ada, at=now)
    redacting.redact("nobody opens it", by=nora, at=now, reason="Asked for by letter")
    asked = Echo.objects.to_decide().values_list("one", "other")
    assert set(asked) == {(like[0].pk, like[2].pk), (like[1].pk, like[2].pk)}


@pytest.mark.parametrize("how", ["withdrawn", "for members", "note withdrawn"])
def test_a_trail_shows_nobody_what_they_may_not_see(like, ada, cyd, now, how):
    echoes.put_together(like[0], like[1], "same", by=ada, at=now)
    if how == "withdrawn":
        Insight.objects.filter(pk=like[1].pk).update(state="withdrawn")
    elif how == "note withdrawn":
        like[1].note.state = "withdrawn"
        like[1].note.save()
    else:
        type(like[1].note.event).objects.filter(pk=like[1].note.event_id).update(visibility="members")
    assert trail(like[0], cyd) == []


def test_two_of_one_meeting_are_not_put_together_and_nor_is_what_is_not_out(like, ada, now):
    beside = make_insight(like[0].note, LIKE[0])
    with pytest.raises(EchoError, match="These two are of one meeting"):
        echoes.put_together(like[0], beside, "same", by=ada, at=now)
    Insight.objects.filter(pk=like[1].pk).update(state="withdrawn")
    with pytest.raises(EchoError, match="not on the pages any more"):
        echoes.put_together(like[0], like[1], "same", by=ada, at=now)
    assert not Echo.objects.exists()


def test_a_convenor_decides_on_pairs_with_a_point_of_hers_that_she_may_see(like, ada, ben, nora, now):
    theirs = said(OTHER, attribution="named")
    draft = said("Not out.", state="draft")
    for one, other in ((like[0], theirs), (like[1], draft), (theirs, draft)):
        Echo.objects.create(one=one, other=other, proposed_at=now)
    seen = [set(Echo.objects.editable_by(member).values_list("one", "other")) for member in (ada, ben, nora)]
    assert seen[0] == {(like[0].pk, theirs.pk)}
    assert seen[1] == set()
    assert len(seen[2]) == 3


def test_what_was_put_together_by_hand_is_asked_about_before_the_likeliest(like, ada, now):
    for other, likeness in ((like[1], 60), (like[2], 90)):
        Echo.objects.create(one=like[0], other=other, likeness=likeness, proposed_at=now)
    by_hand = echoes.put_together(like[1], like[2], "same", by=ada, at=now)
    echoes.ask_again([like[2]])
    assert [echo.likeness for echo in Echo.objects.to_decide()] == [None, 90, 60]
    assert Echo.objects.to_decide().first() == by_hand


def test_a_pair_stands_once_and_in_order(like, now):
    for one, other in ((like[1], like[0]), (like[0], like[0])):
        with pytest.raises(IntegrityError), transaction.atomic():
            Echo.objects.create(one=one, other=other, proposed_at=now)
