from __future__ import annotations

import pytest

from events.models import Cell
from people import addresses, matching
from people.models import Affiliation, LookAlike, Organisation, Person
from tests.making import make_event

pytestmark = pytest.mark.django_db


def person(name: str, organisation: str = "", position: str = "") -> Person:
    row = Person.objects.create(name=name, slug=addresses.free_slug(Person, name))
    if organisation:
        place, _ = Organisation.objects.get_or_create(
            name=organisation, defaults={"slug": addresses.free_slug(Organisation, organisation)}
        )
        Affiliation.objects.create(person=row, organisation=place, position=position)
    return row


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cate Newby-Smith", "cate newby smith"),
        ("Siân O’Hara", "Sian O'Hara"),
        ("The Larder & Loom", "Larder and Loom"),
        ("St. Bride’s", "St Brides"),
    ],
)
def test_names_that_writers_vary_have_one_key(one, other):
    assert matching.name_key(one) == matching.name_key(other)


def test_the_same_name_at_the_same_organisation_is_the_same_person():
    asha = person("Asha Pillai", "Larder and Loom")
    assert matching.Directory().person("asha pillai", "The Larder & Loom").row == asha


def test_the_same_name_without_any_organisation_is_the_same_person():
    asha = person("Asha Pillai")
    assert matching.Directory().person("Asha Pillai", None).row == asha


def test_the_same_name_without_an_organisation_is_the_same_person_where_she_has_been_before(event, cell):
    asha = person("Asha Pillai", "Larder and Loom")
    event.speakers.create(person=asha)
    directory = matching.Directory()
    assert directory.person("Asha Pillai", None, event=make_event("Second", cell=cell)).row == asha
    assert directory.person("Asha Pillai", None, event=make_event("Elsewhere")).row is None
    assert directory.person("Asha Pillai", None).alike == [(asha, "The same name")]


def test_where_nothing_but_the_name_agrees_it_is_only_a_question(event, cell):
    tam = person("Tam Whitlock")
    event.speakers.create(person=tam, position="retired bus driver")
    directory = matching.Directory()
    elsewhere = make_event("Elsewhere", cell=Cell.objects.create(name="Joining forces", slug="joining-forces"))
    for organisation, position in [("St Ebba's", "Rector"), (None, "Rector"), ("St Ebba's", "")]:
        match = directory.person("Tam Whitlock", organisation, position=position, event=elsewhere)
        assert (match.row, match.alike) == (None, [(tam, "The same name")]), (organisation, position)
    for position in ("", "bus driver and poet"):
        assert directory.person("Tam Whitlock", None, position=position, event=elsewhere).row == tam
    for there in (event, make_event("Second", cell=cell)):
        assert directory.person("Tam Whitlock", "St Ebba's", position="Rector", event=there).row == tam


def test_the_same_name_at_another_organisation_is_only_a_question():
    asha = person("Asha Pillai", "Larder and Loom")
    match = matching.Directory().person("Asha Pillai", "Tidewell Council")
    assert (match.row, match.alike) == (None, [(asha, "The same name")])


def test_two_people_of_one_name_are_told_apart_by_their_organisation():
    person("Asha Pillai", "Larder and Loom")
    second = person("Asha Pillai", "Tidewell Council")
    directory = matching.Directory()
    assert directory.person("Asha Pillai", "Tidewell Council").row == second
    assert directory.person("Asha Pillai", None).row is None


def test_a_name_spelled_nearly_so_is_only_a_question():
    sonya = person("Sonya Carrel")
    match = matching.Directory().person("Sonia Carrell", None)
    assert (match.row, match.alike) == (None, [(sonya, "Spelled nearly the same: Sonya Carrel")])


def test_another_name_of_a_person_finds_them():
    asha = person("Asha Pillai")
    asha.other_names = "Asha Menon\nA. Pillai"
    asha.save()
    assert matching.Directory().person("Asha Menon", None).row == asha


def test_person_for_makes_the_person_once_and_asks_about_the_one_that_looks_alike():
    known = person("Asha Pillai", "Larder and Loom")
    directory = matching.Directory()
    new = matching.person_for(directory, "Asha Pillai", "Tidewell Council", by=None)
    assert new != known
    assert [(q.person, q.other_person, q.state) for q in LookAlike.objects.all()] == [(new, known, "proposed")]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Tidewell Borough Council", "council"),
        ("NHS Eastvale", "health"),
        ("University of Wexcombe", "university"),
        ("Holm Foundation", "funder"),
        ("Fundamental Theatre", "other"),
    ],
)
def test_the_name_tells_the_kind_of_organisation(name, kind):
    assert matching.kind_of(name) == kind
