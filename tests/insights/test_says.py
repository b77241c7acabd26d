"""The speakers' say: a private link to the draft, three answers, and what each of them does."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from events.models import Speaker
from insights import publishing, says
from insights.models import Insight, Note, Say
from people.models import Mail, Member
from tests.elsewhere import make_elsewhere
from tests.making import QUOTE, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db
TEXT = f"Asha Pillai began. {QUOTE}\n\nA report nobody reads is a rent."
OVER = "The note is published, or the time to answer has passed, or a newer link was sent"


@pytest.fixture
def asha(event):
    return make_speaker(event, "Asha Pillai", "Harbour Lane", email="asha@example.org")


@pytest.fixture
def note(event, asha):
    event.state = "draft"
    event.save()
    note = make_note(event, TEXT, [], state="draft", published_at=None)
    make_insight(note, QUOTE, speaker=asha, state="suggested", approved_at=None)
    return note


@pytest.fixture
def say(note, asha, ada, now):
    with time_machine.travel(now):
        yield says.ask(note, asha, by=ada, at=now)


def path_of(say):
    return says.link_to(say).removeprefix("http://127.0.0.1:8000")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def reply(client, say, answer, text=""):
    return client.post(path_of(say), {"answer": answer, "text": text}, follow=True)


# Sending


def test_the_draft_is_sent_by_the_outbox_with_a_link_that_needs_no_login(say):
    (sent,) = mail.outbox
    assert (sent.to, Mail.objects.get().why) == (["asha@example.org"], "speaker's say")
    assert says.link_to(say) in sent.body
    assert "It holds until Sunday 6 December 2026" in sent.body


def test_the_address_of_a_login_serves_where_no_other_is_known(note, asha, ada, ben, now):
    Speaker.objects.update(email="")
    with pytest.raises(says.SayError, match="No e-mail address of Asha Pillai is known"):
        says.ask(note, fresh(asha), by=ada, at=now)
    asha.person.member = ben
    asha.person.save()
    assert says.ask(note, fresh(asha), by=ada, at=now).to == ben.email


def test_a_public_note_is_not_sent_as_a_draft(note, asha, ada, now):
    publishing.publish(note, [], by=ada, at=now)
    with pytest.raises(says.SayError, match="public already"):
        says.ask(note, asha, by=ada, at=now)
    assert mail.outbox == []


def test_a_speaker_of_another_meeting_is_not_sent_the_draft(note, ada, now):
    with pytest.raises(says.SayError, match="was not at this meeting"):
        says.ask(note, make_elsewhere().speaker, by=ada, at=now)


# The link


def test_the_page_shows_the_draft_and_what_stands_under_the_name(client, say):
    response = client.get(path_of(say))
    words = response.content.decode()
    assert response.status_code == 200
    assert "Asha Pillai, Harbour Lane" in words
    assert f'<a href="#insight-{Insight.objects.get().pk}">' in words
    assert "A report nobody reads is a rent." in words
    assert (response.headers["X-Robots-Tag"], "no-store" in response.headers["Cache-Control"]) == ("noindex", True)
    assert "asha@example.org" not in words


def test_looking_changes_nothing(client, say):
    before = list(Say.objects.values()) + list(Speaker.objects.values())
    for method in (client.get, client.head):
        assert method(path_of(say), {"answer": "unnamed"}).status_code == 200
    assert list(Say.objects.values()) + list(Speaker.objects.values()) == before


def _a_newer_link(say):
    says.ask(say.note, say.speaker, by=say.asked_by, at=say.asked_at)


def _published(say):
    Note.objects.update(state="published", published_at=say.asked_at)


def _another_address(say):
    Speaker.objects.update(email="somebody.else@example.org")


def _overdue(say):
    Say.objects.update(asked_at=say.asked_at - dt.timedelta(days=15))


@pytest.mark.parametrize("happens", [_a_newer_link, _published, _another_address, _overdue])
def test_a_link_that_is_over_gives_one_sentence_and_takes_no_answer(client, say, happens):
    path = path_of(say)
    happens(say)
    before = list(Speaker.objects.values())
    for response in (client.get(path), client.post(path, {"answer": "unnamed"})):
        assert (response.status_code, OVER in response.content.decode()) == (410, True)
        assert "Asha" not in response.content.decode()
    assert list(Speaker.objects.values()) == before
    assert Say.objects.get().answer == ""


@pytest.mark.parametrize("token", ["1-1", "1-1.forged", "x", "1-1.", "é.é", "a" * 500])
def test_a_forged_link_gives_the_same_sentence(client, say, token):
    assert client.get(reverse("insights:say-detail", args=[token])).status_code == 410


def test_a_link_does_not_open_the_say_of_another(client, say, note, ada, now):
    other = says.ask(note, make_speaker(note.event, "Ben Osei", email="b@example.org"), by=ada, at=now)
    _, signature = path_of(say).rsplit(".", 1)
    forged = f"{path_of(other).rsplit('.', 1)[0]}.{signature}"
    assert client.get(forged).status_code == 410


# The answers


def test_fine_is_a_yes_to_being_named(client, say, note, ada):
    words = reply(client, say, "fine").content.decode()
    assert "Thank you. We have noted that it is fine as it stands." in words
    assert "Your answer so far: fine." in words
    assert fresh(say.speaker).consent == "agreed"
    assert publishing.problems_of(fresh(note), member=ada) == []


def test_dont_name_me_lowers_the_speaker_at_once_and_names_what_stands_in_the_way(client, say, note):
    reply(client, say, "unnamed")
    speaker = fresh(say.speaker)
    assert (speaker.consent, speaker.attribution) == ("not to be named", "role only")
    sentence = "Asha Pillai is to be named role only, but the name stands in the note. Take it out of the text first."
    assert [problem.sentence for problem in publishing.problems_of(fresh(note))] == [sentence]
    told = mail.outbox[-1]
    assert (told.to, sentence in told.body) == (["ada@example.org"], True)
    assert (
        speaker.history.order_by("history_id").last().history_change_reason == "The speaker's own answer to the draft"
    )


def test_please_change_wants_words_and_keeps_the_level(client, say, note):
    words = reply(client, say, "change", " ").content.decode()
    assert "Write what you would like to be changed." in words
    assert fresh(say).answer == ""
    reply(client, say, "change", "It was <b>two</b> reports.")
    assert (fresh(say).text, fresh(say.speaker).attribution) == ("It was <b>two</b> reports.", "")
    assert [problem.blocks for problem in publishing.problems_of(fresh(note))] == [True]


def test_an_answer_can_be_changed_and_whoever_said_no_is_named_again_as_before(client, say):
    reply(client, say, "unnamed")
    reply(client, say, "change", "Say that I chaired.")
    assert fresh(say.speaker).attribution == "role only"
    reply(client, say, "fine")
    speaker = fresh(say.speaker)
    assert (speaker.consent, speaker.attribution, fresh(say).text) == ("agreed", "named", "")


def test_a_yes_raises_nobody_whom_a_convenor_has_lowered(client, say):
    Speaker.objects.update(attribution="role only")
    reply(client, say, "unnamed")
    reply(client, say, "fine")
    assert fresh(say.speaker).attribution == "role only"


def test_whoever_is_unattributed_stays_so_after_a_no(client, say):
    Speaker.objects.update(attribution="unattributed")
    reply(client, say, "unnamed")
    assert fresh(say.speaker).attribution == "unattributed"


@pytest.mark.parametrize("answer", ["", "perhaps"])
def test_no_other_answer_is_taken(client, say, answer):
    assert "Choose one of the three answers." in reply(client, say, answer).content.decode()
    assert fresh(say).answer == ""


def test_a_no_cannot_be_overruled_in_the_list_of_speakers(client, say, ada):
    reply(client, say, "unnamed")
    client.force_login(ada)
    person = say.speaker.person_id
    posted = {"person": person, "role": "speaker", "attribution": "named", "consent": "not to be named"}
    words = client.post(f"/admin/events/speaker/{say.speaker.pk}/change/", {**posted, "position_in_list": 0})
    assert "Someone who does not want to be named" in words.content.decode()
    assert fresh(say.speaker).attribution == "role only"


# On the review page


def review(client, note, do=None):
    path = reverse("admin:insights_note_review", args=[note.pk])
    return (client.post(path, {"do": do}, follow=True) if do else client.get(path)).content.decode()


def test_the_draft_is_sent_from_the_review_page_and_the_answer_stands_there(client, note, asha, ada):
    client.force_login(ada)
    assert "Send the draft" in review(client, note)
    assert "The draft is on its way to Asha Pillai." in review(client, note, f"ask:{asha.pk}")
    says.answer(Say.objects.get(), "change", "It was <two> reports.", at=Say.objects.get().asked_at)
    words = review(client, note)
    assert "It was &lt;two&gt; reports." in words
    assert "It is dealt with" in words
    assert "Send it again" in words


def test_all_are_sent_the_draft_at_once_and_nobody_twice(client, note, asha, ada):
    make_speaker(note.event, "Ben Osei", email="b@example.org")
    make_speaker(note.event, "Cyd Charisse")
    client.force_login(ada)
    assert "Send the draft to all" in review(client, note)
    for _ in range(2):
        review(client, note, "ask-all")
    assert sorted(message.to[0] for message in mail.outbox) == ["asha@example.org", "b@example.org"]


def test_nobody_sends_the_draft_of_others_or_to_speakers_of_others(client, note, ada, ben):
    theirs = make_elsewhere()
    Speaker.objects.filter(pk=theirs.speaker.pk).update(email="z@example.org")
    path = reverse("admin:insights_note_review", args=[theirs.note.pk])
    for member, status in [(None, 302), (ben, 302), (ada, 404)]:
        if member:
            client.force_login(member)
        assert client.post(path, {"do": f"ask:{theirs.speaker.pk}"}).status_code == status
    review(client, note, f"ask:{theirs.speaker.pk}")
    assert mail.outbox == []


def test_what_is_let_through_with_a_button_stands_in_the_history_of_the_note(client, note, ada):
    client.force_login(ada)
    (problem,) = publishing.problems_of(note, note.insights.all(), member=ada)
    words = review(client, note, f"let:{problem.number}")
    assert problem.sentence not in words
    assert "Nothing was changed" in review(client, note, f"let:{problem.number}")
    words = client.get(f"/admin/insights/note/{note.pk}/history/").content.decode()
    assert "Let through before publication" in words
    assert problem.sentence in words
    assert "Ada Quist" in words


def test_publishing_asks_once_and_the_second_press_is_a_yes(client, note, ada):
    client.force_login(ada)
    point = note.insights.get()
    assert "press the same button again; that you said so goes on record" in review(client, note, f"publish:{point.pk}")
    assert fresh(note).state == "draft"
    assert "is public now, with 1 point" in review(client, note, f"publish:{point.pk}")
    assert note.let_through.get().by == ada


def test_a_convenor_who_was_not_asked_is_asked(client, note, ada, nora):
    client.force_login(ada)
    review(client, note, "publish-note")
    client.force_login(nora)
    assert "press the same button again" in review(client, note, "publish-note")


def test_an_asker_who_has_left_is_not_written_to(client, say, ada):
    Member.objects.filter(pk=ada.pk).update(is_active=False)
    reply(client, say, "fine")
    assert len(mail.outbox) == 1
