from __future__ import annotations

import pytest

from events.models import Topic
from people.models import Organisation, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def things(meeting, cell):
    """What can be followed, and the page of each."""
    topic, person = Topic.objects.get(slug="small-grants"), Person.objects.get()
    return {"cell": cell, "topic": topic, "person": person, "organisation": Organisation.objects.get()}


def post(client, path: str, **facts) -> str:
    return client.post(path, facts, follow=True).content.decode()


@pytest.mark.parametrize("kind", ["cell", "topic", "person", "organisation"])
def test_a_thing_is_followed_from_its_page_and_stopped_there(client, ben, things, kind):
    thing = things[kind]
    client.force_login(ben)
    assert f"Follow this {kind}" in client.get(thing.get_absolute_url()).content.decode()
    said = post(client, "/me/follow/", kind=kind, pk=thing.pk)
    assert f"You follow {thing}. You hear by mail every Monday morning, if there is something new." in said
    assert "Stop following" in said
    assert "do not follow" in post(client, "/me/follow/", kind=kind, pk=thing.pk, do="stop")
    assert not ben.follows.exists()


@pytest.mark.parametrize("kind", ["cell", "topic", "person", "organisation"])
def test_a_visitor_is_led_to_the_login_and_the_page_sets_no_cookie(client, things, kind):
    answer = client.get(things[kind].get_absolute_url())
    words = f'<a href="/login/?next={things[kind].get_absolute_url()}">Log in</a> to follow this {kind}'
    assert words in answer.content.decode()
    assert not answer.cookies


def test_ones_own_page_lists_what_one_follows_and_says_when_one_hears(client, ben, things):
    client.force_login(ben)
    assert "Nothing yet. On the page of a" in client.get("/me/").content.decode()
    for kind, thing in things.items():
        post(client, "/me/follow/", kind=kind, pk=thing.pk)
    shown = client.get("/me/").content.decode()
    assert all(str(thing) in shown for thing in things.values())
    assert "The next one may come on" in shown
    facts = {"kind": "cell", "pk": things["cell"].pk, "do": "stop", "next": "/me/"}
    assert "You do not follow Sharing and building power any more." in post(client, "/me/follow/", **facts)
    assert "You hear by mail on the first morning of each month" in post(client, "/me/hear/", often="monthly")
    assert "You get no more mail about what you follow." in post(client, "/me/hear/", often="never")
    assert "Choose how often" in post(client, "/me/hear/", often="hourly")


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"kind": "member", "pk": 1},
        {"kind": "cell", "pk": "x"},
        {"kind": "cell", "pk": 0},
        {"kind": "topic", "pk": "9" * 40},
        {"kind": "person", "pk": 1, "do": "stop"},
    ],
)
def test_what_is_not_there_cannot_be_followed(client, ben, facts):
    client.force_login(ben)
    assert client.post("/me/follow/", facts).status_code == 404


def test_what_one_may_not_see_cannot_be_followed(client, ben, things, meeting):
    meeting.state = "draft"
    meeting.save()
    client.force_login(ben)
    for kind in ("person", "organisation"):
        assert client.post("/me/follow/", {"kind": kind, "pk": things[kind].pk}).status_code == 404


def test_one_comes_back_to_a_page_of_this_site_only(client, ben, cell):
    client.force_login(ben)
    facts = {"kind": "cell", "pk": cell.pk, "next": "https://elsewhere.example/"}
    assert client.post("/me/follow/", facts).url == cell.get_absolute_url()
