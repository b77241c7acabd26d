from __future__ import annotations

import pytest

from people import addresses
from people.models import FormerSlug, Person

pytestmark = pytest.mark.django_db


def make(name: str) -> Person:
    return Person.objects.create(name=name, slug=addresses.free_slug(Person, name))


def rename(person: Person, slug: str) -> None:
    old, person.slug = person.slug, slug
    person.save()
    addresses.keep_former(person, old)


def test_free_slug_follows_the_name_and_counts_on():
    assert [make("Zoë Ní Bhriain").slug, make("Zoe Ni Bhriain").slug] == ["zoe-ni-bhriain", "zoe-ni-bhriain-2"]


def test_free_slug_of_a_name_without_latin_letters_is_the_noun():
    assert make("王秀英").slug == "person"


def test_a_former_slug_is_never_given_to_somebody_else():
    rename(make("Asha Pillai"), "asha-menon")
    assert make("Asha Pillai").slug == "asha-pillai-2"


def test_present_leads_from_every_former_slug_to_the_row():
    person = make("Asha Pillai")
    rename(person, "asha-menon")
    rename(person, "asha-menon-pillai")
    found = [addresses.present(Person, slug, Person.objects.all()) for slug in ("asha-pillai", "asha-menon")]
    assert found == [person, person]


def test_a_row_that_takes_its_old_slug_back_leads_nowhere_else():
    person = make("Asha Pillai")
    rename(person, "asha-menon")
    rename(person, "asha-pillai")
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["asha-menon"]


def test_a_slug_that_once_led_to_another_belongs_to_it():
    rename(make("Asha Pillai"), "asha-menon")
    other = make("Asha Pillay")
    assert addresses.slug_belongs_to_another(other, "asha-pillai")
    assert not addresses.slug_belongs_to_another(other, "asha-pillay")
