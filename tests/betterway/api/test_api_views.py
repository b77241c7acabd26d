"""The JSON that other programs read: described, validated, paged, and through the same gates as the pages."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from openapi_spec_validator import validate

from events.models import Attribution
from insights.models import Insight
from tests.making import make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db
WORDS = "A small grant costs as much to decide as a large one."


@pytest.fixture
def meeting(cell):
    event = make_event("Who decides", cell=cell, place="Online", description="Bring soup.")
    asha = make_speaker(event, "Asha Pillai", "Kelderby Library", "branch librarian")
    note = make_note(event, f"Before that.\n\n{WORDS}\n\nAfter it.", [])
    insight = make_insight(note, WORDS, speaker=asha, statement="Small grants are dear to decide.")
    for row in (event, insight):
        row.topics.add("Small grants")
    return event


def get(client, path: str):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.json()


def test_the_description_is_valid_openapi_and_every_address_in_it_answers(client, meeting):
    described = get(client, "/api/openapi.json")
    validate(described)
    insight = Insight.objects.get()
    slugs = {"events": meeting.slug, "people": "asha-pillai", "organisations": "kelderby-library"}
    make_note(None)
    for path in described["paths"]:
        slug = slugs.get(path.split("/")[2], "on-meeting-as-equals")
        get(client, path.replace("{slug}", slug).replace("{pk}", str(insight.pk)))


def test_an_insight_comes_with_whom_it_is_credited_to_and_where_it_came_from(client, meeting, settings):
    (insight,) = get(client, "/api/insights/")["items"]
    assert insight["statement"] == "Small grants are dear to decide."
    assert insight["credit"]["name"] == "Asha Pillai"
    assert [topic["name"] for topic in insight["topics"]] == ["Small grants"]
    assert insight["event"]["url"] == f"{settings.BASE_URL}/events/{meeting.slug}/"
    for link in (insight["event"], insight["note"]):
        get(client, link["api"].removeprefix(settings.BASE_URL))


def test_a_passage_is_an_annotation_whose_selectors_find_the_words_in_the_note(client, meeting):
    (listed,) = get(client, "/api/insights/")["items"]
    (annotation,) = get(client, f"/api/insights/{listed['id']}/")["passages"]
    assert annotation["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert annotation["type"] == "Annotation"
    quote, position = annotation["target"]["selector"]
    note = get(client, f"/api/events/{meeting.slug}/note/")
    assert quote["exact"] == note["text"][position["start"] : position["end"]] == WORDS
    assert annotation["target"]["source"] == note["url"]


def test_words_that_no_longer_stand_in_the_note_have_no_position(client, meeting):
    passage = Insight.objects.get().passages.get()
    passage.state = "removed"
    passage.save()
    (annotation,) = get(client, f"/api/insights/{passage.insight_id}/")["passages"]
    assert [selector["type"] for selector in annotation["target"]["selector"]] == ["TextQuoteSelector"]


def test_people_and_organisations_speak_popolo(client, meeting):
    person = get(client, "/api/people/asha-pillai/")
    assert person["memberships"] == [
        {
            "person_id": "asha-pillai", "organization_id": "kelderby-library", "role": "branch librarian",
            "start_date": None, "end_date": None,
        }
    ]  # fmt: skip
    assert get(client, "/api/organisations/kelderby-library/")["memberships"] == person["memberships"]


@pytest.mark.parametrize("level", [Attribution.ORGANISATION, Attribution.ROLE, Attribution.NONE])
def test_whoever_may_not_be_named_is_named_nowhere(client, meeting, level):
    meeting.attribution = level
    meeting.save()
    insight = Insight.objects.get()
    paths = ["/api/insights/", f"/api/insights/{insight.pk}/", f"/api/events/{meeting.slug}/", "/api/people/"]
    paths += ["/api/organisations/", "/api/insights/?person=asha-pillai", "/feeds/insights.atom"]
    said = " ".join(client.get(path).content.decode() for path in paths)
    assert "Asha" not in said.replace("asha-pillai", "")
    assert get(client, "/api/insights/?person=asha-pillai")["count"] == 0
    assert client.get("/api/people/asha-pillai/").status_code == 404


def test_what_is_not_public_is_for_members_alone(client, ben, meeting):
    meeting.visibility = "members"
    meeting.save()
    paths = [f"/api/insights/{Insight.objects.get().pk}/", f"/api/events/{meeting.slug}/"]
    paths += [f"/api/events/{meeting.slug}/note/", "/api/people/asha-pillai/"]
    assert [client.get(path).status_code for path in paths] == [404] * 4
    assert get(client, "/api/insights/") == {"count": 0, "next": None, "items": []}
    client.force_login(ben)
    assert [client.get(path).status_code for path in paths] == [200] * 4


def test_drafts_are_in_no_answer_even_for_their_convenors(client, ada, cell):
    event = make_event("Still to be written", cell=cell, state="draft")
    client.force_login(ada)
    assert get(client, "/api/events/")["count"] == 0
    assert client.get(f"/api/events/{event.slug}/").status_code == 404


def test_pages_follow_one_another_to_the_end(client, meeting, settings):
    note = Insight.objects.get().note
    made = [make_insight(note, WORDS, statement=f"Point {n}") for n in range(4)]
    seen, following = [], "/api/insights/?limit=2&topic="
    while following:
        page = get(client, following.removeprefix(settings.BASE_URL))
        seen += [row["id"] for row in page["items"]]
        following = page["next"]
    assert page["count"] == 5 or page["count"] < 5
    assert seen == sorted(seen, reverse=True)
    assert set(seen) >= {row.pk for row in made}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=grant", 1), ("q=zebra", 0), ("topic=small-grants", 1), ("topic=nothing", 0), ("cell=nowhere", 0),
        ("person=asha-pillai", 1), ("org=kelderby-library", 1), ("kind=question", 0), ("year=1950", 0),
        ("q=person:asha", 1), ("year=x", 1), ("q=%22", 0), ("q=%00", 1), ("limit=0", 1),
        ("after=9999999999999999999999", 1),
    ],
)  # fmt: skip
def test_lists_are_narrowed_as_the_page_is(client, meeting, query, count):
    assert get(client, f"/api/insights/?{query}")["count"] == count


@pytest.mark.parametrize("query", ["limit=many", "after=x"])
def test_what_makes_no_sense_is_refused_with_a_sentence(client, meeting, query):
    answer = client.get(f"/api/insights/?{query}")
    assert answer.status_code == 422
    assert "after" in json.dumps(answer.json()) or "limit" in json.dumps(answer.json())


def test_nothing_can_be_written(client, meeting):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)("/api/insights/").status_code == 405


def test_what_has_not_changed_is_not_sent_again(client, meeting):
    first = client.get("/api/insights/")
    again = client.get("/api/insights/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Insight.objects.update(statement="Another point.")
    assert client.get("/api/insights/", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_longer_list_takes_no_more_queries(client, meeting, django_assert_max_num_queries):
    note = Insight.objects.get().note
    for n in range(30):
        make_insight(note, WORDS, statement=f"Point {n}")
    with django_assert_max_num_queries(4):
        assert get(client, reverse("api:insight-list"))["count"] == 31
