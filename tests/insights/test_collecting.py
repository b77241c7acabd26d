from __future__ import annotations

import pytest

from events.models import Speaker
from insights import collecting
from insights.collecting import CollectingError
from insights.models import Collection, Insight
from tests.making import make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db
SECOND = "A report nobody reads is a rent, paid in evenings."
THIRD = "Ask what a group has stopped doing in order to apply."


@pytest.fixture
def insights(event):
    note = make_note(event)
    return [note.insights.get(), make_insight(note, SECOND), make_insight(note, THIRD)]


@pytest.fixture
def collection(ben, now, insights):
    made = collecting.start(ben, "On money", at=now)
    for insight in insights:
        collecting.keep(made, insight)
    return made


def read(collection, reader) -> list[tuple[str, str, list[str]]]:
    stretches = collecting.stretches_of(collection, reader)
    return [(one.heading, one.remark, [i.statement for i in one.insights]) for one in stretches]


def order(collection) -> list[Insight]:
    return [item.insight for item in collection.items.order_by("position", "pk")]


def test_an_address_never_tells_of_another_collection(ben, ada, now):
    slugs = [collecting.start(member, "On money", at=now).slug for member in (ben, ada)]
    assert all(slug.startswith("on-money-") and len(slug) == len("on-money-") + 5 for slug in slugs)
    assert slugs[0] != slugs[1]


def test_a_title_without_a_letter_for_an_address_gets_one_all_the_same(ben, now):
    assert collecting.start(ben, "信頼", at=now).slug.startswith("collection-")


def test_an_insight_is_kept_once_and_at_the_end(collection, insights):
    assert collecting.keep(collection, insights[0]) is False
    assert order(collection) == insights


def test_a_collection_is_full_at_two_hundred(collection, insights, monkeypatch):
    monkeypatch.setattr(collecting, "MOST", 3)
    more = make_insight(insights[0].note)
    with pytest.raises(CollectingError, match="holds 3 insights at most"):
        collecting.keep(collection, more)
    assert order(collection) == insights


def test_a_member_has_so_many_collections_and_no_more(ben, now, monkeypatch):
    monkeypatch.setattr(collecting, "MOST_OF_ONE", 1)
    collecting.start(ben, "One", at=now)
    with pytest.raises(CollectingError, match="Delete one that you no longer need"):
        collecting.start(ben, "Two", at=now)


def test_words_and_headings_stand_above_their_insights(collection, insights, cyd):
    collection.items.filter(insight=insights[1]).update(heading="Reports", remark="Read this twice.")
    assert read(collection, cyd) == [
        ("", "", [insights[0].statement]),
        ("Reports", "Read this twice.", [SECOND, THIRD]),
    ]


@pytest.mark.parametrize("state", ["withdrawn", "dismissed", "suggested"])
def test_what_is_taken_off_the_pages_is_gone_with_its_words_and_its_heading_moves_on(collection, insights, ben, state):
    collection.items.filter(insight=insights[1]).update(heading="Reports", remark="Read this twice.")
    Insight.objects.filter(pk=insights[1].pk).update(state=state)
    for reader in (ben, collection.member):
        assert read(collection, reader) == [("", "", [insights[0].statement]), ("Reports", "", [THIRD])]


def test_a_reader_sees_no_insight_of_a_meeting_for_members(collection, event, cyd, ben):
    event.visibility = "members"
    event.save()
    assert read(collection, cyd) == []
    assert len(read(collection, ben)[0][2]) == 3


def test_who_sees_a_collection_follows_from_what_its_member_chose(collection, ben, ada, nora, gus, cyd, now):
    def seen():
        rows = (Collection.objects.visible_to(who) for who in (cyd, gus, ben, ada, nora))
        return [row.filter(pk=collection.pk).exists() for row in rows]

    assert seen() == [False, False, True, False, False]
    collecting.share(collection, "link", by=ben, at=now)
    assert seen() == [False, False, True, False, False]
    collecting.share(collection, "public", by=ben, at=now)
    assert seen() == [False, False, True, False, True]
    fresh = Collection.objects.get()
    collecting.answer(fresh, public=True, by=nora, seen=collecting.words_mark(fresh))
    assert seen() == [True] * 5


def test_a_members_collection_is_public_when_a_network_convenor_has_looked(collection, ben, nora, now):
    shared = collecting.share(collection, "public", by=ben, at=now)
    assert (shared.visibility, shared.asked_at) == ("private", now)
    assert list(Collection.objects.asked_of(nora)) == [collection]
    assert not Collection.objects.asked_of(ben).exists()
    answered = collecting.answer(collection, public=True, by=nora, seen=collecting.words_mark(collection))
    assert (answered.visibility, answered.asked_at) == ("public", None)


def test_what_changed_after_it_was_looked_at_is_not_made_public(collection, ben, nora, now):
    collecting.share(collection, "public", by=ben, at=now)
    seen = collecting.words_mark(collection)
    collection.introduction = "Something else."
    collecting.write(collection, [], by=ben)
    with pytest.raises(CollectingError, match="It has changed since you looked"):
        collecting.answer(collection, public=True, by=nora, seen=seen)
    assert Collection.objects.get().visibility == "private"


def test_a_network_convenor_declines_or_takes_it_off_again(collection, ben, nora, now):
    collecting.share(collection, "link", by=ben, at=now)
    collecting.share(collection, "public", by=ben, at=now)
    declined = collecting.answer(collection, public=False, by=nora, seen="")
    assert (declined.visibility, declined.asked_at) == ("link", None)
    Collection.objects.update(visibility="public")
    assert collecting.answer(collection, public=False, by=nora, seen="").visibility == "private"


def test_the_words_of_a_public_collection_are_its_members_to_change_only_as_a_convenor(collection, ben, nora, ada, now):
    Collection.objects.update(visibility="public")
    collection.title = "Down with Ada"
    with pytest.raises(CollectingError, match="Keep it to yourself first"):
        collecting.write(collection, [], by=ben)
    assert Collection.objects.get().title == "On money"
    hers = collecting.start(ada, "Hers", at=now)
    collecting.share(hers, "public", by=ada, at=now)
    hers.title = "Hers still"
    collecting.write(hers, [], by=ada)
    assert Collection.objects.get(pk=hers.pk).title == "Hers still"


@pytest.mark.parametrize("where", ["title", "introduction", "closing", "heading", "remark"])
def test_a_convenors_words_do_not_name_who_is_to_be_named_less(event, insights, ada, now, where):
    make_speaker(event, "Wilhelmina Stroud", attribution="role only")
    hers = collecting.start(ada, "Hers", at=now)
    collecting.keep(hers, insights[0])
    rows = hers.items.all() if where in ("heading", "remark") else Collection.objects.filter(pk=hers.pk)
    rows.update(**{where: "As Wilhelmina Stroud said"})
    with pytest.raises(CollectingError, match="It names Wilhelmina Stroud"):
        collecting.share(hers, "public", by=ada, at=now)
    assert Collection.objects.get().visibility == "private"


def test_a_public_collection_of_a_convenors_gets_no_hidden_name_later(event, insights, ada, now):
    make_speaker(event, "Wilhelmina Stroud", attribution="unattributed")
    hers = collecting.start(ada, "Hers", at=now)
    collecting.keep(hers, insights[0])
    collecting.share(hers, "public", by=ada, at=now)
    item = hers.items.get()
    item.remark = "So said Wilhelmina  Stroud."
    with pytest.raises(CollectingError, match="Take the name out"):
        collecting.write(hers, [item], by=ada)
    assert hers.items.get().remark == ""


def test_a_new_link_ends_the_old_one(collection):
    before = collection.token
    collecting.renew_link(collection)
    assert Collection.objects.get().token != before
    assert len(before) > 30


def test_words_above_what_is_not_on_the_pages_are_there_for_whoever_answers_for_them(collection, insights, nora):
    collection.items.filter(insight=insights[1]).update(remark="Read this twice.")
    collection.items.filter(insight=insights[2]).update(heading="Applying")
    assert collecting.unseen_words(collection, nora) == []
    Insight.objects.filter(pk=insights[1].pk).update(state="withdrawn")
    assert [item.remark for item in collecting.unseen_words(collection, nora)] == ["Read this twice."]


@pytest.mark.parametrize("visibility", ["link", "public"])
def test_what_a_convenor_keeps_in_a_shared_collection_is_looked_at_for_names(event, insights, ada, now, visibility):
    make_speaker(event, "Wilhelmina Stroud", attribution="role only")
    hers = collecting.start(ada, "Hers", at=now)
    hers.introduction = "As Wilhelmina Stroud has said for years:"
    collecting.write(hers, [], by=ada)
    collecting.share(hers, visibility, by=ada, at=now)
    with pytest.raises(CollectingError, match="It names Wilhelmina Stroud"):
        collecting.keep(hers, insights[0])
    assert not hers.items.exists()
    collecting.share(hers, "private", by=ada, at=now)
    assert collecting.keep(hers, insights[0])
    with pytest.raises(CollectingError, match="It names Wilhelmina Stroud"):
        collecting.share(hers, visibility, by=ada, at=now)
    assert Collection.objects.get().visibility == "private"


def test_a_member_does_not_learn_from_what_is_refused_who_was_there(event, insights, ben, now):
    make_speaker(event, "Wilhelmina Stroud", attribution="role only")
    his = collecting.start(ben, "As Wilhelmina Stroud said", at=now)
    collecting.share(his, "link", by=ben, at=now)
    assert collecting.keep(his, insights[0])


def test_public_collections_that_name_who_is_to_be_named_less_are_found_in_three_queries(
    event, insights, ben, ada, now, django_assert_num_queries
):
    speaker = make_speaker(event, "Wilhelmina Stroud")
    for member, title, words in ((ben, "His", "As Wilhelmina Stroud said"), (ada, "Hers", "As somebody said")):
        collecting.keep(collecting.start(member, title, at=now), insights[0])
        Collection.objects.filter(title=title).update(visibility="public", closing=words)
    public, speakers = Collection.objects.public(), Speaker.objects.all()
    assert list(collecting.telling_names(public.all(), speakers)) == []
    Speaker.objects.update(attribution="unattributed")
    with django_assert_num_queries(3):
        told = [(one.collection.title, one.speaker) for one in collecting.telling_names(public.all(), speakers)]
    assert told == [("His", speaker)]
    Speaker.objects.update(attribution="")
    type(event).objects.update(attribution="role only")
    assert [one.collection.title for one in collecting.telling_names(public.all(), speakers)] == ["His"]


def test_guests_have_no_collections(gus, insights, now):
    with pytest.raises(CollectingError, match="Collections are for members"):
        collecting.start(gus, "Mine", at=now)
    his = Collection.objects.create(member=gus, title="Mine", slug="mine", visibility="link")
    with pytest.raises(CollectingError, match="once a convenor has let you in"):
        collecting.keep(his, insights[0])
    for visibility in ("link", "public"):
        with pytest.raises(CollectingError, match="Collections are for members"):
            collecting.share(his, visibility, by=gus, at=now)
    assert collecting.share(his, "private", by=gus, at=now).visibility == "private"


def test_how_many_a_collection_holds_is_counted_over_what_one_sees(collection, insights, event, ben, cyd):
    def numbers():
        rows = (Collection.objects.with_numbers(who) for who in (cyd, ben))
        return [row.get(pk=collection.pk).item_count for row in rows]

    assert numbers() == [3, 3]
    Insight.objects.filter(pk=insights[0].pk).update(state="withdrawn")
    assert (numbers(), collecting.number_for_members(collection.insights.all())) == ([2, 2], 0)
    event.visibility = "members"
    event.save()
    assert (numbers(), collecting.number_for_members(collection.insights.all())) == ([0, 2], 2)
