from __future__ import annotations

import json
import tomllib

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command

from betterway import sample
from events.models import Answer, Event, Speaker
from events.places import places_of
from insights import collecting, promise, says
from insights.models import Collection, Echo, Insight, Note
from people.models import LookAlike, Mail, Member

GOLDEN = sample.FOLDER.parent.parent / "tests/insights/extraction/golden"
FACTS = tomllib.loads((sample.FOLDER / "network.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def network(django_db_setup, django_db_blocker):
    """The sample network, loaded once for all tests of this module."""
    import datetime as dt

    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        sample.load(at=dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC))
        yield
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


def test_the_network_is_as_large_as_it_says():
    past = Event.objects.filter(note__isnull=False)
    assert (past.count(), Event.objects.filter(note=None).count()) == (15, 3)
    assert Note.objects.filter(kind="article", state="published").count() == 3
    assert Note.objects.filter(state="draft").count() == 1


def test_one_of_the_next_meetings_is_full_and_has_a_line_and_nobody_is_written_to():
    full, open_yet = (places_of(Event.objects.get(slug=s)) for s in ("after-the-mistake", "a-surgery-in-the-library"))
    assert (full.going, full.waiting, full.full) == (12, 2, True)
    assert (open_yet.going, open_yet.waiting, open_yet.full) == (6, 0, False)
    assert Answer.objects.count() == len([said for row in FACTS["upcoming"] for said in said_in(row)])
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}


def test_a_collection_is_public_and_what_is_related_stands_together():
    (collection,) = Collection.objects.filter(visibility="public")
    for reader, number in ((AnonymousUser(), 1), (Member.objects.filter(is_staff=False).first(), 2)):
        stretches = collecting.stretches_of(collection, reader)
        assert [(one.heading, len(one.insights)) for one in stretches] == [("Counting", number), ("Paying", number)]
    assert Echo.objects.confirmed().count() == len(FACTS["echoes"])


def said_in(row: dict) -> list[str]:
    return [said for sign_up in row.get("sign_ups", []) for said in sign_up.get("answers", []) if said]


def test_every_correction_of_the_convenors_found_its_insight():
    statements = set(Insight.objects.values_list("statement", flat=True))
    wanted = [
        row["statement"]
        for event in FACTS["events"]
        if event.get("note_state", "published") == "published"
        for row in event.get("corrections", [])
        if "statement" in row
    ]
    assert [statement for statement in wanted if statement not in statements] == []


def test_every_published_insight_stands_on_its_words():
    assert list(promise.broken()) == []
    assert Insight.objects.filter(state="published").count() > 150


def expected(note_file: str) -> dict:
    answers = (json.loads(path.read_text(encoding="utf-8")) for path in GOLDEN.glob("*.json"))
    return next(answer for answer in answers if answer["source_file"] == note_file)


@pytest.mark.parametrize("row", FACTS["events"], ids=lambda row: row["slug"])
def test_the_speakers_are_those_a_careful_convenor_would_name(row):
    spoke = {
        p["name"]: (p["position"] or "", p["organisation"] or "") for p in expected(row["note"])["people"] if p["spoke"]
    }
    speakers = Event.objects.get(slug=row["slug"]).speakers.select_related("person")
    found = {s.person.name: (s.position, s.organisation) for s in speakers}
    assert found.keys() == spoke.keys()
    wrong = {
        name: (found[name], facts)
        for name, facts in spoke.items()
        if any(bool(a) != bool(b) or (a not in b and b not in a) for a, b in zip(found[name], facts, strict=True))
    }
    assert wrong == {}


def test_nobody_is_left_to_be_told_apart():
    assert [str(pair) for pair in LookAlike.objects.all()] == []


def test_a_speaker_with_a_login_can_be_sent_a_draft():
    (tam,) = Speaker.objects.filter(person__name="Tam Whitlock", event__slug="before-the-crisis")
    assert says.address_of(tam) == "tam.whitlock@example.org"


def test_loading_again_changes_nothing(capsys):
    before = Event.objects.count(), Insight.objects.count(), Member.objects.count()
    call_command("load_sample")
    assert "There is a network here already; the sample was not loaded." in capsys.readouterr().out
    assert (Event.objects.count(), Insight.objects.count(), Member.objects.count()) == before


def test_the_sample_is_never_loaded_where_others_can_reach_it(settings):
    settings.HOST = "0.0.0.0"
    with pytest.raises(CommandError, match="HOST is 0.0.0.0. Start a real network with: manage.py start_network"):
        call_command("load_sample")
