"""The last step on the review page is taken back exactly, or not at all."""

from __future__ import annotations

import pytest

from events.models import Speaker
from insights import promise, publishing, shaping, undoing
from insights.models import DeskStep, Insight, Note
from tests.making import QUOTE, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db
FORM = "So the form grows, to make it feel like work."
SUGGESTED = {"state": "suggested", "approved_at": None}


@pytest.fixture
def note(event):
    event.state = "draft"
    event.save()
    return make_note(event, quotes=[], state="draft", published_at=None)


@pytest.fixture
def pair(note):
    return [make_insight(note, quote, **SUGGESTED) for quote in (QUOTE, FORM)]


def everything():
    rows = Insight.objects.order_by("pk")
    return [(i.pk, i.statement, i.state, i.words, [(p.pk, p.start, p.quote) for p in i.passages.all()]) for i in rows]


def test_a_dismissed_point_is_a_proposal_again(note, pair, ada, now):
    before = everything()
    with undoing.step(note, pair, by=ada, at=now, what="Dismiss"):
        publishing.dismiss(pair, by=ada, at=now)
    assert undoing.undo(note, by=ada, at=now).what == "Dismiss"
    assert everything() == before


def test_a_merge_is_taken_apart_again_with_the_same_rows(note, pair, ada, now):
    lower = pair[1].pk
    pair[1].topics.add("Forms")
    before = everything()
    with undoing.step(note, pair, by=ada, at=now, what="Join"):
        shaping.merge_with_above(pair[1], by=ada)
    assert everything() != before
    undoing.undo(note, by=ada, at=now)
    assert everything() == before
    assert list(Insight.objects.get(pk=lower).topics.names()) == ["Forms"]
    assert list(promise.broken()) == []


def test_a_merge_of_points_that_stand_apart_is_taken_apart_again(note, ada, now):
    pair = [make_insight(note, quote, **SUGGESTED) for quote in (FORM, QUOTE)]  # the lower one has the lower number
    before = everything()
    with undoing.step(note, pair, by=ada, at=now, what="Join"):
        Insight.objects.get(pk=pair[1].pk).passages.update(insight=pair[0])
    undoing.undo(note, by=ada, at=now)
    assert everything() == before


def test_a_split_is_put_together_again(note, ada, now):
    whole = make_insight(note, f"{QUOTE} {FORM}", **SUGGESTED)
    before = everything()
    with undoing.step(note, [whole], by=ada, at=now, what="Split") as touched:
        touched.append(shaping.split(whole, shaping.cuts_of(whole)[0][0], by=ada))
    undoing.undo(note, by=ada, at=now)
    assert everything() == before


def test_a_note_that_went_public_with_the_step_is_taken_off_the_site(note, pair, ada, now):
    with undoing.step(note, pair, by=ada, at=now, what="Publish"):
        publishing.publish(note, pair, by=ada, at=now)
    undoing.undo(note, by=ada, at=now)
    note.refresh_from_db()
    assert (note.state, [i.state for i in note.insights.all()]) == (Note.State.WITHDRAWN, ["suggested", "suggested"])


def test_steps_are_taken_back_one_after_the_other(note, pair, ada, now):
    before = everything()
    for insight in pair:
        with undoing.step(note, [insight], by=ada, at=now, what="Dismiss"):
            publishing.dismiss([insight], by=ada, at=now)
    undoing.undo(note, by=ada, at=now)
    undoing.undo(note, by=ada, at=now)
    assert everything() == before
    with pytest.raises(undoing.UndoingError, match="nothing to take back"):
        undoing.undo(note, by=ada, at=now)


def test_what_somebody_changed_since_is_left_alone(note, pair, ada, nora, now):
    with undoing.step(note, pair, by=ada, at=now, what="Dismiss"):
        publishing.dismiss(pair, by=ada, at=now)
    publishing.suggest_again(pair[:1], by=nora, at=now)
    after = everything()
    with pytest.raises(undoing.UndoingError, match="changed since"):
        undoing.undo(note, by=ada, at=now)
    assert everything() == after


def test_each_convenor_takes_back_her_own_steps(note, pair, ada, nora, now):
    with undoing.step(note, pair, by=ada, at=now, what="Dismiss"):
        publishing.dismiss(pair, by=ada, at=now)
    assert undoing.last_step(note, nora) is None


def test_a_step_that_changes_nothing_is_no_step(note, pair, ada, now):
    with undoing.step(note, pair, by=ada, at=now, what="Take back"):
        publishing.suggest_again(pair, by=ada, at=now)
    assert not DeskStep.objects.exists()


def test_what_fails_half_way_leaves_no_step(note, pair, ada, now):
    def dismiss_and_fail():
        with undoing.step(note, pair, by=ada, at=now, what="Dismiss"):
            publishing.dismiss(pair, by=ada, at=now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        dismiss_and_fail()
    assert [i.state for i in note.insights.all()] == ["suggested", "suggested"]
    assert not DeskStep.objects.exists()


def test_only_the_last_steps_are_kept(note, pair, ada, now, monkeypatch):
    monkeypatch.setattr(undoing, "KEPT", 2)
    for verb in [publishing.dismiss, publishing.suggest_again] * 2:
        with undoing.step(note, pair, by=ada, at=now, what="?"):
            verb(pair, by=ada, at=now)
    assert DeskStep.objects.count() == 2


def test_a_withdrawn_point_does_not_come_back_with_a_name_that_has_been_hidden_since(note, now, ada):
    speaker = make_speaker(note.event, "Asha Pillai")
    point = make_insight(note, QUOTE, statement="Asha Pillai decides.", speaker=speaker, **SUGGESTED)
    publishing.publish(note, [point], by=ada, at=now)
    with undoing.step(note, [point], by=ada, at=now, what="Withdraw"):
        publishing.withdraw([point], by=ada, at=now)
    speaker.attribution = "unattributed"
    speaker.save()
    with pytest.raises(undoing.UndoingError, match="Asha Pillai is to be named"):
        undoing.undo(note, by=ada, at=now)
    point.refresh_from_db()
    assert point.state == "withdrawn"


def test_a_note_stays_out_where_more_points_were_published_since(note, pair, ada, nora, now):
    with undoing.step(note, pair[:1], by=ada, at=now, what="Publish"):
        publishing.publish(note, pair[:1], by=ada, at=now)
    publishing.publish(note, pair[1:], by=nora, at=now)
    with pytest.raises(undoing.UndoingError, match="More points have been published since"):
        undoing.undo(note, by=ada, at=now)
    note.refresh_from_db()
    assert (note.state, [i.state for i in note.insights.all()]) == ("published", ["published", "published"])


def test_who_was_taken_off_does_not_come_back_without_the_person(note, ada, now):
    speaker = make_speaker(note.event, "Asha Pillai")
    with undoing.step(note, [speaker], by=ada, at=now, what="Remove"):
        speaker.delete()
    speaker.person.delete()
    with pytest.raises(undoing.UndoingError, match="^The person that this belonged to is gone"):
        undoing.undo(note, by=ada, at=now)


def test_who_was_taken_off_comes_back_without_an_affiliation_that_is_gone(note, ada, now):
    speaker = make_speaker(note.event, "Asha Pillai", "Harbour Lane Kitchen")
    with undoing.step(note, [speaker], by=ada, at=now, what="Remove"):
        Speaker.objects.filter(pk=speaker.pk).delete()
    speaker.affiliation.delete()
    undoing.undo(note, by=ada, at=now)
    assert [(row.organisation, row.affiliation) for row in note.event.speakers.all()] == [
        ("Harbour Lane Kitchen", None)
    ]
