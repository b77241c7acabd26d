"""Events, people and insights as files for a spreadsheet."""

from __future__ import annotations

import csv

import pytest
from django.core.management import CommandError, call_command

from tests.making import make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db


def rows(folder, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def insight(cell):
    event = make_event("Who decides", cell=cell, summary="=1+1")
    asha = make_speaker(event, "Asha Pillai", "Kelderby Library", "branch librarian")
    insight = make_insight(make_note(event, "Soup first.", []), "Soup first.", speaker=asha)
    insight.topics.add("Food", "Trust")
    return insight


def test_what_members_may_see_is_in_the_files(insight, tmp_path, settings):
    make_event("Still a draft", state="draft")
    make_event("Among ourselves", visibility="members")
    call_command("export_csv", str(tmp_path / "out"), verbosity=0)
    assert {row["Title"]: row["For"] for row in rows(tmp_path / "out", "events")} == {
        "Who decides": "public",
        "Among ourselves": "members",
    }
    (person,) = rows(tmp_path / "out", "people")
    assert (person["Name"], person["Position"]) == ("Asha Pillai", "branch librarian")
    (row,) = rows(tmp_path / "out", "insights")
    assert row["Address"] == settings.BASE_URL + insight.get_absolute_url()
    assert (row["Statement"], row["Credited to"], row["Topics"]) == ("Soup first.", "Asha Pillai", "Food, Trust")


@pytest.mark.parametrize("level", ["organisation only", "role only", "unattributed"])
def test_who_may_not_be_named_is_not_in_them(insight, tmp_path, level):
    event = insight.note.event
    event.attribution = level
    event.save()
    call_command("export_csv", str(tmp_path), verbosity=0)
    assert "Asha" not in "".join((tmp_path / f"{name}.csv").read_text() for name in ("events", "people", "insights"))


def test_nothing_becomes_a_formula(insight, tmp_path):
    call_command("export_csv", str(tmp_path), verbosity=0)
    assert rows(tmp_path, "events")[0]["Summary"] == "'=1+1"


def test_a_folder_that_cannot_be_written_gets_a_sentence(insight, tmp_path):
    (tmp_path / "taken").write_text("A file.")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_csv", str(tmp_path / "taken"))
