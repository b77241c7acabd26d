from __future__ import annotations

import pytest

from people.models import Affiliation, Organisation, Person
from tests.making import QUOTE, make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db


def test_a_person_has_what_they_said_where_and_as_what(page, meeting):
    shown = page("/people/adaeze-okonjo/")
    assert "Small gifts are dear" in shown
    assert meeting.title in shown
    assert "director of grants, Holloway Fold" in shown
    assert '<a href="/organisations/holloway-fold/">Holloway Fold</a>' in shown
    assert "/people/adaeze-okonjo/" in page("/people/")


def test_more_meetings_than_fifty_are_on_a_further_page(page):
    for n in range(55):
        make_speaker(make_event(f"Meeting {n:02}"), "Al Hart")
    shown = [page(f"/people/al-hart/?meetings={n}") for n in (1, 2)]
    assert [text.count('<h3 class="title">') for text in shown] == [50, 5]
    assert "Page 1 of 2, 55 meetings" in shown[0]
    assert 'href="?meetings=2#meetings"' in shown[0]


def test_whoever_is_named_is_told_whom_to_write_to(page, meeting, ben):
    shown = page("/people/adaeze-okonjo/")
    assert '<a href="/join/">Write why under “What brings you?”</a>' in shown
    assert "your answer goes to its convenor" in page("/people/adaeze-okonjo/", ben)


def test_a_person_named_nowhere_is_a_404(page):
    Person.objects.create(name="Nobody Yet", slug="nobody-yet")
    page("/people/nobody-yet/", status=404)
    assert "Nobody is listed yet." in page("/people/")


def test_what_someone_was_at_a_meeting_that_hides_them_is_not_on_their_page(page, meeting):
    quiet = make_event("Quiet room", attribution="role only")
    speaker = make_speaker(quiet, "Adaeze Okonjo", "Tidewell Trust", "whistle-blower")
    note = make_note(quiet)
    note.insights.update(speaker=speaker, statement="It went wrong in spring.")
    shown = page("/people/adaeze-okonjo/")
    for hidden in ("Quiet room", "Tidewell", "whistle-blower", "It went wrong"):
        assert hidden not in shown
    assert "<span>1</span>" in page("/people/")
    page("/organisations/tidewell-trust/", status=404)


def test_by_organisation_only_the_organisation_is_known_and_the_person_is_not(page):
    quiet = make_event("Half a name", attribution="organisation only")
    speaker = make_speaker(quiet, "Wilhelmina Stroud", "Tidewell Trust", "treasurer")
    make_note(quiet).insights.update(speaker=speaker)
    shown = page("/organisations/tidewell-trust/")
    assert "Someone from Tidewell Trust" in shown
    assert "Half a name" in shown
    for hidden in ("Wilhelmina", "Stroud", "treasurer"):
        assert hidden not in shown
    page("/people/wilhelmina-stroud/", status=404)


def test_an_organisation_has_its_people_meetings_and_what_they_said(page, meeting):
    shown = page("/organisations/holloway-fold/")
    assert "Small gifts are dear" in shown
    assert "/people/adaeze-okonjo/" in shown
    assert meeting.get_absolute_url() in shown
    assert "/organisations/holloway-fold/" in page("/organisations/")


def test_an_organisations_page_has_one_line_a_meeting_with_its_people(page, meeting):
    make_speaker(meeting, "Ola Berg", "Holloway Fold", "chair")
    make_speaker(meeting, "Wilma Tide", "Holloway Fold", "treasurer", attribution="organisation only")
    make_speaker(meeting, "Una Else", "Marrow Lane Kitchen", "cook")
    organisation = Organisation.objects.get(slug="holloway-fold")
    other = make_note(make_event("Elsewhere"))
    for note in (meeting.note, other):
        note.organisations.add(organisation)
    shown = page("/organisations/holloway-fold/")
    assert shown.count(f'<a href="{meeting.get_absolute_url()}">') == 1
    line = shown.split("Meetings where it spoke")[1].split("</section>")[0]
    people = '<a href="/people/adaeze-okonjo/">Adaeze Okonjo</a>, director of grants; '
    assert people + '<a href="/people/ola-berg/">Ola Berg</a>, chair</p>' in line
    assert "Una Else" not in line
    assert "Wilma" not in shown
    assert "Elsewhere" in shown.split("Named in the notes of other meetings")[1]


def test_an_organisation_that_a_note_names_leads_to_the_meeting(page, meeting):
    named = Organisation.objects.create(name="Marrow Lane Kitchen", slug="marrow-lane-kitchen")
    page("/organisations/marrow-lane-kitchen/", status=404)
    meeting.note.organisations.add(named)
    assert "Named in the notes of" in page("/organisations/marrow-lane-kitchen/")


def test_members_only_meetings_make_nobody_public(page, ben):
    event = make_event("Among ourselves", visibility="members")
    make_speaker(event, "Lorcan Whitty", "Easterby Council")
    page("/people/lorcan-whitty/", status=404)
    page("/organisations/easterby-council/", status=404)
    assert "Lorcan" not in page("/people/")
    assert "Among ourselves" in page("/people/lorcan-whitty/", ben)


def test_an_affiliation_nobody_stated_in_public_is_not_shown(page, meeting):
    person = Person.objects.get(slug="adaeze-okonjo")
    row = Organisation.objects.create(name="Secret Board", slug="secret-board")
    Affiliation.objects.create(person=person, organisation=row)
    assert "Secret Board" not in page("/people/adaeze-okonjo/")


def test_a_person_with_many_insights_has_them_all_page_by_page(client, event):
    speaker = make_speaker(event, "Asha Pillai", "Larder & Loom", "cook")
    note = make_note(event, quotes=[])
    for number in range(35):
        make_insight(note, QUOTE, statement=f"Point number {number} of Asha.", speaker=speaker)
    for path in ("/people/asha-pillai/", "/organisations/larder-loom/"):
        pages = [client.get(path, {"page": page}).content.decode() for page in (1, 2)]
        assert all("Page 1 of 2" in html or "Page 2 of 2" in html for html in pages)
        assert "35 insights" in pages[0]
        assert [n for n in range(35) if not any(f"Point number {n} of" in html for html in pages)] == []
