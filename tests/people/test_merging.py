from __future__ import annotations

import pytest
from django.core import serializers

from insights.models import Insight, Note
from people import addresses, merging
from people.models import Affiliation, FormerSlug, LookAlike, Merge, Organisation, Person
from tests.making import make_event, make_note, make_speaker
from tests.people.test_matching import person

pytestmark = pytest.mark.django_db


def test_same_moves_everything_to_the_older_row_and_leaves_a_redirect(event, ada, now):
    known, new = person("Asha Pillai", "Larder and Loom", "cook"), person("Asha Pillay", "Larder and Loom", "cook")
    event.speakers.create(person=new, affiliation=new.affiliations.get())
    question = LookAlike.objects.create(person=new, other_person=known, why="Spelled nearly the same")
    assert merging.same(question, by=ada, at=now) == known
    speaker = event.speakers.get()
    assert (speaker.person, speaker.affiliation) == (known, known.affiliations.get())
    known.refresh_from_db()
    assert known.other_names == "Asha Pillay"
    assert FormerSlug.objects.get(slug="asha-pillay").object_id == known.pk
    assert not Person.objects.filter(pk=new.pk).exists()
    assert not LookAlike.objects.exists()


def test_two_who_spoke_at_one_meeting_are_not_made_one(event, ada, now):
    known, new = person("Asha Pillai"), person("Asha Pillay")
    event.speakers.create(person=known)
    event.speakers.create(person=new)
    question = LookAlike.objects.create(person=new, other_person=known, why="Spelled nearly the same")
    with pytest.raises(merging.MergingError, match="Both spoke at “Who holds the purse\\?”"):
        merging.same(question, by=ada, at=now)
    assert Person.objects.count() == 2


def test_same_joins_two_organisations_in_notes_and_affiliations(ada, now):
    cook = person("Asha Pillai", "Larder & Loom Kitchen", "cook")
    new = cook.affiliations.get().organisation
    known = Organisation.objects.create(name="Larder and Loom Kitchens", slug="larder-and-loom")
    question = LookAlike.objects.create(organisation=new, other_organisation=known, why="Spelled nearly the same")
    merging.same(question, by=ada, at=now)
    assert cook.affiliations.get().organisation == known
    assert list(Organisation.objects.all()) == [known]


def test_different_is_remembered_with_who_and_when(ada, now):
    question = LookAlike.objects.create(person=person("A B"), other_person=person("A C"), why="")
    merging.different(question, by=ada, at=now)
    question.refresh_from_db()
    assert (question.state, question.decided_by, question.decided_at) == ("different", ada, now)


def test_same_loses_nothing_of_the_row_that_goes(ada, ben, now):
    known, new, third = person("Asha Pillai"), person("Asha Pillay"), person("Asha Pilley")
    new.other_names, new.member = "A. Pillay", ben
    new.save()
    old, new.slug = new.slug, "pillay"
    new.save()
    addresses.keep_former(new, old)
    question = LookAlike.objects.create(person=new, other_person=known, why="")
    LookAlike.objects.create(person=third, other_person=new, why="")
    LookAlike.objects.create(person=third, other_person=known, why="")
    merging.same(question, by=ada, at=now)
    known.refresh_from_db()
    assert (known.other_names.splitlines(), known.member) == (["Asha Pillay", "A. Pillay"], ben)
    assert set(FormerSlug.objects.values_list("slug", "object_id")) == {("asha-pillay", known.pk), ("pillay", known.pk)}
    assert [(q.person, q.other_person) for q in LookAlike.objects.all()] == [(third, known)]
    with pytest.raises(merging.MergingError, match="Somebody has decided this meanwhile"):
        merging.same(question, by=ada, at=now)


def everything() -> dict[str, set[str]]:
    """Every row that a merge may touch, as text; without the merges themselves."""
    models = [Person, Organisation, Affiliation, LookAlike, FormerSlug, Note, Insight]
    models += [Note.organisations.through, Person.speaker_set.rel.related_model]
    return {
        model.__name__: {serializers.serialize("json", [row]) for row in model._base_manager.all()} for model in models
    }


@pytest.fixture
def two_people(event, ben):
    """Two rows of one woman, with all that can hang on them."""
    known = make_speaker(event, "Asha Pillai", "Larder and Loom", "cook").person
    later = make_event()
    speaker = make_speaker(later, "Asha Pillay", "Larder and Loom", "cook", attribution="role only")
    new = speaker.person
    make_speaker(make_event("A third"), "Asha Pillay", "Tidewell Council")
    new.other_names, new.member = "A. Pillay", ben
    new.save()
    addresses.keep_former(new, "pillay-asha")
    LookAlike.objects.create(person=new, other_person=known, why="Spelled nearly the same")
    third = person("Asha Pilley")
    LookAlike.objects.create(person=third, other_person=new, why="Spelled nearly the same")
    LookAlike.objects.create(person=third, other_person=known, why="Spelled nearly the same")
    return new, known


@pytest.fixture
def two_organisations(event):
    gone = make_speaker(event, "Asha Pillai", "Larder & Loom Kitchen", "cook").affiliation.organisation
    Organisation.objects.update(kind="charity", description="Cooks at Harbour Lane")
    stays = make_speaker(make_event(), "Asha Pillai", "Larder and Loom Kitchens", "cook").affiliation.organisation
    for note in (make_note(event), make_note(None)):
        note.organisations.add(gone)
    note.organisations.add(stays)
    gone.refresh_from_db()
    return gone, stays


@pytest.mark.parametrize("pair", ["two_people", "two_organisations"])
def test_undoing_a_merge_restores_every_row_as_it_was(pair, request, ada, now):
    gone, stays = request.getfixturevalue(pair)
    before = everything()
    merge = merging.merge(gone, stays, by=ada, at=now)
    assert everything() != before
    merging.undo(merge, by=ada, at=now)
    assert everything() == before


def test_nothing_points_at_the_row_that_went(two_organisations, ada, now):
    gone, stays = two_organisations
    merging.merge(gone, stays, by=ada, at=now)
    assert {row.organisation for row in Affiliation.objects.all()} == {stays}
    assert [list(note.organisations.all()) for note in Note.objects.all()] == [[stays], [stays]]
    stays.refresh_from_db()
    assert (stays.kind, stays.description, stays.other_names) == (
        "charity", "Cooks at Harbour Lane", "Larder & Loom Kitchen"
    )  # fmt: skip


def test_old_addresses_lead_on_and_after_undoing_lead_back(client, two_people, nora, now):
    new, known = two_people
    client.force_login(nora)
    merge = merging.merge(new, known, by=nora, at=now)
    for old in ("asha-pillay", "pillay-asha"):
        assert client.get(f"/people/{old}/").headers["Location"] == "/people/asha-pillai/"
    merging.undo(merge, by=nora, at=now)
    assert client.get("/people/asha-pillay/").status_code == 200
    assert client.get("/people/pillay-asha/").headers["Location"] == "/people/asha-pillay/"


def test_merging_and_undoing_twice_changes_nothing(two_people, ada, ben, now):
    new, known = two_people
    merge = merging.merge(new, known, by=ada, at=now)
    after = everything()
    with pytest.raises(merging.MergingError, match="Somebody has decided this meanwhile"):
        merging.merge(Person(pk=new.pk), known, by=ada, at=now)
    assert everything() == after
    merging.undo(merge, by=ada, at=now)
    before = everything()
    assert merging.undo(merge, by=ben, at=now).undone_by == ada
    assert everything() == before


def test_a_row_is_not_made_one_with_itself(ada, now):
    asha = person("Asha Pillai")
    with pytest.raises(merging.MergingError):
        merging.merge(asha, asha, by=ada, at=now)
    assert Person.objects.count() == 1


def test_undoing_leaves_what_somebody_has_changed_since(two_people, ada, now):
    new, known = two_people
    merge = merging.merge(new, known, by=ada, at=now)
    known.refresh_from_db()
    known.other_names += "\nAsha Menon"
    known.save()
    added = make_speaker(make_event("A fourth"), "Asha Pillai")
    merging.undo(merge, by=ada, at=now)
    known.refresh_from_db()
    added.refresh_from_db()
    assert (known.other_names, added.person) == ("Asha Menon", known)


def test_undoing_does_not_need_what_has_been_deleted_since(two_people, ada, ben, now):
    new, known = two_people
    merge = merging.merge(new, known, by=ada, at=now)
    ben.delete()
    known.speaker_set.all().delete()
    Affiliation.objects.all().delete()
    Organisation.objects.all().delete()
    merging.undo(merge, by=ada, at=now)
    assert Person.objects.get(pk=new.pk).member is None
    assert not Affiliation.objects.exists()


def test_a_login_that_has_gone_to_somebody_else_stays_there(two_people, ada, ben, now):
    new, known = two_people
    merge = merging.merge(new, known, by=ada, at=now)
    known.refresh_from_db()
    known.member = None
    known.save()
    other = Person.objects.create(name="Ben Osei", slug="ben-osei", member=ben)
    merging.undo(merge, by=ada, at=now)
    other.refresh_from_db()
    assert (other.member, Person.objects.get(pk=new.pk).member) == (ben, None)


def test_a_merge_that_a_later_one_builds_on_is_undone_after_it(two_people, ada, now):
    new, known = two_people
    last = person("Asha Menon")
    before = everything()
    first = merging.merge(new, known, by=ada, at=now)
    second = merging.merge(known, last, by=ada, at=now)
    with pytest.raises(merging.MergingError, match="“Asha Pillai” and “Asha Menon” were made one after that"):
        merging.undo(first, by=ada, at=now)
    merging.undo(second, by=ada, at=now)
    merging.undo(first, by=ada, at=now)
    assert everything() == before


def test_merges_that_have_nothing_to_do_with_each_other_are_undone_in_any_order(ada, now):
    stays, one, other = person("Asha Pillai"), person("Asha Pillay"), person("Asha Pilley")
    before = everything()
    first, second = (merging.merge(row, stays, by=ada, at=now) for row in (one, other))
    merging.undo(first, by=ada, at=now)
    stays.refresh_from_db()
    assert stays.other_names == "Asha Pilley"
    merging.undo(second, by=ada, at=now)
    assert everything() == before


def test_undoing_waits_while_the_address_is_in_use(two_people, ada, now):
    new, known = two_people
    merge = merging.merge(new, known, by=ada, at=now)
    known.refresh_from_db()
    known.slug = "asha-pillay"
    known.save()
    with pytest.raises(merging.MergingError, match="Another page has the address “asha-pillay” now"):
        merging.undo(merge, by=ada, at=now)
    assert not Person.objects.filter(pk=new.pk).exists()


def test_each_row_that_moves_says_so_in_its_history(two_people, ada, now):
    new, known = two_people
    merging.merge(new, known, by=ada, at=now)
    moved = known.speaker_set.order_by("pk").last()
    assert [(row.person_id, row.history_user) for row in moved.history.all()[:1]] == [(known.pk, ada)]
    assert known.history.first().history_user == ada
    assert Merge.objects.get().merged_by == ada


def test_same_and_different_let_the_first_answer_stand(ada, ben, now):
    question = LookAlike.objects.create(person=person("A B"), other_person=person("A C"), why="")
    merging.different(question, by=ada, at=now)
    merging.different(question, by=ben, at=now)
    with pytest.raises(merging.MergingError, match="Somebody has decided this meanwhile"):
        merging.same(question, by=ben, at=now)
    assert LookAlike.objects.get().decided_by == ada
