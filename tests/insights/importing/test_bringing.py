"""An archive is brought in item by item, in the background, and nothing stops it for good."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from events.models import Cell
from insights.importing import bringing
from insights.intake import IntakeError
from insights.models import Import, ImportItem, Note
from tests.insights.importing.documents import make_export, make_post
from tests.insights.importing.worked import post
from tests.insights.test_intake import FEED, NOTE

WORDS = "<p>Asha Pillai told us about keys.</p><ul><li>Trust is cheaper than a second caretaker.</li></ul>"


@pytest.fixture(autouse=True)
def queue(settings):
    """Turns are asked for in the database, as they are outside of tests."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def begin(nora, *posts: str, content: bytes | None = None, name: str = "site.xml", **facts) -> Import:
    facts = {"publish": False, "every_state": False, **facts}
    return bringing.begin(io.BytesIO(make_export(posts) if content is None else content), name, by=nora, **facts)


def take_turn(there: Import) -> Import:
    there.refresh_from_db()
    bringing.take_turn.call(there.pk, there.turn)
    there.refresh_from_db()
    return there


def finish(there: Import) -> Import:
    while take_turn(there).state == "running":
        pass
    return there


def outcomes(there: Import) -> list[tuple[str, str]]:
    return [(item.state, item.why) for item in there.items.all()]


@pytest.mark.django_db
def test_each_post_becomes_a_note_and_the_report_says_so(nora):
    there = finish(begin(nora, make_post("Keys", WORDS, topics="Housing|Keys|Uncategorized"), make_post("Jars", "<p>")))
    keys = Note.objects.get()
    assert (there.state, there.finished_at is not None) == ("finished", True)
    assert outcomes(there) == [("new", ""), ("refused", "It has a title, and no words under it.")]
    assert (keys.title, keys.state, keys.source) == ("Keys", "draft", "https://longbench.example.org/keys/")
    assert sorted(keys.topics.names()) == ["Housing", "Keys"]
    assert keys.text.startswith("Keys\n\nAsha Pillai told us about keys.\n\n- Trust is")
    assert [(item.note, item.line, item.words) for item in there.items.all()] == [(keys, 5, ""), (None, 8, "")]


@pytest.mark.django_db
def test_only_what_was_public_comes_in_unless_all_is_asked_for(nora):
    posts = [make_post("Keys", WORDS), make_post("Jars", WORDS.replace("keys", "jars"), status="draft")]
    posts += [
        make_post("Menu", "<p>m</p>", post_type="nav_menu_item"),
        make_post("Tea", "<p>Tea</p>", status="private"),
    ]
    there = begin(nora, *posts)
    assert [item.title for item in there.items.all()] == ["Keys"]
    assert bringing.progress_of(there).left_out == [
        "Left out, because the export calls it “draft”: 1.",
        "Left out, because the export calls it “private”: 1.",
    ]
    there.delete()
    there = finish(begin(nora, *posts, every_state=True, publish=True))
    assert [(item.title, item.stated) for item in there.items.all()] == [
        ("Keys", "publish"),
        ("Jars", "draft"),
        ("Tea", "private"),
    ]
    assert set(Note.objects.values_list("title", "state")) == {
        ("Keys", "published"),
        ("Jars", "draft"),
        ("Tea", "draft"),
    }


@pytest.mark.django_db
def test_what_is_here_already_is_told_with_the_note_it_is(nora):
    first = finish(begin(nora, make_post("Keys", WORDS)))
    again = finish(begin(nora, make_post("Keys", WORDS)))
    assert again != first
    assert outcomes(again) == [("known", "")]
    assert again.items.get().note == Note.objects.get()


@pytest.mark.django_db
def test_what_may_be_a_copy_or_was_kept_back_needs_a_look(nora):
    long = "".join(f"<p>Sentence {n} of many tells what was said of key {n * 7} on that day.</p>" for n in range(40))
    contact = WORDS + "<p>Write to asha@example.org.</p>"
    there = finish(
        begin(nora, make_post("A", long), make_post("B", long + WORDS), make_post("C", contact), publish=True)
    )
    (_, (copy, why), (kept, because)) = outcomes(there)
    assert (copy, kept) == ("needs a look", "needs a look")
    assert why.startswith("Much of it stands in “A” too. Is it the same meeting?")
    assert because.startswith("“C” was kept back as a draft, for the reasons that follow.")


@pytest.mark.django_db
def test_an_article_is_of_the_day_and_by_whom_the_export_says(nora):
    essay = "<p>I have kept the keys of this room for thirty years, and never once asked why.</p>" * 8
    finish(begin(nora, make_post("On keeping keys", essay)))
    note = Note.objects.get()
    told = ("Asha Pillai", "2019-05-30") if note.kind == "article" else ("", "None")
    assert (note.byline, str(note.written_on)) == told


@pytest.mark.django_db
def test_a_file_of_many_notes_is_cut_into_them(nora):
    there = finish(begin(nora, content=FEED.encode(), name="feed.txt"))
    assert [(item.title, item.line) for item in there.items.all()] == [("Keys on a nail", 3), ("A jar by the door", 16)]
    assert sorted(Note.objects.values_list("title", flat=True)) == ["A jar by the door", "Keys on a nail"]
    assert sorted(Note.objects.get(title="Keys on a nail").topics.names()) == ["Housing", "Power"]


@pytest.mark.django_db
def test_a_cell_that_a_note_names_is_made_as_the_command_does(nora):
    finish(begin(nora, content=NOTE.encode(), name="note.txt"))
    assert [cell.name for cell in Cell.objects.all()] == [Note.objects.get().event.cell.name]


ENTITIES = (
    b'<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>\n<rss><item>&b;</item></rss>'
)
REFUSED = {
    "entities": (ENTITIES, "“site.xml” cannot be read. It holds declarations that can make it grow without end (line 2). "
                 "No export has them: export it again."),
    "cut short": (make_export([make_post("Keys", WORDS)])[:-40],
                  "“site.xml” cannot be read. The file is damaged at line 7, or breaks off there. Export it again."),
    "no posts": (make_export([]), "There is nothing in this file to bring in."),
    "drafts alone": (make_export([make_post("Keys", WORDS, status="draft")]),
                     "There is nothing in this file to bring in. Left out, because the export calls it “draft”: 1."),
    "no words": (b" \n", "“site.xml” cannot be taken in. There is no text yet. Paste the note, or choose a file that has "
                 "words in it."),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_whole(nora, case):
    content, sentence = REFUSED[case]
    with pytest.raises(IntakeError) as error:
        begin(nora, content=content)
    assert str(error.value) == sentence
    assert (Import.objects.count(), ImportItem.objects.count(), DBTaskResult.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_a_file_above_the_limit_or_with_an_odd_name_is_refused(nora, monkeypatch):
    monkeypatch.setattr(bringing, "LARGEST", 2**20)
    with pytest.raises(IntakeError, match=r"“site.xml” is larger than 1 MB. Export it in parts."):
        begin(nora, content=b"x" * (2**20 + 1))
    with pytest.raises(IntakeError, match="characters in it that cannot be seen. Rename the file."):
        begin(nora, content=FEED.encode(), name="a\x1b[2J.xml")


@pytest.mark.django_db
def test_a_post_larger_than_a_note_is_refused_alone(nora, settings):
    settings.NOTE_MAX_BYTES = 10_000
    there = finish(begin(nora, make_post("Long", "<p>word</p>" * 1000), make_post("Keys", WORDS)))
    assert outcomes(there) == [("refused", "It is larger than a note may be."), ("new", "")]


@pytest.mark.django_db
def test_one_item_that_goes_wrong_does_not_stop_the_rest(nora, monkeypatch):
    take = bringing.archive.take

    def broken(source, *args, **facts):
        taken = take(source, *args, **facts)
        if source.title == "Jars":
            raise KeyError("nobody foresaw this")
        return taken

    monkeypatch.setattr(bringing.archive, "take", broken)
    there = finish(begin(nora, make_post("Jars", "<p>Jars.</p>" + WORDS), make_post("Keys", WORDS)))
    sentence = "Something went wrong that we did not foresee (KeyError). Log it by hand."
    assert outcomes(there) == [("refused", sentence), ("new", "")]
    assert Note.objects.count() == 1


@pytest.mark.django_db
def test_stopping_ends_the_turn_after_the_item_and_carrying_on_goes_on(nora, monkeypatch):
    there = begin(nora, *(post(n) for n in range(4)))
    take = bringing.archive.take

    def stopped_meanwhile(source, *args, **facts):
        taken = take(source, *args, **facts)
        if source.number == 2:
            bringing.stop(there)
        return taken

    monkeypatch.setattr(bringing.archive, "take", stopped_meanwhile)
    take_turn(there)
    assert (there.state, there.items.exclude(state="waiting").count()) == ("stopped", 2)
    take_turn(there)
    assert Note.objects.count() == 2
    bringing.carry_on(there)
    assert (finish(there).state, Note.objects.count()) == ("finished", 4)


@pytest.mark.django_db
def test_the_same_file_again_goes_on_where_it_stopped(nora):
    posts = [post(n) for n in range(3)]
    there = begin(nora, *posts)
    bringing.stop(there)
    assert begin(nora, *posts) == there
    assert (Import.objects.count(), finish(there).state) == (1, "finished")


@pytest.mark.django_db
def test_a_turn_that_another_has_followed_does_nothing(nora):
    there = begin(nora, make_post("Keys", WORDS))
    early = there.turn
    Import.objects.update(turn=early + 1)
    bringing.take_turn.call(there.pk, early)
    assert (Note.objects.count(), there.items.get().state) == (0, "waiting")


@pytest.mark.django_db
def test_each_turn_is_followed_by_one_at_once_and_one_in_case_it_is_killed(nora, monkeypatch):
    monkeypatch.setattr(bringing, "TURN_ITEMS", 2)
    there = take_turn(begin(nora, *(post(n) for n in range(3))))
    asked = [(r.args_kwargs["args"][1], r.run_after.year > 9000) for r in DBTaskResult.objects.order_by("enqueued_at")]
    assert asked == [(1, True), (1, False), (2, False), (2, True)]
    assert there.items.exclude(state="waiting").count() == 2


@pytest.mark.django_db
def test_what_stands_still_can_be_carried_on_and_what_runs_is_left_alone(nora):
    there = begin(nora, make_post("Keys", WORDS))
    bringing.carry_on(there)
    there.refresh_from_db()
    assert (there.turn, bringing.progress_of(there).standing) == (1, "running")
    Import.objects.update(beat_at=timezone.now() - bringing.PATIENCE - timedelta(seconds=1))
    there.refresh_from_db()
    assert bringing.progress_of(there).standing == "stands still"
    bringing.carry_on(there)
    there.refresh_from_db()
    assert (there.turn, bringing.progress_of(there).standing) == (2, "running")


@pytest.mark.django_db
def test_an_item_at_which_the_work_broke_off_three_times_is_refused(nora):
    there = begin(nora, make_post("Keys", WORDS))
    there.items.update(tries=3)
    assert outcomes(finish(there)) == [("refused", "The work broke off each time it came to this. Log it by hand.")]


# With real processes


class Site:
    """A database of its own, and processes that work on it."""

    def __init__(self, folder: Path) -> None:
        self.name = f"bw_{uuid.uuid4().hex[:12]}"
        self.file = folder / f"{self.name}.sqlite3"
        self.url = f"sqlite:///{self.file}"
        if connection.vendor == "postgresql":
            facts = connection.settings_dict
            at = f"{facts['HOST']}:{facts['PORT'] or 5432}"
            self.server = f"postgres://{facts['USER']}:{facts['PASSWORD']}@{at}"
            self.url = f"{self.server}/{self.name}"

    def make(self, like: Site | None = None) -> Site:
        if connection.vendor == "postgresql":
            self._order(f"CREATE DATABASE {self.name} TEMPLATE {like.name if like else 'template1'}")
        elif like:
            shutil.copy(like.file, self.file)
        return self

    def drop(self) -> None:
        if connection.vendor == "postgresql":
            self._order(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def _order(self, order: str) -> None:
        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as there:
            there.execute(order)

    def run(self, *command: str, wait: bool = True) -> subprocess.Popen:
        given = {**os.environ, "DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": "betterway.settings"}
        process = subprocess.Popen(
            [sys.executable, *command], env=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        if wait:
            out, errors = process.communicate()
            assert process.returncode == 0, errors.decode()
            process.said = out
        return process

    def settled(self) -> int:
        question = "SELECT COUNT(*) FROM insights_importitem WHERE state <> 'waiting'"
        connect = psycopg.connect if connection.vendor == "postgresql" else sqlite3.connect
        there = connect(self.url if connection.vendor == "postgresql" else self.file)
        number = there.execute(question).fetchone()[0]
        there.close()
        return number

    def outcome(self) -> dict:
        return json.loads(self.run("-m", "tests.insights.importing.worked", "outcome").said)


def kill_after(site: Site, number: int) -> None:
    """Start a worker, and kill it outright once so many items are settled."""
    worker = site.run("manage.py", "db_worker", "--interval", "0.05", "--no-startup-delay", wait=False)
    until = time.monotonic() + 600
    while site.settled() < number and worker.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    worker.send_signal(signal.SIGKILL)
    worker.communicate()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "kills"), [(24, [9]), pytest.param(5_000, [40, 1_111, 2_750], marks=pytest.mark.proof)]
)
def test_killed_and_carried_on_it_ends_as_if_nothing_had_been(tmp_path, number, kills):
    killed, whole = Site(tmp_path), Site(tmp_path)
    try:
        killed.make().run("manage.py", "migrate", "--verbosity", "0")
        killed.run("-m", "tests.insights.importing.worked", "begin", str(number))
        whole.make(like=killed)
        for settled in kills:
            kill_after(killed, settled)
            assert settled <= killed.settled() < number
            killed.run("-m", "tests.insights.importing.worked", "carry_on")
        for site in (killed, whole):
            site.run("manage.py", "db_worker", "--batch", "--no-startup-delay")
        outcome = killed.outcome()
        assert outcome["archive"] == "finished"
        assert len(outcome["items"]) == number
        assert outcome == whole.outcome()
    finally:
        killed.drop()
        whole.drop()
