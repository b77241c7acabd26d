"""The whole archive as a file, and back: into either database, the same to the last row."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from betterway import backup, erasure, sample
from events import signups
from events.models import Cell, Event
from insights.models import Insight
from people import new_address
from people.models import Mail, Member, Person
from tests.betterway.test_serve import ROOT
from tests.everyday import POSTGRES, answers
from tests.making import make_event, make_note, make_speaker
from tests.rush import drop_database, free_database

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _its_own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"


def another(vendor: str) -> Any:
    """A database to restore into; of the kind that there is already, when there is time."""
    return pytest.param(vendor, marks=[pytest.mark.proof] if vendor == connection.vendor else [])


@pytest.fixture(params=[another("sqlite"), another("postgresql")])
def elsewhere(request, tmp_path) -> Iterator[dict[str, str]]:
    """The environment of another app, with an empty database of each kind."""
    name = f"restored_{os.getpid()}"
    if request.param == "postgresql":
        if answers(POSTGRES):
            pytest.skip("PostgreSQL does not answer.")
        url = free_database(name)
    else:
        url = f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"
    env = {**os.environ, "DATABASE_URL": url, "VAR_DIR": str(tmp_path / "elsewhere"), "BASE_URL": ""}
    yield env
    if request.param == "postgresql":
        drop_database(name)


def manage(env: dict[str, str], *words: str) -> str:
    done = subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def tables(path) -> dict[str, list[str]]:
    """Each table's lines, with the number of a kind of record, which every database gives anew, as its name."""
    with zipfile.ZipFile(path) as bundle:
        kinds = json.loads(bundle.read("about.json"))["kinds"]
        found = {}
        for name in bundle.namelist():
            rows = (
                [json.loads(line) for line in bundle.read(name).decode().splitlines()] if name != "about.json" else []
            )
            for row in rows:
                if "content_type" in row["fields"]:
                    row["fields"]["content_type"] = kinds[str(row["fields"]["content_type"])]
            found[name] = rows
    return found


def test_what_is_restored_elsewhere_is_the_same_to_the_last_row(tmp_path, elsewhere):
    sample.load(at=AT)
    backup.write(tmp_path / "first.zip", at=AT)
    manage(elsewhere, "migrate", "--verbosity", "0")
    manage(elsewhere, "restore", str(tmp_path / "first.zip"))
    manage(elsewhere, "backup", str(tmp_path / "second.zip"))
    assert tables(tmp_path / "first.zip") == tables(tmp_path / "second.zip")
    assert ", 0 broken" in manage(elsewhere, "check_passages")
    more = "from people.models import Member; print(Member.objects.create_user('new@example.org', name='New').pk)"
    assert int(manage(elsewhere, "shell", "-v0", "-c", more)) > Member.objects.latest("pk").pk
    found = "from insights.models import Insight; from insights.search.indexes import INSIGHTS; "
    found += "print(INSIGHTS.holding(Insight.objects.all(), ['caretaker']).count())"
    assert int(manage(elsewhere, "shell", "-v0", "-c", found)) > 1


def emptied() -> None:
    for table in (Mail, Insight):
        table.objects.all().delete()
    call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def kept(tmp_path, cell, ben, now):
    """A backup with a member who has a place at a meeting, made before anything else happens to them."""
    Member.objects.update(joined_at=now - dt.timedelta(days=30))
    make_note(make_event(cell=cell))
    event = make_event("Soup", cell=cell, starts_at=now + dt.timedelta(days=3), slug="soup")
    signups.sign_up(event, ben, at=now)
    path = tmp_path / "kept.zip"
    backup.write(path, at=now)
    return path


@pytest.mark.django_db(transaction=True)
def test_whoever_was_erased_since_stays_erased(kept, ben, now):
    erasure.erase(ben, name_stays=False, at=now + dt.timedelta(hours=1))
    emptied()
    backup.restore(kept, at=now)
    assert not Member.objects.filter(email=ben.email).exists()
    assert Event.objects.get(slug="soup").sign_ups.count() == 0
    assert Cell.objects.get().convenors.count() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_was_erased_since_under_another_address_stays_erased(kept, ben, now):
    new_address.confirm(new_address._token(ben, "ben@new.example"), ben)
    erasure.erase(Member.objects.get(pk=ben.pk), name_stays=False, at=now + dt.timedelta(hours=1))
    emptied()
    assert backup.restore(kept, at=now).erased == 1
    assert not Member.objects.filter(name=ben.name).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name_stays", "name"), [(True, "Ben Osei"), (False, "A former member")])
def test_what_was_chosen_about_the_name_holds_in_an_old_backup_too(kept, tmp_path, ben, now, name_stays, name):
    make_speaker(Event.objects.get(slug="soup"), ben.name)
    Person.objects.update(member=ben)
    backup.write(tmp_path / "later.zip", at=now)
    erasure.erase(ben, name_stays=name_stays, at=now + dt.timedelta(hours=1))
    emptied()
    backup.restore(tmp_path / "later.zip", at=now)
    assert Person.objects.get().name == name
    assert not Member.objects.filter(email=ben.email).exists()


@pytest.mark.django_db(transaction=True)
def test_the_only_network_convenor_of_a_backup_may_have_been_erased_since(tmp_path, ben, nora, now):
    Member.objects.update(joined_at=now - dt.timedelta(days=30))
    backup.write(tmp_path / "kept.zip", at=now)
    Member.objects.filter(pk=ben.pk).update(is_staff=True, is_superuser=True)
    erasure.erase(nora, name_stays=False, at=now)
    emptied()
    said = StringIO()
    call_command("restore", str(tmp_path / "kept.zip"), stdout=said)
    assert "No network convenor is among the members. Make one with: manage.py start_network" in said.getvalue()
    assert list(Member.objects.values_list("email", flat=True)) == [ben.email]


@pytest.mark.django_db(transaction=True)
def test_whoever_was_erased_on_another_machine_stays_erased_where_its_list_is_given(kept, ben, now, settings, tmp_path):
    erasure.erase(ben, name_stays=False, at=now + dt.timedelta(hours=1))
    emptied()
    theirs, settings.VAR_DIR = settings.VAR_DIR / "erased", tmp_path / "new machine"
    said = StringIO()
    call_command("restore", str(kept), "--erased", str(theirs), stdout=said)
    assert not Member.objects.filter(email=ben.email).exists()
    assert "Members erased since who were erased anew: 1." in said.getvalue()
    assert "taken down after 22 November 2026, 12:00 have come back with it: take them down" in said.getvalue()


@pytest.mark.parametrize("words", [None, "ben@example.org\n", "\u00e9"])
@pytest.mark.django_db(transaction=True)
def test_what_is_no_list_of_the_erased_restores_nothing(kept, tmp_path, words):
    emptied()
    if words:
        (tmp_path / "list").write_text(words, encoding="utf-8")
    with pytest.raises(CommandError, match="is no list of those who were erased"):
        call_command("restore", str(kept), "--erased", str(tmp_path / "list"))
    assert not Member.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_was_erased_before_is_in_no_backup_and_whoever_came_back_is_restored(kept, tmp_path, ben, now):
    erasure.erase(ben, name_stays=False, at=now)
    backup.write(tmp_path / "later.zip", at=now)
    with zipfile.ZipFile(tmp_path / "later.zip") as bundle:
        assert not [name for name in bundle.namelist() if b"ben@example.org" in bundle.read(name)]
    back = Member.objects.create_user("ben@example.org", name="Ben", joined_at=now + dt.timedelta(days=1))
    backup.write(tmp_path / "back.zip", at=now)
    emptied()
    backup.restore(tmp_path / "back.zip", at=now)
    assert Member.objects.get(email="ben@example.org").pk == back.pk


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_waited_is_not_sent_again(kept, now):
    Mail.objects.all().delete()
    emptied()
    backup.restore(kept, at=now)
    assert set(Mail.objects.values_list("state", flat=True)) <= {"left", "sent"}


def test_nothing_is_restored_into_what_is_not_empty(kept, now):
    with pytest.raises(backup.BackupError, match="something in this database"):
        backup.restore(kept, at=now)


def test_a_file_that_is_there_is_not_written_over(kept, now):
    with pytest.raises(CommandError, match="choose another name"):
        call_command("backup", str(kept))
    with pytest.raises(CommandError, match="no folder"):
        call_command("backup", str(kept.parent / "nowhere" / "b.zip"))


def cut(path):
    path.write_bytes(path.read_bytes()[:-300])


def rewritten(name: str, text: str):
    def write(path):
        with zipfile.ZipFile(path) as bundle:
            parts = {part: bundle.read(part) for part in bundle.namelist()}
        with zipfile.ZipFile(path, "w") as bundle:
            for part, words in {**parts, name: text.encode()}.items():
                bundle.writestr(part, words)

    return write


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda path: path.unlink(), "There is no file"),
        (cut, "damaged, or no backup"),
        (lambda path: path.write_text("Dear all"), "damaged, or no backup"),
        (rewritten("about.json", "{}"), "another format"),
        (rewritten("about.json", '{"format": 1, "migrations": []}'), "Another version"),
        (rewritten("events.event.jsonl", '{"model": "events.event", "pk": 1, "fields": {"colour": 1}}'), "damaged"),
        (rewritten("events.event.jsonl", "[]"), "damaged"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_what_is_no_whole_backup_is_refused_with_a_sentence_and_changes_nothing(kept, now, spoil, sentence):
    emptied()
    spoil(kept)
    with pytest.raises(CommandError, match=sentence):
        call_command("restore", str(kept))
    assert not Member.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_backup_with_other_bytes_is_restored_whole_or_refused_with_a_sentence(kept, tmp_path, now):
    """Bytes of every part are turned: of the rows, packed as they are, and of the lists that say where they begin."""
    emptied()
    whole, dice = kept.read_bytes(), random.Random(7)
    with zipfile.ZipFile(kept) as bundle:
        lists, packed = bundle.start_dir, bundle.getinfo("events.event.jsonl").header_offset + 40
    places = [*range(packed, packed + 20), *range(lists, lists + 46), *range(len(whole) - 22, len(whole))]
    sentences, spoilt = [], tmp_path / "spoilt.zip"
    for place in [*places, *dice.sample(range(len(whole)), 30)]:
        spoilt.write_bytes(whole[:place] + bytes([whole[place] ^ dice.randrange(1, 256)]) + whole[place + 1 :])
        with transaction.atomic():
            try:
                backup.restore(spoilt, at=now)
                assert Event.objects.get(slug="soup").sign_ups.count() == 1
            except backup.BackupError as error:
                sentences.append(str(error))
            transaction.set_rollback(True)
    assert len(sentences) > len(places) / 2
    assert {sentence for sentence in sentences if "Nothing was restored." not in sentence} <= {
        "This file is no backup of Better Way."
    }


@pytest.mark.django_db(transaction=True)
def test_others_can_write_while_a_backup_is_made(kept, tmp_path, monkeypatch):
    """On SQLite the app's own transactions lock writers out; that of a backup does not."""
    seen = []
    real = backup._tables

    def tables_and_mode():
        seen.append(getattr(connection, "transaction_mode", "DEFERRED"))
        yield from real()

    monkeypatch.setattr(backup, "_tables", tables_and_mode)
    backup.write(tmp_path / "again.zip", at=AT)
    assert seen == ["DEFERRED"]
    assert getattr(connection, "transaction_mode", "IMMEDIATE") == "IMMEDIATE"
