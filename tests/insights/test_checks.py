"""What is looked over before publication: each finding a sentence, its weight, and the words it leads to."""

from __future__ import annotations

import pytest

from events.models import Topic
from insights import publishing
from insights.checks import let_through_of, problems_of
from insights.models import Flag, Insight, LetThrough, Note, Say
from tests.making import QUOTE, make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db
SUGGESTED = {"state": "suggested", "approved_at": None}


def draft(event, text="Asha Pillai spoke. Nobody else did.", **facts) -> Note:
    return make_note(event, text, [], **{"state": "draft", "published_at": None, **facts})


def said(note, insights=(), **facts):
    return [problem.sentence for problem in problems_of(note, insights, **facts)]


def words(note, problem):
    return note.text[problem.start : problem.end]


def test_a_speaker_whom_nobody_has_asked_is_asked_about_where_the_name_stands(event, ada):
    make_speaker(event, "Asha Pillai")
    (problem,) = problems_of(note := draft(event), member=ada)
    assert problem.sentence == (
        "Asha Pillai has not been asked whether the name may stand with the note. Ask first, or publish it so."
    )
    assert (problem.blocks, problem.asks, words(note, problem)) == (False, True, "Asha Pillai")


@pytest.mark.parametrize("facts", [{"consent": "agreed"}, {"attribution": "organisation only"}])
def test_one_who_has_agreed_or_is_not_to_be_named_is_not_asked_about(event, ada, facts):
    make_speaker(event, "Asha Pillai", **facts)
    assert said(draft(event, "Somebody spoke."), member=ada) == []


def test_silence_follows_the_rule_of_the_meeting_once_the_time_is_over(event, ada, now):
    speaker = make_speaker(event, "Asha Pillai")
    note = draft(event)
    say = Say.objects.create(note=note, speaker=speaker, to="a@example.org", asked_at=now)
    assert said(note, member=ada, at=now) == [
        "Asha Pillai has been sent the draft and may answer until Sunday 6 December. Wait, or publish the name now."
    ]
    assert said(note, member=ada, at=say.answer_by) == []


def test_a_meeting_without_a_date_is_asked_about(cell, ada):
    note = draft(make_event("A roof", starts_at=None, cell=cell))
    sentence = "“A roof” has no date. Fill it in, or publish it as a meeting whose date is not recorded."
    assert said(note, member=ada) == [sentence]


def test_nobody_is_asked_where_there_is_nobody_to_ask(cell):
    event = make_event(starts_at=None, cell=cell)
    make_speaker(event, "Asha Pillai")
    assert said(draft(event)) == []


def test_a_public_note_is_not_asked_about_again_but_whoever_a_further_point_credits_is(event, ada):
    asha, _ = make_speaker(event, "Asha Pillai"), make_speaker(event, "Ben Osei")
    note = make_note(event, quotes=[])
    point = make_insight(note, speaker=asha, **SUGGESTED)
    assert said(note, member=ada) == []
    assert [sentence.split(" has ")[0] for sentence in said(note, [point], member=ada)] == ["Asha Pillai"]


def test_what_is_asked_stops_publication_once_and_what_was_let_through_is_on_record(event, ada, now):
    make_speaker(event, "Asha Pillai")
    note = draft(event)
    with pytest.raises(publishing.PublishingError) as refused:
        publishing.publish(note, [], by=ada, at=now, asked=[])
    assert not refused.value.blocking
    asked = [problem.key for problem in refused.value.problems]
    assert publishing.publish(note, [], by=ada, at=now, asked=asked).note_is_new
    (passed,) = let_through_of(note)
    assert (passed.by, passed.at) == (ada, now)
    assert passed.sentence == refused.value.problems[0].sentence
    publishing.withdraw_note(note, by=ada, at=now)
    assert publishing.publish(note, [], by=ada, at=now, asked=[]).note_is_new


def test_a_quotation_of_someone_unnamed_is_asked_about_once(event, ada, now):
    note = draft(event)
    flag = Flag.objects.create(note=note, kind="anonymous quote", text="Nobody else", start=19, end=30)
    with pytest.raises(publishing.PublishingError, match="Would they recognise it"):
        publishing.publish(note, [], by=ada, at=now, asked=[])
    publishing.publish(note, [], by=ada, at=now, asked=[f"flag:{flag.pk}"])
    flag.refresh_from_db()
    assert (flag.settled_by, flag.settled_at) == (ada, now)
    assert [passed.by for passed in let_through_of(note)] == [ada]


def test_what_blocks_is_not_let_through_by_asking(event, ada, now):
    make_speaker(event, "Asha Pillai", attribution="role only")
    note = draft(event)
    problems = problems_of(note, member=ada)
    assert [problem.blocks for problem in problems] == [True]
    with pytest.raises(publishing.PublishingError):
        publishing.let_through(note, problems, by=ada, at=now)
    with pytest.raises(publishing.PublishingError):
        publishing.publish(note, [], by=ada, at=now)
    assert not LetThrough.objects.exists()


def test_a_surname_alone_may_be_somebody_else_until_it_stands_there_once_more(event, ada, now):
    make_speaker(event, "Asha Pillai", attribution="role only")
    note = draft(event, "Pillai was the name of the street.")
    (problem,) = problems_of(note)
    assert (problem.blocks, problem.button, words(note, problem)) == (True, "It is somebody else", "Pillai")
    publishing.let_through(note, [problem], by=ada, at=now)
    assert problems_of(note) == []
    note.text += " Ask Pillai."
    assert len(problems_of(note)) == 1


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Nuala O'Driscoll", "O’Driscoll"),  # one word, though an apostrophe stands in it
        ("Jo Hartley-Finch", "Hartley"),
        ("Jo Hartley-Finch", "HARTLEY‑FINCH"),
        ("Zoë Núñez", "Zoë"),
    ],
)
def test_a_part_of_a_name_however_it_is_written_blocks_until_it_is_somebody_else(event, ada, now, name, part):
    make_speaker(event, name, attribution="role only")
    note = draft(event, f"We asked Ms {part} to come.")
    (problem,) = problems_of(note)
    assert (problem.blocks, problem.button, words(note, problem)) == (True, "It is somebody else", part)
    publishing.let_through(note, [problem], by=ada, at=now)
    assert problems_of(note) == []


def test_a_whole_name_without_its_accents_and_over_a_line_is_nobody_else(event):
    make_speaker(event, "Zoë Hartley-Finch", attribution="role only")
    note = draft(event, "We asked Zoe Hartley-\nFinch to come.")
    (problem,) = problems_of(note)
    assert (problem.blocks, problem.key, words(note, problem)) == (True, "", "Zoe Hartley-\nFinch")


def test_a_surname_in_the_end_of_the_address_blocks(cell):
    event = make_event("A roof", slug="pillai-on-roofs", cell=cell)
    make_speaker(event, "Asha Pillai", attribution="role only")
    (problem,) = problems_of(draft(event, "Somebody spoke."))
    assert (problem.blocks, problem.button) == (True, "It is somebody else")


@pytest.mark.parametrize(
    "facts",
    [
        {"title": "An evening with Asha Pillai"},
        {"summary": "Asha Pillai on purses"},
        {"slug": "an-evening-with-asha-pillai"},
        {"place": "Asha Pillai’s kitchen"},
    ],
)
def test_a_hidden_name_around_the_note_blocks(cell, facts):
    event = make_event(**{"title": "A roof", "cell": cell, **facts})
    make_speaker(event, "Asha Pillai", attribution="unattributed")
    assert "Asha Pillai is to be named not at all, but the name stands in the title" in said(draft(event, "Hm."))[0]


def test_a_hidden_name_in_a_point_that_comes_back_with_its_withdrawn_note_blocks(event, ada, now):
    note = make_note(event)
    make_speaker(event, "Asha Pillai", attribution="unattributed")
    publishing.withdraw_note(note, by=ada, at=now)
    Insight.objects.update(statement="Asha Pillai decides.")
    with pytest.raises(publishing.PublishingError, match="Asha Pillai is to be named not at all"):
        publishing.publish(note, [], by=ada, at=now)


def test_a_hidden_name_that_is_a_topic_blocks(event):
    make_speaker(event, "Asha Pillai", attribution="unattributed")
    note = draft(event, "Somebody spoke.")
    point = make_insight(note, "Somebody spoke.", **SUGGESTED)
    point.topics.add("Asha Pillai")
    assert len(said(note, [point])) == 1


def test_an_insight_not_credited_by_name_stops_where_the_lines_around_it_tell_the_name(event):
    asha = make_speaker(event, "Asha Pillai")
    note = draft(event, f"Asha Pillai began. {QUOTE}\n\nA report nobody reads is a rent.")
    near = make_insight(note, QUOTE, speaker=asha, attribution="role only", **SUGGESTED)
    far = make_insight(note, "A report nobody reads is a rent.", speaker=asha, attribution="role only", **SUGGESTED)
    (problem,) = problems_of(note, [near])
    assert "or in the lines around them" in problem.sentence
    assert words(note, problem) == QUOTE
    near.attribution = ""
    near.save()
    assert problems_of(note, [near, far])[0].sentence.count("A report nobody reads") == 1


def test_words_that_a_later_text_has_lost_are_looked_over_too(event):
    make_speaker(event, "Asha Pillai", attribution="role only")
    note = draft(event, "Asha Pillai paid. The rest of us watched.")
    point = make_insight(note, "Asha Pillai paid.", statement="One paid.", **SUGGESTED)
    Note.objects.filter(pk=note.pk).update(text="The rest of us watched.")
    note = Note.objects.get(pk=note.pk)
    assert "the name stands in the words “One paid.” comes from" in said(note, [point])[0]


def test_a_wish_for_a_change_blocks_until_it_is_dealt_with(event, ada, now):
    speaker = make_speaker(event, "Asha Pillai", consent="agreed")
    note = draft(event)
    facts = {"answer": "change", "text": "Not tomorrow.", "answered_at": now}
    Say.objects.create(note=note, speaker=speaker, to="a@example.org", asked_at=now, **facts)
    (problem,) = problems_of(note)
    assert (problem.sentence, problem.blocks) == ("Asha Pillai asks for a change: “Not tomorrow.”", True)
    publishing.let_through(note, [problem], by=ada, at=now)
    assert problems_of(note) == []


# One insight that is out


@pytest.fixture
def out(event):
    asha = make_speaker(event, "Asha Pillai")
    note = make_note(event, f"Asha Pillai began. {QUOTE}", [])
    return make_insight(note, QUOTE, speaker=asha)


def edit(insight, ada, **facts):
    own = {"statement": insight.statement, "kind": "point", "speaker": insight.speaker, "topics": [], "by": ada}
    return publishing.edit(insight, **{**own, **facts})


def test_lowering_an_insight_that_is_out_is_refused_where_its_receipt_tells_the_name(out, ada):
    with pytest.raises(publishing.PublishingError, match="lines around them"):
        edit(out, ada, attribution="role only")
    assert Insight.objects.get().attribution == ""


def test_lowering_an_insight_that_is_out_is_refused_where_its_title_tells_the_name(out, ada):
    Note.objects.update(title="Asha Pillai’s purse", text=QUOTE)
    out.passages.update(start=0, end=len(QUOTE))
    with pytest.raises(publishing.PublishingError, match="the title"):
        edit(out, ada, attribution="role only")


def test_an_insight_whose_receipt_tells_nothing_is_lowered(out, ada):
    Note.objects.update(text=QUOTE)
    out.passages.update(start=0, end=len(QUOTE))
    assert edit(out, ada, attribution="role only").attribution_level == "role only"
    assert edit(out, ada).attribution == "role only"


def test_a_topic_does_not_tell_a_hidden_name(out, ada):
    out.note.event.speakers.update(attribution="role only")
    Note.objects.update(text=QUOTE)
    out.passages.update(start=0, end=len(QUOTE))
    with pytest.raises(publishing.PublishingError, match="a topic"):
        edit(out, ada, topics=["Asha Pillai"])


def test_a_note_is_taken_off_where_a_lowered_insight_stands_beside_the_name(out, ada, now):
    Insight.objects.update(attribution="unattributed")
    assert len(publishing.recheck(out.note, by=ada, at=now)) == 1
    assert Note.objects.get().state == "withdrawn"


# Topics that are not offered any more


def test_a_retired_topic_is_put_on_no_point_and_stays_on_what_has_it(out, ada):
    retired = Topic.objects.create(name="Grants", slug="grants", retired=True)
    with pytest.raises(publishing.PublishingError, match="“grants” is no longer offered as a topic"):
        edit(out, ada, topics=["grants"])
    out.topics.add(retired)
    assert [*edit(out, ada, topics=["Grants", "Trust"]).topics.names()] == ["Grants", "Trust"]
