"""The review page: what stands on it, and that each button does its one thing and loses nothing."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from events.models import Event
from insights.forms import mark_of, shown
from insights.models import Flag, FutureMeeting, Insight, Note
from insights.review import Desk, reviewed_by
from people.models import LookAlike, Person
from tests.elsewhere import SECRETS, make_elsewhere
from tests.making import QUOTE, make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db
RENT = "A report nobody reads is a rent, paid in evenings."
ASK = "Ask what a group has stopped doing in order to apply."
SUGGESTED = {"state": "suggested", "approved_at": None}


@pytest.fixture
def note(event, ada):
    """A draft note with three suggested points, the last two of them listed."""
    event.state = "draft"
    event.save()
    note = make_note(event, quotes=[], state="draft", published_at=None, created_by=ada)
    for quote in (RENT, ASK, QUOTE):
        make_insight(note, quote, listed=quote != QUOTE, **SUGGESTED)
    return note


@pytest.fixture
def rent(note):
    return note.insights.get(statement=RENT)


@pytest.fixture
def desk(client, ada):
    client.force_login(ada)
    return client


def address(note, anchor=""):
    return reverse("admin:insights_note_review", args=[note.pk]) + anchor


def typed(note, **changed):
    """What the page posts: every field of every point, as the page showed it or as `changed` ("kind-7")."""
    posted = {"proposal": []}
    for insight in note.insights.prefetch_related("topics"):
        values = shown(insight)
        posted["proposal"].append(insight.pk)
        posted |= {f"{name}-{insight.pk}": value for name, value in values.items()}
        posted[f"seen-{insight.pk}"] = mark_of(values)
    return {**posted, **changed}


def press(client, note, do, **changed):
    return client.post(address(note), {**typed(note, **changed), "do": do}, follow=True)


def flashes(response):
    return [str(message) for message in response.context["messages"]]


def ticks(html):
    return len(re.findall(r'name="tick"[^>]* checked', html))


def states(note):
    return {insight.statement: insight.state for insight in note.insights.all()}


def flag(note, words="nobody", **facts):
    start = note.text.index(words)
    return Flag.objects.create(note=note, kind="contact", text=words, start=start, end=start + len(words), **facts)


# Who may


def test_the_ladder_to_the_review_page(client, note, ada, ben, nora):
    theirs = make_elsewhere()
    assert client.get(address(note)).headers["Location"].startswith("/admin/login/")
    for member, status in [(ben, 403), (theirs.bea, 404), (ada, 200), (nora, 200)]:
        client.force_login(member)
        assert client.get(address(note), follow=True).status_code == status


@pytest.mark.parametrize(
    "do", ["save", "publish-listed", "publish-note", "withdraw-note", "publish", "dismiss", "settle:{flag}",
           "accept:{meeting}", "leave:{meeting}", "same:{pair}", "different:{pair}", "publish:{point}"]
)  # fmt: skip
def test_nobody_presses_a_button_on_a_note_of_others(client, cyd, ada, ben, do):
    theirs = make_elsewhere()
    before = list(Insight.objects.values()) + list(Note.objects.values()) + list(Flag.objects.values())
    do = do.format(flag=theirs.flag.pk, meeting=theirs.meeting.pk, pair=theirs.look_alike.pk, point=theirs.insight.pk)
    for member in (None, ben, ada):
        if member:
            client.force_login(member)
        changed = {f"statement-{theirs.insight.pk}": "Ours now", "tick": [theirs.insight.pk]}
        response = client.post(address(theirs.note), {**typed(theirs.note, **changed), "do": do})
        assert response.status_code == (404 if member == ada else 302)
    assert list(Insight.objects.values()) + list(Note.objects.values()) + list(Flag.objects.values()) == before
    assert Event.objects.count() == 1
    assert LookAlike.objects.get().state == "proposed"


def test_rows_of_another_note_are_not_reached_from_ones_own(desk, note):
    theirs = make_elsewhere()
    before = list(theirs.note.insights.values())
    changed = {"proposal": [theirs.insight.pk], f"statement-{theirs.insight.pk}": "Ours now"}
    for do in ("save", f"publish:{theirs.insight.pk}", f"settle:{theirs.flag.pk}", f"accept:{theirs.meeting.pk}"):
        desk.post(address(note), {**changed, "do": do, "tick": [theirs.insight.pk]})
    desk.post(address(note), {**changed, "do": f"same:{theirs.look_alike.pk}"})
    desk.post(address(note), {**changed, "do": "publish", "tick": [theirs.insight.pk]})
    assert list(theirs.note.insights.values()) == before
    assert (Flag.objects.get().settled_at, LookAlike.objects.get().state) == (None, "proposed")
    assert Event.objects.count() == 2


def test_the_page_shows_nothing_of_other_cells(desk, note):
    make_elsewhere()
    words = desk.get(address(note)).content.decode()
    assert [secret for secret in SECRETS if secret in words] == []


# What stands on it


def test_points_stand_in_the_order_of_the_text_each_with_the_number_of_its_words(note, ada):
    desk = Desk(reviewed_by(ada).get(pk=note.pk), ada)
    assert [(p.number, p.insight.statement) for p in desk.proposals] == [(1, QUOTE), (2, ASK), (3, RENT)]
    for proposal in desk.proposals:
        assert f'id="w{proposal.insight.pk}"' in desk.text
        assert f'href="#p{proposal.insight.pk}"' in desk.text


def test_what_is_to_be_settled_leads_to_its_words(desk, note):
    flag(note)
    page = desk.get(address(note))
    words = page.content.decode()
    assert 'href="#at-a"' in words
    assert 'id="at-a"' in words
    assert "Contact details stand in the note: “nobody”." in words
    assert [(p.insight.statement, p.state) for p in page.context["desk"].proposals][-1] == (RENT, "To look at")


def test_people_organisations_and_announced_meetings_are_named(desk, note):
    speaker = make_speaker(note.event, "Asha Pillai", "Harbour Lane Kitchen", "director")
    note.organisations.add(speaker.affiliation.organisation)
    FutureMeeting.objects.create(note=note, date_text="26 November", start=0, end=3)
    words = desk.get(address(note)).content.decode()
    assert "Asha Pillai: speaker, director, Harbour Lane Kitchen." in words
    assert "Make it a meeting" in words
    assert f"/admin/people/organisation/{speaker.affiliation.organisation.pk}/change/" in words


def test_a_dismissed_point_can_be_taken_back_and_a_published_one_withdrawn(note, ada):
    one, two, three = note.insights.all()
    Insight.objects.filter(pk=one.pk).update(state="dismissed")
    Insight.objects.filter(pk=two.pk).update(state="published", approved_at=note.created_at)
    Insight.objects.filter(pk=three.pk).update(state="withdrawn")
    buttons = {p.insight.pk: p.buttons for p in Desk(reviewed_by(ada).get(pk=note.pk), ada).proposals}
    assert buttons == {
        one.pk: [("again", "Take back")],
        two.pk: [("withdraw", "Withdraw")],
        three.pk: [("publish", "Publish again")],
    }


def test_words_in_a_note_are_words_and_nothing_else(desk, event):
    note = make_note(event, "Who?\n\n<script>alert(1)</script> [x](javascript:alert(1))\n", [], title="<b>Who?</b>")
    words = desk.get(address(note)).content.decode()
    assert "<script>alert" not in words
    assert "<b>Who?" not in words
    assert 'href="javascript' not in words


def test_a_statement_cannot_break_out_of_its_field(desk, note, rent):
    Insight.objects.filter(pk=rent.pk).update(statement='</textarea><script>alert(1)</script>"')
    assert "<script>alert" not in desk.get(address(note)).content.decode()


@pytest.mark.parametrize("number", [3, 60])
def test_the_page_asks_the_same_number_of_questions_however_many_points(desk, cell, django_assert_num_queries, number):
    event = make_event(cell=cell)
    quotes = [f"Point {index} of many." for index in range(number)]
    note = make_note(event, "\n\n".join(quotes), [], state="draft", published_at=None)
    for index, quote in enumerate(quotes):
        speaker = make_speaker(event, f"Speaker {index}", f"Organisation {index}")
        note.organisations.add(speaker.affiliation.organisation)
        insight = make_insight(note, quote, speaker=speaker, **SUGGESTED)
        insight.topics.set(["Trust", f"Topic {index}"])
        flag(note, quote)
        FutureMeeting.objects.create(note=note, start=0, end=5, date_text=f"{index} May")
    desk.get(address(note))
    with django_assert_num_queries(20):  # three for the fields of meeting and people
        assert desk.get(address(note)).status_code == 200


def test_points_beyond_a_page_stand_on_the_next(desk, event, monkeypatch):
    monkeypatch.setattr("insights.review.PROPOSALS_A_PAGE", 2)
    quotes = ["One point.", "Two points.", "Three points."]
    note = make_note(event, "\n\n".join(quotes), quotes)
    first = desk.get(address(note)).content.decode()
    third = note.insights.get(statement="Three points.")
    assert f'href="{address(note)}?page=2#p{third.pk}"' in first
    assert f'id="p{third.pk}"' not in first
    assert f'id="p{third.pk}"' in desk.get(address(note, "?page=2")).content.decode()
    response = desk.post(address(note, "?page=2"), {**typed(note), "do": f"save:{third.pk}"})
    assert response.headers["Location"] == f"{address(note)}?page=2#p{third.pk}"


# What was typed


def test_any_button_saves_what_was_typed_elsewhere_on_the_page(desk, note, rent):
    other = note.insights.get(statement=ASK)
    speaker = make_speaker(note.event, "Asha Pillai")
    changed = {f"kind-{other.pk}": "question", f"speaker-{other.pk}": speaker.pk, f"topics-{other.pk}": "Small grants"}
    response = press(desk, note, f"dismiss:{rent.pk}", **{f"statement-{other.pk}": "Ask what stopped.", **changed})
    other.refresh_from_db()
    assert (other.statement, other.kind, other.speaker) == ("Ask what stopped.", "question", speaker)
    assert list(other.topics.names()) == ["Small grants"]
    assert response.redirect_chain[-1][0] == address(note, f"#p{rent.pk}")
    assert flashes(response) == ["Dismissed 1 point. You can take it back."]


def test_a_point_is_published_with_the_words_that_were_typed(desk, note, rent):
    press(desk, note, f"publish:{rent.pk}", **{f"statement-{rent.pk}": "Unread reports are rent."})
    rent.refresh_from_db()
    assert (rent.statement, rent.state) == ("Unread reports are rent.", "published")


def test_saving_says_how_much_was_saved(desk, note, rent):
    assert flashes(press(desk, note, "save")) == ["Nothing was changed."]
    assert flashes(press(desk, note, f"save:{rent.pk}", **{f"kind-{rent.pk}": "example"})) == ["Saved 1 point."]


def test_what_nobody_touched_is_not_saved_anew(desk, note):
    before = Insight.history.count()
    press(desk, note, "save")
    assert Insight.history.count() == before


def test_a_point_without_words_stops_everything_and_keeps_what_was_typed(desk, note, rent):
    other = note.insights.get(statement=ASK)
    changed = {f"statement-{rent.pk}": " ", f"topics-{rent.pk}": "Typed with care", f"kind-{other.pk}": "question"}
    response = press(desk, note, "publish", tick=[rent.pk, other.pk], **changed)
    words = response.content.decode()
    assert "Write the point in a sentence, or dismiss it." in words
    assert 'value="Typed with care"' in words
    assert ticks(words) == 2
    assert set(states(note).values()) == {"suggested"}
    other.refresh_from_db()
    assert other.kind == "question"


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen(desk, note, rent, nora):
    mine = typed(note, **{f"statement-{rent.pk}": "My wording."})
    Insight.objects.filter(pk=rent.pk).update(statement="Her wording.")
    words = desk.post(address(note), {**mine, "do": "save"}).content.decode()
    rent.refresh_from_db()
    assert rent.statement == "Her wording."
    assert "It reads now: “Her wording.” Save again to keep yours." in words
    assert "My wording.</textarea>" in words


@pytest.mark.parametrize("button", ["publish:{}", "publish", "publish-listed"])
def test_what_somebody_else_changed_meanwhile_is_not_published_unseen(desk, note, rent, button):
    seen = typed(note, tick=[str(rent.pk)])
    Insight.objects.filter(pk=rent.pk).update(statement="A report nobody asked for is a rent.")
    posted = {**seen, "do": button.format(rent.pk)}
    html = desk.post(address(note), posted, follow=True).content.decode()
    assert "Somebody else has changed this since you opened the page." in html
    assert "A report nobody asked for is a rent." in html
    assert set(states(note).values()) == {"suggested"}


def test_a_stale_page_on_which_nothing_was_typed_changes_nothing(desk, note, rent):
    stale = typed(note)
    Insight.objects.filter(pk=rent.pk).update(statement="Her wording.")
    desk.post(address(note), {**stale, "do": "save"})
    rent.refresh_from_db()
    assert rent.statement == "Her wording."


# Publishing


def test_the_first_point_puts_note_and_meeting_before_the_public(desk, note, rent):
    response = press(desk, note, f"publish:{rent.pk}")
    note.refresh_from_db()
    assert (note.state, note.event.state, states(note)[RENT]) == ("published", "published", "published")
    assert flashes(response) == ["“Who holds the purse?” is public now, with 1 point."]


def test_a_double_click_on_publish_publishes_once(desk, note, rent, ada):
    posted = {**typed(note), "do": f"publish:{rent.pk}"}
    desk.post(address(note), posted)
    rent.refresh_from_db()
    first = rent.approved_at
    response = desk.post(address(note), posted, follow=True)
    rent.refresh_from_db()
    assert flashes(response)[-1] == "Nothing changed: what you chose is public already, or was dismissed."
    assert (rent.approved_at, rent.approved_by) == (first, ada)
    assert rent.history.filter(state="published").count() == 1


def test_ticked_points_are_published_together(desk, note):
    ticked = [note.insights.get(statement=statement).pk for statement in (RENT, QUOTE)]
    response = press(desk, note, "publish", tick=ticked)
    assert flashes(response) == ["“Who holds the purse?” is public now, with 2 points."]
    assert states(note) == {RENT: "published", QUOTE: "published", ASK: "suggested"}


def test_ticked_points_are_dismissed_together(desk, note):
    press(desk, note, "dismiss", tick=[insight.pk for insight in note.insights.all()])
    assert set(states(note).values()) == {"dismissed"}


def test_without_a_tick_the_page_says_so(desk, note):
    assert flashes(press(desk, note, "publish")) == ["Nothing is ticked yet. Tick the points that you mean first."]
    assert set(states(note).values()) == {"suggested"}


def test_all_listed_points_are_published_and_the_rest_waits(desk, note):
    press(desk, note, "publish-listed")
    assert states(note) == {RENT: "published", ASK: "published", QUOTE: "suggested"}


def test_a_note_is_published_alone_and_taken_off_again(desk, note):
    assert flashes(press(desk, note, "publish-note")) == ["“Who holds the purse?” is public now."]
    assert flashes(press(desk, note, "withdraw-note")) == [
        "“Who holds the purse?” is off the site, and so are its points. Its meeting and speakers stay on the site.",
        "Whoever still has the link reads that it was withdrawn. "
        f'<a href="/admin/insights/note/{note.pk}/withdrawn/">Say why, if you like</a>',
    ]
    note.refresh_from_db()
    assert note.state == "withdrawn"


def test_what_is_in_the_way_is_said_in_sentences(desk, note, rent):
    flag(note)
    response = press(desk, note, f"publish:{rent.pk}")
    (sentence,) = flashes(response)
    assert "Not published: 1 thing to settle first." in sentence
    assert "Contact details stand in the note: “nobody”. Take them out, or say that they may stay." in sentence
    assert f'href="{address(note)}#settle"' in sentence
    assert states(note)[RENT] == "suggested"


def settling(html):
    """The headings of what stands in the way, each with how many rows it has; and what the counters say."""
    part = html.partition('<div id="settle">')[2].partition('<h2 id="announced"')[0].partition('<h2 id="say"')[0]
    rows = {h.partition("</h2>")[0]: h.count('<div class="row') for h in part.split("<h2>")[1:]}
    return rows, re.findall(r"<b>(\d+)</b> (to (?:settle|look at) first|names? to decide)", html)


def test_what_blocks_and_what_is_asked_once_are_counted_apart_everywhere(desk, note, rent):
    flag(note)
    make_speaker(note.event, "Zoe Lamb", consent="not asked")
    Flag.objects.create(note=note, kind="truncated", text="rent", start=3, end=7)
    html = desk.get(address(note)).content.decode()
    assert settling(html) == (
        {"To settle first": 1, "To look at first": 1, "Also noticed": 1},
        [("1", "to settle first"), ("1", "to look at first")],
    )
    assert "Nothing is in the way of publishing." not in html
    (sentence,) = flashes(press(desk, note, f"publish:{rent.pk}"))
    assert "Not published: 1 thing to settle first." in sentence
    assert "And 1 thing to look at, about which you are not asked again:" in sentence
    assert "break off" not in sentence


def test_where_something_is_only_asked_the_page_does_not_say_that_nothing_is_in_the_way(desk, note, rent):
    make_speaker(note.event, "Zoe Lamb", consent="not asked")
    html = desk.get(address(note)).content.decode()
    assert settling(html) == ({"To look at first": 1}, [("1", "to look at first")])
    assert "Nothing is in the way of publishing." not in html
    (sentence,) = flashes(press(desk, note, f"publish:{rent.pk}"))
    assert "Not published yet: 1 thing to look at first." in sentence


def test_where_nothing_is_in_the_way_the_page_says_so(desk, note):
    html = desk.get(address(note)).content.decode()
    assert settling(html) == ({"To settle first": 0}, [])
    assert "Nothing is in the way of publishing." in html


def test_a_hidden_name_in_a_point_is_in_the_way(desk, note, rent):
    make_speaker(note.event, "Zoe Lamb", attribution="role only")
    response = press(desk, note, f"publish:{rent.pk}", **{f"statement-{rent.pk}": "Zoe Lamb said it is rent."})
    assert "Zoe Lamb is to be named" in flashes(response)[0]
    assert set(states(note).values()) == {"suggested"}


def test_undo_says_that_the_note_is_off_the_site_and_that_its_meeting_stays(desk, note, rent):
    press(desk, note, f"publish:{rent.pk}")
    said = flashes(press(desk, note, "undo"))
    assert said[0] == "Taken back: publish. The note is off the site again. Its meeting stays."
    assert Event.objects.get().state == "published"


def test_points_are_taken_back_and_withdrawn_one_by_one(desk, note, rent):
    press(desk, note, f"dismiss:{rent.pk}")
    assert flashes(press(desk, note, f"again:{rent.pk}")) == ["Took 1 point back among the proposals."]
    press(desk, note, f"publish:{rent.pk}")
    press(desk, note, f"withdraw:{rent.pk}")
    assert states(note)[RENT] == "withdrawn"


# To settle first


def test_contact_details_may_stay_and_who_said_so_is_kept(desk, note, ada):
    row = flag(note)
    response = press(desk, note, f"settle:{row.pk}")
    row.refresh_from_db()
    assert (row.settled_by, response.redirect_chain[-1][0]) == (ada, address(note, "#settle"))
    assert flashes(response) == ["“nobody” may stay. We have noted that you said so."]
    assert flashes(press(desk, note, f"settle:{row.pk}")) == ["Nothing was changed: that has been settled already."]


def test_an_announced_meeting_becomes_one_draft_however_often_it_is_pressed(desk, note):
    row = FutureMeeting.objects.create(note=note, title="Next time", date_text="26 November", start=0, end=3)
    for _ in range(2):
        response = press(desk, note, f"accept:{row.pk}")
    made = Event.objects.get(title="Next time")
    assert (made.state, made.cell) == ("draft", note.event.cell)
    assert f"/admin/events/event/{made.pk}/change/" in flashes(response)[0]
    assert flashes(press(desk, note, f"leave:{row.pk}")) == ["Nothing was changed: that has been settled already."]


def test_an_announced_meeting_is_left_as_words(desk, note):
    row = FutureMeeting.objects.create(note=note, date_text="26 November", start=0, end=3)
    assert flashes(press(desk, note, f"leave:{row.pk}")) == ["Left as words in the note."]
    assert "Left as words in the note." in desk.get(address(note)).content.decode()
    assert Event.objects.count() == 1


@pytest.mark.parametrize(("do", "left"), [("same", 1), ("different", 2)])
def test_a_look_alike_is_decided_on_the_page(desk, note, do, left):
    asha = make_speaker(note.event, "Asha Pillai").person
    known = make_speaker(make_event(), "Asha Pillay").person
    pair = LookAlike.objects.create(person=asha, other_person=known, why="Spelled nearly the same: Asha Pillay")
    words = desk.get(address(note)).content.decode()
    assert "Is Asha Pillai the same as Asha Pillay, whom we know already?" in words
    for _ in range(2):
        response = press(desk, note, f"{do}:{pair.pk}")
    assert flashes(response) == ["Nothing was changed: that has been settled already."]
    assert Person.objects.count() == left
    assert not LookAlike.objects.to_decide().exists()


def test_a_look_alike_known_only_to_others_is_not_shown(desk, note):
    theirs = make_elsewhere()
    asha = make_speaker(note.event, "Zel Quill").person
    LookAlike.objects.create(person=asha, other_person=theirs.person, why="Spelled nearly the same")
    words = desk.get(address(note)).content.decode()
    assert "Zel Quill" in words
    assert "Zelda" not in words


def test_an_unknown_button_is_not_found(desk, note):
    assert desk.post(address(note), {"do": "delete-everything"}).status_code == 404


@pytest.mark.parametrize("verb", ["publish", "dismiss", "withdraw", "settle", "accept", "leave", "same", "different"])
def test_a_number_that_no_row_has_is_not_found(desk, note, verb):
    assert desk.post(address(note), {"do": f"{verb}:{'9' * 5000}"}).status_code == 404


def test_strange_numbers_among_ticks_proposals_and_pages_count_for_nothing(desk, note):
    strange = ["9" * 5000, "9" * 23, "-1", "x"]
    posted = {"do": "dismiss", "tick": strange, "proposal": strange}
    assert desk.post(f"{address(note)}?page={'9' * 5000}", posted).status_code == 302
    assert desk.get(f"{address(note)}?page={'9' * 5000}").status_code == 200
    assert set(note.insights.values_list("state", flat=True)) == {"suggested"}


# The shape of proposals


def quotes(insight):
    return [passage.quote for passage in insight.passages.all()]


def test_a_point_is_joined_with_the_one_above_and_the_page_goes_on_there(desk, note, rent):
    upper = note.insights.get(statement=ASK)
    response = press(desk, note, f"join:{rent.pk}")
    assert (note.insights.count(), quotes(upper)) == (2, [ASK, RENT])
    assert flashes(response) == ["Joined with the point above."]
    assert response.redirect_chain[-1][0] == address(note, f"?on={upper.pk}#p{upper.pk}")


def test_the_first_point_offers_no_joining_and_refuses_it_with_a_sentence(desk, note):
    first = note.insights.get(statement=QUOTE)
    html = desk.get(address(note)).content.decode()
    assert f'value="join:{first.pk}"' not in html
    assert f'value="join:{note.insights.get(statement=ASK).pk}"' in html
    assert "No proposal stands right above this one" in flashes(press(desk, note, f"join:{first.pk}"))[0]


def test_a_point_of_two_sentences_is_split_where_the_page_says(desk, note):
    whole = make_insight(note, f"{QUOTE} So the form grows, to make it feel like work.", **SUGGESTED)
    place = note.text.index("So the form")
    assert f'value="split:{whole.pk}@{place}"' in desk.get(address(note)).content.decode()
    assert flashes(press(desk, note, f"split:{whole.pk}@{place}")) == ["Split in two. The new point stands below."]
    whole.refresh_from_db()
    assert whole.statement == QUOTE
    assert note.insights.filter(statement="So the form grows, to make it feel like work.").exists()


@pytest.mark.parametrize("place", ["", "0", "x", "999999", "1@2"])
def test_a_place_to_split_that_the_page_never_gave_changes_nothing(desk, note, rent, place):
    before = states(note)
    press(desk, note, f"split:{rent.pk}@{place}")
    assert states(note) == before


def test_chosen_words_become_a_proposal(desk, note):
    response = press(desk, note, "new", words="make it feel like work")
    new = note.insights.latest("pk")
    assert (new.state, quotes(new)) == ("suggested", ["make it feel like work"])
    assert response.redirect_chain[-1][0] == address(note, f"?on={new.pk}#p{new.pk}")


def test_words_that_are_not_in_the_note_make_no_point(desk, note):
    assert "do not stand in the note" in flashes(press(desk, note, "new", words="words of elsewhere"))[0]
    assert note.insights.count() == 3


def test_the_last_step_is_named_and_taken_back(desk, note, rent):
    press(desk, note, f"dismiss:{rent.pk}")
    assert "Undo: dismiss" in desk.get(address(note)).content.decode()
    assert flashes(press(desk, note, "undo")) == ["Taken back: dismiss."]
    assert set(states(note).values()) == {"suggested"}
    assert "Undo:" not in desk.get(address(note)).content.decode()
    assert flashes(press(desk, note, "undo")) == ["There is nothing to take back on this page."]


def test_what_is_ticked_stays_ticked_as_long_as_it_is_a_proposal(desk, note, rent):
    ask = note.insights.get(statement=ASK)
    response = press(desk, note, f"dismiss:{rent.pk}", tick=[rent.pk, ask.pk])
    html = response.content.decode()
    assert f'name="tick" value="{ask.pk}" checked' in html
    assert f'name="tick" value="{rent.pk}" checked' not in html


def test_many_are_ticked_at_once_by_group(desk, note, rent):
    speaker = make_speaker(note.event, "Asha Pillai")
    note.insights.filter(pk=rent.pk).update(speaker=speaker)
    html = desk.get(address(note)).content.decode()
    assert "all proposals (3)" in html
    assert "listed points (2)" in html
    assert "Asha Pillai (1)" in html
    ticked = press(desk, note, f"tick:speaker-{speaker.pk}").content.decode()
    assert ticks(ticked) == 1
    assert f'name="tick" value="{rent.pk}" checked' in ticked


def test_all_points_of_the_discussion_are_a_group(desk, event, cell):
    text = "# Keys\n\nWe heard from Gwen Pugh of Hale Homes.\n\nA key is a promise.\n\n## Discussion\n\n"
    text += "- Lend it.\n- Trust grows."
    note = make_note(make_event("Keys", cell=cell), text, ["A key is a promise."], state="draft", published_at=None)
    note.insights.update(**SUGGESTED)
    for quote in ("Lend it.", "Trust grows."):
        make_insight(note, quote, **SUGGESTED)
    assert "the discussion (2)" in desk.get(address(note)).content.decode()
    assert ticks(press(desk, note, "tick:discussion").content.decode()) == 2


def test_an_insight_is_credited_less_from_the_review_page(desk, note):
    asha = make_speaker(note.event, "Asha Pillai")
    rent = note.insights.get(statement=RENT)
    press(desk, note, "save", **{f"speaker-{rent.pk}": asha.pk, f"attribution-{rent.pk}": "role only"})
    rent.refresh_from_db()
    assert (rent.speaker, rent.attribution) == (asha, "role only")
    page = desk.get(address(note)).content.decode()
    assert f'name="attribution-{rent.pk}"' in page
    assert '<option value="role only" selected>' in page


def test_an_insight_that_says_what_another_says_is_shown_beside_it(desk, note, cell):
    other = make_note(make_event(cell=cell)).insights.get()
    page = desk.get(address(note)).content.decode()
    assert "says the same as a point in “A roof is not an asset”" in page
    assert f'<a href="{other.get_absolute_url()}">Show the other point</a>' in page
