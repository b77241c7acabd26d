from __future__ import annotations

import pytest
from django.urls import reverse

from insights import collecting
from insights.models import Collection, Insight
from tests.making import make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db
SECOND = "A report nobody reads is a rent, paid in evenings."


@pytest.fixture
def insights(event):
    note = make_note(event)
    return [note.insights.get(), make_insight(note, SECOND)]


@pytest.fixture
def collection(ben, insights, now):
    made = collecting.start(ben, "On money", at=now)
    for insight in insights:
        collecting.keep(made, insight)
    return made


def post(client, path: str, **facts) -> str:
    return client.post(path, facts, follow=True).content.decode()


def typed(collection, **facts) -> dict[str, str]:
    """The form as a browser sends it."""
    words = {"title": collection.title, "introduction": "", "closing": ""}
    for item in collection.items.all():
        words |= {f"item{item.pk}-heading": item.heading, f"item{item.pk}-remark": item.remark}
    return {**words, **facts}


def test_an_insight_is_kept_in_a_new_collection_and_then_in_the_same(client, ben, insights):
    client.force_login(ben)
    assert "In a new collection, called" in client.get(insights[0].get_absolute_url()).content.decode()
    keep = [reverse("insights:insight-keep", args=[insight.pk]) for insight in insights]
    said = post(client, keep[0], title="On  money")
    made = Collection.objects.get()
    assert f'Kept in <a href="{made.get_absolute_url()}">On money</a>.' in said
    assert f'<option value="{made.slug}">On money</option>' in said
    post(client, keep[1], collection=made.slug)
    assert "already." in post(client, keep[1], collection=made.slug)
    assert list(made.insights.order_by("pk")) == insights


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "Choose a collection, or type a title for a new one."),
        ({"title": "x" * 400}, "That has 400 letters"),
        ({"collection": "nobodys"}, "Choose a collection"),
    ],
)
def test_what_cannot_be_kept_is_said_on_the_page_of_the_insight(client, ben, insights, facts, said):
    client.force_login(ben)
    assert said in post(client, reverse("insights:insight-keep", args=[insights[0].pk]), **facts)
    assert not Collection.objects.exists()


def test_nothing_is_kept_in_somebody_elses_collection(client, ada, collection, insights):
    client.force_login(ada)
    more = make_insight(insights[0].note)
    post(client, reverse("insights:insight-keep", args=[more.pk]), collection=collection.slug)
    assert collection.items.count() == 2


def test_a_stranger_is_led_to_the_login_and_the_page_is_still_kept_for_visitors(client, insights):
    said = client.get(insights[0].get_absolute_url())
    assert f'href="/login/?next={insights[0].get_absolute_url()}">Log in to keep this</a>' in said.content.decode()
    assert not said.cookies


def test_words_are_saved_with_every_button_and_items_move(client, ben, collection, insights):
    client.force_login(ben)
    first, second = collection.items.order_by("position")
    facts = typed(collection, introduction="Look:", do=f"down {first.pk}", **{f"item{second.pk}-remark": "Evenings."})
    answer = client.post(collection.edit_url, facts)
    assert answer.url == f"{collection.edit_url}#item{first.pk}"
    collection.refresh_from_db()
    assert collection.introduction == "Look:"
    assert list(collection.items.order_by("position").values_list("insight", "remark")) == [
        (insights[1].pk, "Evenings."),
        (insights[0].pk, ""),
    ]


def test_what_was_kept_in_another_window_meanwhile_stays_with_its_words(client, ben, collection, insights):
    client.force_login(ben)
    facts = typed(collection)
    collecting.keep_all(collection, [(make_insight(insights[0].note), "Later")])
    client.post(collection.edit_url, facts)
    assert collection.items.get(heading="Later")


def test_what_is_taken_out_can_be_put_back_with_its_words(client, ben, collection, insights):
    client.force_login(ben)
    item = collection.items.get(insight=insights[0])
    facts = typed(collection, do=f"out {item.pk}", **{f"item{item.pk}-heading": "First"})
    said = post(client, collection.edit_url, **facts)
    assert "Taken out: “Deciding on a small grant" in said
    assert collection.items.count() == 1
    said = post(client, collection.edit_url, **typed(collection, do="back"))
    assert "Taken out" not in said
    assert collection.items.order_by("position").first().heading == "First"


def test_a_title_left_empty_or_words_too_long_lose_nothing(client, ben, collection):
    client.force_login(ben)
    said = post(client, collection.edit_url, **typed(collection, title=" ", introduction="w" * 5001, closing="Here."))
    assert "Give it a title." in said
    assert "Please keep it under 5,000 letters; it has 5001 now." in said
    assert "w" * 5001 in said
    assert ">\nHere.</textarea>" in said
    assert Collection.objects.get().title == "On money"


def test_a_member_shares_by_link_and_the_link_can_be_renewed(client, ben, collection):
    share = reverse("insights:collection-share", args=[collection.slug])
    client.force_login(ben)
    assert "Whoever has the link reads it now." in post(client, share, visibility="link")
    link = Collection.objects.get().address_to_share
    assert "The old one has stopped working." in post(client, share, do="renew")
    renewed = Collection.objects.get().address_to_share
    client.logout()
    assert client.get(link).status_code == 404
    answer = client.get(renewed)
    assert answer["X-Robots-Tag"] == "noindex"
    assert SECOND in answer.content.decode()
    assert "Take it away" not in answer.content.decode()
    client.force_login(ben)
    assert "Only you read it now." in post(client, share, visibility="private")
    assert "Choose who reads it." in post(client, share, visibility="the world")
    client.logout()
    assert client.get(renewed).status_code == 404


def test_a_member_asks_for_everybody_and_a_network_convenor_answers_on_the_page(client, ben, nora, collection):
    client.force_login(ben)
    share = reverse("insights:collection-share", args=[collection.slug])
    assert "A network convenor looks at it first." in post(client, share, visibility="public")
    assert client.get("/collections/").content.decode().count("On money") == 1
    client.force_login(nora)
    assert "Asked to be public" in client.get("/collections/").content.decode()
    page = client.get(collection.get_absolute_url()).content.decode()
    assert "Should everybody read it?" in page
    answer = reverse("insights:collection-answer", args=[collection.slug])
    assert "It has changed since you looked." in post(client, answer, do="publish", seen="other")
    seen = collecting.words_mark(collection)
    assert "Everybody reads it now." in post(client, answer, do="publish", seen=seen)
    client.logout()
    assert "On money" in client.get("/collections/").content.decode()
    client.force_login(nora)
    assert "Only Ben Osei reads it now." in post(client, answer, do="take off")
    assert client.get(collection.get_absolute_url()).status_code == 404


def test_only_a_network_convenor_answers(client, ada, ben, collection, now):
    collecting.share(collection, "public", by=ben, at=now)
    client.force_login(ada)
    answer = client.post(reverse("insights:collection-answer", args=[collection.slug]), {"do": "publish"})
    assert answer.status_code == 404
    assert Collection.objects.get().visibility == "private"


def test_the_words_of_a_members_public_collection_stay_and_the_page_says_why(client, ben, collection, insights):
    Collection.objects.update(visibility="public")
    client.force_login(ben)
    assert "so its words stay as they are" in client.get(collection.edit_url).content.decode()
    first = collection.items.order_by("position").first()
    post(client, collection.edit_url, **typed(collection, title="Other", do=f"down {first.pk}"))
    assert Collection.objects.get().title == "On money"
    assert list(collection.items.order_by("position").values_list("insight", flat=True)) == [
        insights[1].pk,
        insights[0].pk,
    ]


def test_a_collection_is_deleted_after_a_question(client, ben, collection):
    client.force_login(ben)
    path = reverse("insights:collection-delete", args=[collection.slug])
    assert "Delete it?" in client.get(path).content.decode()
    assert "“On money” is deleted." in post(client, path)
    assert not Collection.objects.exists()


def test_the_files_come_as_files(client, collection):
    Collection.objects.update(visibility="public")
    for form, kind in (("md", "text/markdown; charset=utf-8"), ("html", "text/html; charset=utf-8")):
        answer = client.get(f"/collections/{collection.slug}.{form}")
        assert (answer["Content-Type"], SECOND in answer.content.decode()) == (kind, True)
        assert answer["Content-Disposition"] == f'attachment; filename="{collection.slug}.{form}"'


def test_a_page_of_a_collection_asks_the_same_number_of_queries_for_one_and_for_many(
    client, collection, insights, django_assert_num_queries
):
    Collection.objects.update(visibility="public")
    collection.items.filter(insight=insights[1]).delete()
    with django_assert_num_queries(4):
        client.get(collection.get_absolute_url())
    for _ in range(5):
        collecting.keep(collection, make_insight(insights[0].note))
    with django_assert_num_queries(4):
        client.get(collection.get_absolute_url())


def test_a_convenor_makes_a_round_up_of_the_days_she_chooses(client, ada, insights):
    client.force_login(ada)
    insights[0].topics.add("Trust")
    days = {"since": "2026-03-01", "until": "2026-03-31"}
    look = client.get("/collections/round-up/", days).content.decode()
    assert "Trust (1)" in look
    assert 'Sharing and building power <span class="meta">2 insights</span>' in look
    look = client.get("/collections/round-up/", {**days, "topics": "trust"}).content.decode()
    assert 'Trust <span class="meta">1 insight</span>' in look
    said = post(client, "/collections/round-up/", **days, topics="trust")
    assert "Only you see it until you say otherwise." in said
    made = Collection.objects.get()
    assert (made.kind, made.title) == ("round-up", "What came of March 2026")
    assert list(made.items.values_list("insight", "heading")) == [(insights[0].pk, "Trust")]


def test_a_topic_that_no_insight_of_the_days_carries_is_told_and_nothing_is_made(client, ada, insights):
    client.force_login(ada)
    make_note(make_event("Lunch")).insights.get().topics.add("Soup")
    facts = {"since": "2026-03-01", "until": "2026-03-31", "topics": "soup"}
    for said in (
        client.get("/collections/round-up/", facts).content.decode(),
        post(client, "/collections/round-up/", **facts),
    ):
        assert "“Soup” does not occur in these days." in said
        assert "Make the round-up" not in said
    assert not Collection.objects.exists()


def test_a_topic_chosen_stays_on_offer_however_rare_it_is(client, ada, insights, monkeypatch):
    client.force_login(ada)
    monkeypatch.setattr("betterway.pages.round_ups.TOPICS_OFFERED", 1)
    insights[0].topics.add("Trust", "Soup")
    insights[1].topics.add("Trust")
    facts = {"since": "2026-03-01", "until": "2026-03-31", "topics": "soup"}
    assert 'Soup <span class="meta">1 insight</span>' in client.get("/collections/round-up/", facts).content.decode()


def test_every_point_of_a_collection_leads_to_its_meeting_by_title(client, collection, insights, event):
    Collection.objects.update(visibility="public")
    article = make_insight(make_note(None, quotes=[], title="On reports"))
    collecting.keep(collection, article)
    shown = client.get(collection.get_absolute_url()).content.decode()
    assert shown.count(f'<a href="{event.get_absolute_url()}">Who holds the purse?</a>, <time') == 2
    assert f'in <a href="{article.note.get_absolute_url()}">On reports</a>' in shown
    assert f'<a href="{event.get_absolute_url()}">Who' not in client.get("/insights/").content.decode()


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"since": "2026-03-31", "until": "2026-03-01"}, "The last day comes before the first."),
        ({"since": "soon", "until": "2026-03-01"}, "“soon” is no day that we can read."),
        ({"since": "", "until": "2026-03-01"}, "From which day?"),
        ({"since": "1999-01-01", "until": "1999-02-01"}, "No insight came out of these days."),
        ({"since": "2026-03-01", "until": "9999-12-31"}, "Choose days between"),
        ({"since": "0001-01-01", "until": "2026-03-01"}, "Choose days between"),
        ({"since": "2026-03-01", "until": "2026-03-31", "topics": "nothing"}, "is not there any more"),
    ],
)
def test_days_that_cannot_be_are_told_in_a_sentence(client, ada, days, said):
    client.force_login(ada)
    assert said in client.get("/collections/round-up/", days).content.decode()
    assert said in post(client, "/collections/round-up/", **days)
    assert not Collection.objects.exists()


def test_all_of_it_stands_in_short_lines_and_goes_where_the_numbers_say(client, ben, collection, insights):
    client.force_login(ben)
    first, second = collection.items.order_by("position")
    collection.items.filter(pk=second.pk).update(heading="Reports")
    order = collection.order_url
    shown = client.get(order).content.decode()
    assert shown.index("Deciding on a small grant") < shown.index("<strong>Reports</strong>") < shown.index(SECOND)
    said = post(client, order, **{f"p{first.pk}": 3, f"h{second.pk}": 2, f"p{second.pk}": 2})
    assert "It is in this order now." in said
    assert list(collection.items.order_by("position").values_list("insight", "heading")) == [
        (insights[1].pk, "Reports"),
        (insights[0].pk, ""),
    ]
    post(client, order, **{f"h{second.pk}": 1, f"p{second.pk}": 2, f"p{first.pk}": 3, "top": f"p{first.pk}"})
    assert list(collection.items.order_by("position").values_list("insight", "heading")) == [
        (insights[0].pk, ""),
        (insights[1].pk, "Reports"),
    ]


@pytest.mark.parametrize("typed", ["", "one", "0", "-1", "1.5", "9" * 30, "\0"])
def test_a_place_that_is_no_number_is_told_beside_its_line_and_nothing_moves(client, ben, collection, insights, typed):
    client.force_login(ben)
    first, second = collection.items.order_by("position")
    order = collection.order_url
    said = post(client, order, **{f"p{first.pk}": 2, f"p{second.pk}": typed})
    assert "Type a whole number, from 1 on." in said
    assert "Nothing has moved yet" in said
    assert 'value="2"' in said
    assert list(collection.insights.order_by("pk")) == insights


def test_what_was_kept_meanwhile_stays_at_its_place_and_an_empty_one_says_what_to_do(client, ben, collection, now):
    client.force_login(ben)
    first, second = collection.items.order_by("position")
    more = make_insight(first.insight.note)
    collecting.keep(collection, more)
    post(client, collection.order_url, **{f"p{first.pk}": 2, f"p{second.pk}": 1})
    rows = collection.items.order_by("position").values_list("insight", flat=True)
    assert list(rows) == [second.insight_id, first.insight_id, more.pk]
    empty = collecting.start(ben, "Empty", at=now)
    assert "There is nothing in it yet." in client.get(empty.order_url).content.decode()


def test_words_taken_out_before_it_was_public_do_not_come_back_after(client, ben, nora, collection, now):
    client.force_login(ben)
    item = collection.items.order_by("position").first()
    secret = {f"item{item.pk}-remark": "Down with Nora."}
    post(client, collection.edit_url, **typed(collection, do=f"out {item.pk}", **secret))
    collecting.share(collection, "public", by=ben, at=now)
    collecting.answer(collection, public=True, by=nora, seen=collecting.words_mark(collection))
    post(client, collection.edit_url, do="back")
    assert collection.items.count() == 2
    assert "Down with Nora." not in client.get(collection.get_absolute_url()).content.decode()


def test_a_reviewer_reads_the_words_above_what_is_not_on_the_pages_now(client, ben, nora, collection, insights, now):
    collection.items.filter(insight=insights[1]).update(heading="Reports", remark="Down with Nora.")
    Insight.objects.filter(pk=insights[1].pk).update(state="withdrawn")
    collecting.share(collection, "public", by=ben, at=now)
    client.force_login(nora)
    shown = client.get(collection.get_absolute_url()).content.decode()
    assert "the points below them are not on the pages now" in shown
    assert "<h3>Reports</h3><p>Down with Nora.</p>" in shown
    client.force_login(ben)
    assert "Down with Nora." not in client.get(collection.get_absolute_url()).content.decode()


def test_a_network_convenor_is_told_on_the_page_whom_it_names(client, ben, nora, collection, event):
    make_speaker(event, "Wilhelmina Stroud", attribution="role only")
    Collection.objects.update(visibility="public", closing="As Wilhelmina Stroud said.")
    for member, told in ((ben, False), (nora, True)):
        client.force_login(member)
        shown = client.get(collection.get_absolute_url()).content.decode()
        assert ("whose name is not to be shown for" in shown) is told


def test_whoever_publishes_is_told_how_many_points_stay_with_members(client, ada, insights, event, now):
    hers = collecting.start(ada, "Hers", at=now)
    collecting.keep(hers, insights[0])
    lunch = make_note(make_event("Lunch among ourselves", visibility="members"))
    collecting.keep(hers, lunch.insights.get())
    client.force_login(ada)
    share = reverse("insights:collection-share", args=[hers.slug])
    before = "1 of the points is for members only: other readers will not see it here."
    assert before in client.get(hers.get_absolute_url()).content.decode()
    assert "Everybody reads it now. 1 of its points only members see." in post(client, share, visibility="public")
    assert "Only you read it now.<" in post(client, share, visibility="private")


def test_who_looks_at_a_collection_or_makes_a_round_up_is_told_before_how_many_points_stay_with_members(
    client, ada, ben, nora, collection, event
):
    days = {"since": "2026-03-01", "until": "2026-03-31"}
    said = "2 of the points are for members only: other readers will not see them here."
    Collection.objects.update(asked_at=event.starts_at)

    def pages() -> list[bool]:
        client.force_login(nora)
        looked = client.get(collection.get_absolute_url()).content.decode()
        client.force_login(ada)
        return [said in looked, said in client.get("/collections/round-up/", days).content.decode()]

    assert pages() == [False, False]
    event.visibility = "members"
    event.save()
    assert pages() == [True, True]


def test_a_guest_reads_why_there_is_nothing_to_start_or_to_keep_in(client, gus, insights):
    client.force_login(gus)
    for path in ("/collections/", insights[0].get_absolute_url()):
        shown = client.get(path).content.decode()
        assert "Collections are for members" in shown
        assert 'name="title"' not in shown
    for path in ("/collections/new/", reverse("insights:insight-keep", args=[insights[0].pk])):
        assert "Collections are for members" in post(client, path, title="Mine")
    assert not Collection.objects.exists()


def test_the_link_leads_to_the_page_once_everybody_reads_it(client, collection):
    Collection.objects.update(visibility="link")
    link = reverse("insights:collection-shared", args=[collection.token])
    assert client.get(link).status_code == 200
    Collection.objects.update(visibility="public")
    assert client.get(link).url == collection.get_absolute_url()


def test_the_list_takes_as_many_queries_for_many_as_for_one(client, ben, collection, django_assert_num_queries):
    Collection.objects.update(visibility="public")
    client.force_login(ben)
    for number in range(3):
        with django_assert_num_queries(6):
            client.get("/collections/")
        Collection.objects.create(member=ben, title="More", slug=f"more-{number}", visibility="public")


def test_the_page_to_change_a_collection_says_which_meeting_each_point_is_of(client, ben, collection, event):
    client.force_login(ben)
    shown = client.get(collection.edit_url).content.decode()
    assert shown.count(f'<a href="{event.get_absolute_url()}">{event.title}</a>, <time datetime="2026-03-18">') == 2
