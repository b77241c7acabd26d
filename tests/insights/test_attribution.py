"""How far a speaker may be named: one place decides, and nothing gives a hidden name away."""

from __future__ import annotations

import re

import pytest

from events.models import Speaker
from insights.attribution import Credit, credit_of, credit_of_speaker
from insights.models import Insight
from tests.making import make_event, make_note, make_speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def said():
    """Makes an insight by Adaeze Okonjo at the levels given, as the pages fetch it."""

    def make(event="named", speaker="", insight="") -> Insight:
        meeting = make_event(attribution=event)
        who = make_speaker(
            meeting, "Adaeze Okonjo", "Holloway Fold", "director of grants", role="respondent", attribution=speaker
        )
        row = make_note(meeting).insights.get()
        Insight.objects.filter(pk=row.pk).update(speaker=who, attribution=insight)
        return Insight.objects.with_context().get(pk=row.pk)

    return make


@pytest.mark.parametrize(
    ("levels", "line"),
    [
        ({}, "Adaeze Okonjo, Holloway Fold"),
        ({"insight": "organisation only"}, "Someone from Holloway Fold"),
        ({"speaker": "organisation only"}, "Someone from Holloway Fold"),
        ({"event": "role only"}, "A respondent"),
        ({"event": "role only", "speaker": "named", "insight": "named"}, "A respondent"),
        ({"event": "organisation only", "insight": "role only"}, "A respondent"),
    ],
)
def test_the_lowest_level_counts(said, levels, line):
    assert credit_of(said(**levels)).line == line


@pytest.mark.parametrize("where", ["event", "speaker", "insight"])
def test_unattributed_credits_nobody(said, where):
    assert credit_of(said(**{where: "unattributed"})) is None


def test_an_insight_without_a_speaker_is_credited_to_nobody(said):
    insight = said()
    insight.speaker = None
    assert credit_of(insight) is None


def test_a_lowered_credit_carries_nothing_of_the_person(said):
    assert credit_of(said(event="role only")) == Credit(role="respondent")


def test_by_organisation_only_the_position_is_not_told(said):
    credit = credit_of(said(speaker="organisation only"))
    assert (credit.person, credit.name, credit.position) == (None, "", "")
    assert credit.organisation_row.name == "Holloway Fold"


def test_by_organisation_only_without_an_organisation_leaves_the_role():
    speaker = make_speaker(make_event(attribution="organisation only"), "Bridie Calloway")
    assert credit_of_speaker(speaker).line == "A speaker"


def test_an_unattributed_speaker_is_an_empty_credit():
    speaker = make_speaker(make_event(attribution="unattributed"), "Bridie Calloway")
    assert credit_of_speaker(speaker) == Credit()
    assert credit_of_speaker(speaker).line == ""


def test_position_and_organisation_as_stated_that_day(said):
    assert credit_of(said()).stated == "director of grants, Holloway Fold"


@pytest.mark.parametrize("level", ["role only", "organisation only"])
def test_the_role_of_a_hidden_convenor_is_not_told_where_the_cell_names_its_convenors(said, level):
    insight = said()
    Speaker.objects.update(role="convenor", attribution=level)
    insight = Insight.objects.with_context().get(pk=insight.pk)
    assert credit_of(insight).role == credit_of_speaker(insight.speaker).role == ""
    assert "convenor" not in credit_of(insight).line


def test_the_pages_say_the_same_whether_a_convenor_is_a_hidden_speaker_or_did_not_speak(client, cell, ada):
    """Her name stands there as convenor and approver; that she spoke cannot be read off either."""
    event = make_event(cell=cell)
    point = make_note(event).insights.get()
    Insight.objects.update(approved_by=ada)
    somebody = make_speaker(event, "Adaeze Okonjo", attribution="unattributed")
    Insight.objects.update(speaker=somebody)
    paths = [cell.get_absolute_url(), event.get_absolute_url(), point.get_absolute_url(), "/insights/"]

    def pages():
        return [
            re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", client.get(p).content.decode()) for p in paths
        ]

    before = pages()
    assert "Convened by Ada Quist" in before[0]
    somebody.person.name, somebody.person.member = ada.name, ada
    somebody.person.save()
    assert pages() == before
