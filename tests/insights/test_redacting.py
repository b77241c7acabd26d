from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client

from events.models import Event, Topic
from insights import checking, likeness, promise, publishing, redacting, revising, undoing
from insights.extraction.fingerprints import fingerprint
from insights.models import Collection, Insight, Note, Redaction
from insights.phrases import Phrases
from people import addresses, matching
from people.models import LookAlike, Mail, Member, Organisation, Person
from tests.elsewhere import make_elsewhere
from tests.making import make_event, make_note, make_speaker

pytestmark = pytest.mark.django_db

WORDS = "Wilhelmina Tarrow\n7 Cinder Row"
TELLING = ["wilhelmina", "tarrow", "cinder"]  # whatever the stemmer leaves of them begins so
TEXT = """# What Wilhelmina Tarrow taught us

We met at **7 Cinder Row**, where [Wilhelmina](https://example.org/wilhelmina-tarrow) Tarrow lives.

- WILHELMINA  TARROW said that a key on a nail is a kind of trust.
- People look after a room when they have their own key to it.
- Wilhelmina Tarrow

Next time on 4 June at 7 Cinder Row.
"""
SAID = "WILHELMINA  TARROW said that a key on a nail is a kind of trust."
KEY = "People look after a room when they have their own key to it."


def everything() -> dict[str, str]:
    """Each table of the database with all that stands in it as text, by what the database itself says it has."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor, include_views=False):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = " ".join(_as_text(value) for row in cursor.fetchall() for value in row)
        if connection.vendor == "sqlite":
            cursor.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, insights_search, row)")
            cursor.execute("SELECT term FROM temp.terms")
            found["terms of the search"] = " ".join(term for (term,) in cursor.fetchall())
            cursor.execute("DROP TABLE temp.terms")
    sessions = import_module(settings.SESSION_ENGINE).SessionStore
    found["sessions, read"] = str(
        [sessions.get_model_class().objects.all()[n].get_decoded() for n in range(_sessions())]
    )
    found["cache"] = str(getattr(cache, "_cache", ""))
    return found


def _sessions() -> int:
    return apps.get_model("sessions.Session").objects.count()


def _as_text(value: object) -> str:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)


def tables_with_the_words() -> set[str]:
    return {name for name, text in everything().items() if any(word in text.casefold() for word in TELLING)}


@pytest.fixture
def archive(cell, ada, nora, now):
    """The words in every kind of row that there is."""
    event = make_event("What Wilhelmina Tarrow taught us", cell=cell, place="7 Cinder Row")
    event.description = "At Wilhelmina Tarrow’s."
    event.save()
    addresses.keep_former(event, "tarrow-at-7-cinder-row")
    speaker = make_speaker(event, "Wilhelmina Tarrow", "Friends of Wilhelmina Tarrow", "of 7 Cinder Row")
    other = Person.objects.create(name="Wilhelmine Tarrow", slug="w-t", other_names="Wilhelmina Tarrow")
    LookAlike.objects.create(person=speaker.person, other_person=other, why="Spelled nearly: Wilhelmina Tarrow")
    Person.objects.filter(pk=other.pk).update(name="Somebody Else")
    other.history.update(name="Somebody Else")
    event.topics.set(["Wilhelmina Tarrow", "Keys"])
    note = make_note(event, TEXT, [SAID, KEY, "Wilhelmina Tarrow", "7 Cinder Row"], byline="Wilhelmina Tarrow")
    note.topics.set(["Wilhelmina Tarrow", "Keys"])
    likeness.keep_sketch(note)
    insight = note.insights.order_by("pk")[0]
    publishing.edit(
        insight, statement="Wilhelmina Tarrow trusts.", kind="point", speaker=speaker, topics=["Keys"], by=ada
    )
    publishing.edit(insight, statement="She trusts.", kind="point", speaker=speaker, topics=["Keys"], by=ada)
    note.flags.create(kind="contact", text="7 Cinder Row", start=TEXT.index("7 C"), end=TEXT.index("7 C") + 12)
    where = TEXT.index("Next time")
    note.future_meetings.create(title="At Wilhelmina Tarrow’s", date_text="4 June", start=where, end=len(TEXT) - 1)
    text = TEXT.replace("a kind of trust", "some kind of trust") + "\nThanks to Wilhelmina Tarrow.\n"
    revising.revise(note, text, based_on=1, by=ada, at=now, why="Wilhelmina Tarrow asked for it")
    passage = insight.passages.get()
    assert passage.state == "needs checking"
    checking.take(passage, 0, seen=2, by=ada, at=now)
    kept = Collection.objects.create(member=ada, title="Of Wilhelmina Tarrow", slug="of-wilhelmina-tarrow")
    kept.items.create(insight=insight, remark="Ask Wilhelmina Tarrow")
    Mail.objects.create(to="wilhelmina.tarrow@example.org", subject="Wilhelmina Tarrow", text="7 Cinder Row", why="x")
    kind = ContentType.objects.get_for_model(Event)
    LogEntry.objects.create(
        user=ada, content_type=kind, object_id=str(event.pk), object_repr="Wilhelmina Tarrow", action_flag=2
    )
    browser = Client()
    browser.force_login(ada)
    session = browser.session
    session["_messages"] = ["“Wilhelmina Tarrow” may stay."]
    session.save()
    cache.set("greeting", "Wilhelmina Tarrow")
    return Note.objects.get(pk=note.pk)


def redact(by, now, words=WORDS, reason="Asked for by letter", **more):
    return redacting.redact(words, by=by, at=now, reason=reason, **more)


@pytest.fixture
def at_commit(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks(execute=True)


# The whole database


def test_the_words_stood_everywhere_before(archive):
    names = tables_with_the_words()
    assert {"insights_note", "insights_noterevision", "insights_passage", "insights_passagedecision"} <= names
    assert {"insights_historicalinsight", "insights_historicalnote", "events_historicalevent", "people_mail"} <= names
    assert {"people_person", "people_organisation", "people_lookalike", "people_formerslug", "cache"} <= names
    assert {"events_topic", "insights_collectionitem", "django_admin_log", "sessions, read"} <= names
    assert connection.vendor != "sqlite" or "terms of the search" in names


def test_nothing_in_the_database_or_the_cache_has_the_words_afterwards(archive, nora, now, at_commit):
    with at_commit:
        redact(nora, now)
    assert tables_with_the_words() == set()


def test_the_promise_holds_afterwards_in_every_revision(archive, nora, now):
    redact(nora, now)
    assert list(promise.broken()) == []
    for passage in archive.passages.select_related("revision"):
        assert passage.revision.text[passage.start : passage.end] == passage.quote
    quotes = set(archive.passages.values_list("quote", flat=True))
    assert KEY in quotes
    assert "removed at request said that a key on a nail is some kind of trust." in quotes


def test_no_step_on_the_review_page_can_bring_the_words_back(archive, nora, now):
    insight = archive.insights.filter(state="published").order_by("pk")[0]
    with undoing.step(insight.note, [insight], by=nora, at=now, what="Withdraw"):
        publishing.withdraw([insight], by=nora, at=now)
    redacting.redact(WORDS, by=nora, at=now, reason="She asked")
    with pytest.raises(undoing.UndoingError, match="nothing to take back"):
        undoing.undo(insight.note, by=nora, at=now)


def test_what_is_reckoned_from_the_text_is_reckoned_again(archive, nora, now):
    before = set(archive.sketch.values_list("number", flat=True))
    redact(nora, now)
    archive.refresh_from_db()
    assert archive.fingerprint == fingerprint(archive.text)
    assert set(archive.history.values_list("fingerprint", flat=True)) == {archive.fingerprint}
    numbers = set(archive.sketch.values_list("number", flat=True))
    assert numbers != before
    meeting = archive.future_meetings.get()
    assert archive.text[meeting.start : meeting.end] == "Next time on 4 June at removed at request."
    assert not archive.flags.filter(text__contains="request").exists()


def test_two_notes_that_differed_in_the_words_alone_stay_two(cell, nora, now):
    for name in ("Wilhelmina Tarrow", "removed at request"):
        text = f"On the nail hangs the key of {name}.\n"
        make_note(make_event(f"Of {len(name)}", cell=cell), text, [], fingerprint=fingerprint(text))
    redact(nora, now)
    assert len(set(Note.objects.values_list("fingerprint", flat=True))) == 2


def test_the_record_says_who_when_and_why_and_never_the_words(archive, nora, now):
    removed = redact(nora, now, reason="Wilhelmina Tarrow  asked")
    record = Redaction.objects.get()
    assert (record.made_by, record.made_at, record.reason) == (nora, now, "removed at request asked")
    assert record.places == removed.total > 30
    assert list(record.notes.all()) == [archive]


def test_addresses_with_the_words_get_others_and_lead_nowhere(archive, nora, now, client):
    redact(nora, now)
    event = Event.objects.get(pk=archive.event_id)
    assert event.slug == "what-removed-at-request-taught-us"
    assert client.get(event.get_absolute_url()).status_code == 200
    for slug in ("what-wilhelmina-tarrow-taught-us", "tarrow-at-7-cinder-row"):
        assert client.get(f"/events/{slug}/").status_code == 404
    assert Person.objects.filter(slug="removed-at-request", name="removed at request").exists()


def test_a_topic_called_so_is_gone_and_the_others_stay(archive, nora, now):
    redact(nora, now)
    assert list(Topic.objects.values_list("name", flat=True)) == ["Keys"]
    assert list(archive.topics.names()) == ["Keys"]


def test_a_mail_to_a_removed_address_never_leaves(archive, nora, now):
    redact(nora, now)
    mail = Mail.objects.get()
    assert (mail.state, mail.text) == ("failed", "removed at request")


def test_an_insight_whose_whole_quote_was_removed_says_so(archive, nora, now, client):
    point = archive.insights.get(statement="Wilhelmina Tarrow")
    redact(nora, now)
    point.refresh_from_db()
    html = client.get(point.get_absolute_url()).content.decode()
    assert point.statement == "removed at request"
    assert "Someone named in the note asked that these words be taken down." in html
    other = archive.insights.get(statement=KEY)
    assert "asked that these words" not in client.get(other.get_absolute_url()).content.decode()


def test_copies_of_mails_in_the_folder_go_too(archive, nora, now, settings, tmp_path, at_commit):
    settings.EMAIL_FILE_PATH = str(tmp_path / "outbox")
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    names = ("Wilhelmina Tarrow – née Quill", "Asha Pillai")
    mails = [EmailMessage("Hello", f"Dear {name},\n", "a@example.org", ["b@example.org"]) for name in names]
    for mail in mails:  # kept until both are written: Django names the file after the connection's place in memory
        mail.send()
    with at_commit:
        redact(nora, now)
    [left] = (tmp_path / "outbox").iterdir()
    assert "Asha Pillai" in left.read_text()


def test_members_keep_their_logins(archive, nora, now, django_user_model):
    member = Member.objects.create_user("w@example.org", name="Wilhelmina Tarrow")
    redact(nora, now)
    member.refresh_from_db()
    assert member.name == "Wilhelmina Tarrow"


def test_whole_words_only_are_removed(event, nora, now):
    note = make_note(event, "Ann has an annual plan. Joann agrees.\n", [])
    redact(nora, now, "Ann")
    note.refresh_from_db()
    assert note.text == "removed at request has an annual plan. Joann agrees.\n"


def test_two_positions_that_become_the_same_are_told_apart(event, nora, now):
    speaker = make_speaker(event, "Asha Pillai", "Fold", "of 7 Cinder Row")
    speaker.person.affiliations.create(organisation=Organisation.objects.get(), position="of 7 cinder row")
    redact(nora, now)
    positions = sorted(speaker.person.affiliations.values_list("position", flat=True))
    assert positions == ["of removed at request", "of removed at request 2"]


def test_a_page_opened_before_cannot_bring_the_words_back(archive, ada, nora, now):
    before = archive.text
    redact(nora, now)
    with pytest.raises(revising.Overtaken):
        revising.revise(archive, before + "Thanks.\n", based_on=2, by=ada, at=now)
    latest = archive.revisions.last()
    assert (latest.number, latest.made_by, latest.why) == (3, nora, "Words were removed at request")


# Refusals


@pytest.mark.parametrize(
    ("words", "reason", "sentence"),
    [
        ("", "Asked", "Give the words that are to be taken down"),
        ("Wilhelmina Tarrow", " ", "Say at whose request, and why; not the words themselves."),
        ("Bartholomew Finch", "Asked", "These words stand nowhere in what you may change."),
        ("at request", "Asked", "stands in what is written instead"),
    ],
)
def test_what_cannot_be_removed_is_said_and_changes_nothing(archive, nora, now, words, reason, sentence):
    before = everything()
    with pytest.raises(redacting.RedactingError, match=sentence):
        redact(nora, now, words, reason)
    assert everything() == before


def test_looking_first_tells_every_place_and_changes_nothing(archive, nora, now):
    before = everything()
    found = redacting.foresee(WORDS, by=nora)
    assert everything() == before
    assert found.total == redact(nora, now).total
    assert dict(redacting.kinds_of(found))["texts of notes"] == 13
    place = next(place for place in found.places if place.words == "WILHELMINA  TARROW")
    assert place.after.startswith("said that a key")
    assert all(not place.words for place in found.places if place.kind in ("mails", "collections"))


# Who may


def test_a_convenor_removes_words_from_what_is_hers_and_from_nothing_else(archive, ada, now):
    theirs = make_elsewhere()
    kept = make_note(
        make_event("Elsewhere", cell=theirs.cell), "Said Wilhelmina Tarrow.\n", ["Said Wilhelmina Tarrow."]
    )
    kept.topics.set(["Wilhelmina Tarrow"])
    removed = redact(ada, now)
    phrases = Phrases(WORDS)
    assert removed.notes == [archive]
    assert Note.objects.get(pk=kept.pk).text == "Said Wilhelmina Tarrow.\n"
    assert kept.topics.count() == 1
    for table in (Note.objects.filter(pk=archive.pk), archive.revisions, archive.insights, Event.objects.all()):
        assert [row for row in table.values() if phrases.spans(str(row))] == []
    assert not any(phrases.spans(str(row)) for row in Insight.history.filter(note=archive).values())
    assert Mail.objects.filter(text="7 Cinder Row").exists()


def test_a_convenor_is_told_of_a_person_whom_others_know_too(archive, ada, now):
    theirs = make_elsewhere()
    theirs.event.speakers.create(person=Person.objects.get(slug="wilhelmina-tarrow"))
    assert redact(ada, now).left == ["Wilhelmina Tarrow"]


def test_a_member_removes_nothing(archive, ben, now):
    with pytest.raises(redacting.RedactingError, match="stand nowhere in what you may change"):
        redact(ben, now)


def test_every_table_is_reached_by_a_network_convenor_or_left_out_for_a_reason(nora):
    left_out = {"people.member", "account.emailaddress", "account.emailconfirmation", "auth.permission", "auth.group"}
    special = {"insights.passage", "people.mail", "people.formerslug", "events.topic", "sessions.session"}
    assert left_out | special | {"contenttypes.contenttype"} == redacting.LEFT_OUT


def test_names_that_were_removed_join_nobody(archive, nora, now):
    redact(nora, now)
    match = matching.Directory().person("Wilhelmina Tarrow", None)
    assert (match.row, match.alike) == (None, [])
