"""The JSON that other programs read: described, validated, paged, and through the same gates as the pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from openapi_spec_validator import validate
from popolo_data.importer import Popolo

from events.models import Attribution, Series
from insights.echoes import put_together
from insights.models import Collection, Echo, Insight
from people.models import Affiliation, Member
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
    event.series = Series.objects.create(title="Purses", slug="purses")
    event.save()
    member = Member.objects.create_user("kay@example.org", name="Kay Lund")
    collection = Collection.objects.create(member=member, title="On money", slug="on-money", visibility="public")
    collection.items.create(insight=insight, heading="What it costs", remark="Think of the reports.")
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
    slugs |= {"series": "purses", "collections": "on-money"}
    make_note(None)
    for path, methods in described["paths"].items():
        there = path.replace("{slug}", slugs.get(path.split("/")[2], "on-meeting-as-equals"))
        answer = client.get(there.replace("{pk}", str(insight.pk)))
        assert answer.status_code == 200, path
        assert answer["Content-Type"].split(";")[0] in methods["get"]["responses"]["200"]["content"]


def test_the_description_tells_what_else_may_be_answered(client):
    for path, methods in get(client, "/api/openapi.json")["paths"].items():
        told = methods["get"]
        asks = any(given["in"] == "query" for given in told["parameters"])
        expected = {"200", "304"} | ({"404"} if "{" in path else set()) | ({"422"} if asks else set())
        assert (list(methods), set(told["responses"])) == (["get"], expected), path


def test_whoever_begins_at_the_top_finds_every_list_and_the_description(client, settings):
    top = get(client, "/api/")
    paths = get(client, "/api/openapi.json")["paths"]
    lists = {path for path in paths if "{" not in path} - {"/api/"}
    assert {row["api"].removeprefix(settings.BASE_URL) for row in top["answers"]} == lists
    for there in (top["documentation"], top["openapi"], *(row["api"] for row in top["answers"])):
        assert client.get(there.removeprefix(settings.BASE_URL)).status_code == 200


def test_head_is_answered_wherever_get_is(client, meeting):
    for path in ("/api/", "/api/insights/", "/api/events/who-decides/", "/api/events/who-decides/note.md"):
        head = client.head(path)
        assert (head.status_code, head.content) == (200, b"")
    assert client.head("/api/events/nowhere/").status_code == 404


def test_an_insight_comes_with_whom_it_is_credited_to_and_where_it_came_from(client, meeting, settings):
    (insight,) = get(client, "/api/insights/")["items"]
    assert insight["statement"] == "Small grants are dear to decide."
    assert insight["credit"]["name"] == "Asha Pillai"
    assert [topic["name"] for topic in insight["topics"]] == ["Small grants"]
    assert insight["event"]["url"] == f"{settings.BASE_URL}/events/{meeting.slug}/"
    for link in (insight["event"], insight["note"]):
        get(client, link["api"].removeprefix(settings.BASE_URL))


def test_a_passage_is_an_annotation_whose_selectors_find_the_words_in_the_source(client, meeting, settings):
    (listed,) = get(client, "/api/insights/")["items"]
    (annotation,) = get(client, f"/api/insights/{listed['id']}/")["passages"]
    assert annotation["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert annotation["type"] == "Annotation"
    target = annotation["target"]
    source = client.get(target["source"].removeprefix(settings.BASE_URL))
    assert source["Content-Type"] == "text/markdown; charset=utf-8"
    quote, position = target["selector"]
    assert by_position(source.content.decode(), position) == by_quote(source.content.decode(), quote) == WORDS
    assert client.get(target["scope"].removeprefix(settings.BASE_URL)).status_code == 200


def test_the_id_of_an_annotation_stays_and_leads_to_the_passage(client, meeting, settings):
    insight = meeting.note.insights.get()
    (before,) = get(client, f"/api/insights/{insight.pk}/")["passages"]
    address, _, anchor = before["id"].removeprefix(settings.BASE_URL).partition("#")
    assert f'id="{anchor}"' in client.get(address, follow=True).content.decode()
    insight.statement = "Another wording of it."
    insight.save()
    (after,) = get(client, f"/api/insights/{insight.pk}/")["passages"]
    assert after["id"] == before["id"]


def by_position(text: str, selector: dict) -> str:
    assert selector["type"] == "TextPositionSelector"
    return text[selector["start"] : selector["end"]]


def by_quote(text: str, selector: dict) -> str:
    """What the quote finds: the one place where its words stand between those before and after them."""
    assert selector["type"] == "TextQuoteSelector"
    before, words, after = selector["prefix"], selector["exact"], selector["suffix"]
    assert text.count(before + words + after) == 1
    start = text.index(before + words + after) + len(before)
    return text[start : start + len(words)]


def test_a_passage_of_an_article_is_found_in_its_text_with_marks_and_wide_letters(client, settings):
    words = "**Café** owners 💰 don’t\nwait."
    note = make_note(None, f"💰💰 First.\n\n{words}\n\nThen.", [words])
    (annotation,) = get(client, f"/api/insights/{note.insights.get().pk}/")["passages"]
    text = client.get(annotation["target"]["source"].removeprefix(settings.BASE_URL)).content.decode()
    quote, position = annotation["target"]["selector"]
    assert by_position(text, position) == by_quote(text, quote) == words


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


def test_a_person_comes_with_what_they_were_at_each_meeting_as_stated_that_day(client, cell, meeting):
    chaired = make_event("And then", cell=cell, starts_at=meeting.starts_at + dt.timedelta(days=7))
    make_speaker(chaired, "Asha Pillai", "Holloway Fold", "then a trustee", role="chair")
    hidden = make_event("Not by name", attribution="role only")
    make_speaker(hidden, "Asha Pillai", "Tidewell Trust", "treasurer at large")
    make_speaker(make_event("Among ourselves", visibility="members"), "Asha Pillai", "", "a guest")
    told = get(client, "/api/people/asha-pillai/")["appearances"]
    assert [(row["event"]["name"], row["role"], row["position"], row["organisation"]) for row in told] == [
        ("And then", "chair", "then a trustee", "Holloway Fold"),
        ("Who decides", "speaker", "branch librarian", "Kelderby Library"),
    ]


def test_a_series_has_its_meetings_in_order_and_a_meeting_its_series(client, meeting, settings):
    first = make_event("Before that", series=meeting.series, series_position=1)
    make_event("Among ourselves", series=meeting.series, visibility="members")
    (listed,) = get(client, "/api/series/")["items"]
    series = get(client, listed["api"].removeprefix(settings.BASE_URL))
    assert [row["slug"] for row in series["events"]] == [first.slug, meeting.slug]
    assert {row["series"]["api"] for row in series["events"]} == {listed["api"]}


def test_a_series_of_which_all_is_a_draft_or_for_members_is_there_for_nobody_else(client, nora, meeting):
    meeting.visibility = "members"
    meeting.save()
    assert client.get("/api/series/purses/").status_code == 404
    assert get(client, "/api/series/")["count"] == 0
    meeting.state = "draft"
    meeting.save()
    client.force_login(nora)
    assert client.get("/api/series/purses/").status_code == 404


def test_a_public_collection_has_its_insights_and_words_in_their_order(client, meeting, settings):
    (listed,) = get(client, "/api/collections/")["items"]
    assert (listed["title"], listed["by"]) == ("On money", "Kay Lund")
    (stretch,) = get(client, listed["api"].removeprefix(settings.BASE_URL))["stretches"]
    assert (stretch["heading"], stretch["remark"]) == ("What it costs", "Think of the reports.")
    assert [row["statement"] for row in stretch["insights"]] == ["Small grants are dear to decide."]
    meeting.visibility = "members"
    meeting.save()
    assert get(client, "/api/collections/on-money/")["stretches"] == []


@pytest.mark.parametrize("visibility", ["private", "link"])
def test_a_collection_that_is_not_public_is_in_no_answer_even_its_members(client, meeting, visibility):
    Collection.objects.update(visibility=visibility)
    client.force_login(Member.objects.get(name="Kay Lund"))
    assert get(client, "/api/collections/")["count"] == 0
    assert client.get("/api/collections/on-money/").status_code == 404


def test_an_insight_has_its_echoes_as_far_as_the_viewer_may_see_them(client, ben, nora, meeting):
    insight, now = Insight.objects.get(), meeting.starts_at
    open_one = make_note(make_event("Said again")).insights.get()
    hidden = make_note(make_event("Among ourselves", visibility="members")).insights.get()
    proposed = make_note(make_event("Perhaps")).insights.get()
    for other, kind in ((open_one, "same"), (hidden, "related")):
        put_together(insight, other, kind, by=nora, at=now)
    Echo.objects.create(one=insight, other=proposed, proposed_at=now)
    path = f"/api/insights/{insight.pk}/"
    told = [(row["kind"], row["insight"]["id"]) for row in get(client, path)["echoes"]]
    assert told == [("same", open_one.pk)]
    (passage,) = get(client, path)["echoes"][0]["passages"]
    assert passage["target"]["selector"][0]["exact"] == open_one.passages.get().quote
    assert passage["target"]["scope"].endswith("/events/said-again/note/")
    client.force_login(ben)
    told = [(row["kind"], row["insight"]["id"]) for row in get(client, path)["echoes"]]
    assert told == [("same", open_one.pk), ("related", hidden.pk)]


@pytest.mark.parametrize("level", [Attribution.ORGANISATION, Attribution.ROLE, Attribution.NONE])
def test_whoever_may_not_be_named_is_named_nowhere(client, meeting, level):
    meeting.attribution = level
    meeting.save()
    insight = Insight.objects.get()
    paths = ["/api/insights/", f"/api/insights/{insight.pk}/", f"/api/events/{meeting.slug}/", "/api/people/"]
    paths += ["/api/organisations/", "/api/insights/?person=asha-pillai", "/feeds/insights.atom"]
    paths += ["/api/collections/on-money/", "/api/series/purses/"]
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
        ("q=person:asha", 1), ("q=%22", 0), ("limit=0", 1), ("q=year:20255", 0), ("topic=%FF", 0),
        ("after=9999999999999999999999", 1),
    ],
)  # fmt: skip
def test_lists_are_narrowed_as_the_page_is(client, meeting, query, count):
    assert get(client, f"/api/insights/?{query}")["count"] == count


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("insights/?limit=many", "valid integer"), ("insights/?after=x", "valid integer"),
        ("insights/?year=20255", "Give a year from 1900 to 2200"), ("events/?year=x", "Give a year"),
        ("insights/?kind=moan", "There is no such kind. Choose one of: point, "),
        ("insights/?q=%00", "holds a NUL"), ("events/?topic=%00", "holds a NUL"), ("events/?cell=%00", "holds a NUL"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_a_sentence(client, meeting, query, sentence):
    answer = client.get(f"/api/{query}")
    assert answer.status_code == 422
    (reason,) = answer.json()["detail"]
    assert sentence in reason["msg"]
    assert reason["loc"][-1] == query.partition("?")[2].partition("=")[0]


@pytest.mark.parametrize(("query", "count"), [("year=2025", 1), ("year=1950", 0), ("year=none", 0), ("cell=x", 0)])
def test_meetings_are_narrowed_by_year_cell_and_topic(client, meeting, query, count):
    assert get(client, f"/api/events/?{query}&topic=small-grants")["count"] == count


@pytest.mark.parametrize("end", ["nowhere/", "people/nobody/", "people/%00/", "insights/x/", "reading/no.md"])
def test_what_is_not_there_is_said_in_json(client, end):
    answer = client.get(f"/api/{end}")
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})


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
    note, collection = Insight.objects.get().note, Collection.objects.get()
    for n in range(30):
        make_insight(note, WORDS, statement=f"Point {n}")
        collection.items.create(insight=note.insights.last())
    with django_assert_max_num_queries(4):
        assert get(client, reverse("api:insight-list"))["count"] == 31
    with django_assert_max_num_queries(4):
        assert len(get(client, "/api/collections/on-money/")["stretches"][0]["insights"]) == 31


def test_another_programs_reader_of_popolo_joins_people_to_their_organisations(client, meeting):
    Affiliation.objects.update(since="2021-03", until="2024")
    whole, place = get(client, "/api/people/asha-pillai/"), get(client, "/api/organisations/kelderby-library/")
    read = Popolo({"persons": [whole], "organizations": [place], "memberships": whole["memberships"]})
    membership = read.persons.first.memberships.first
    assert (membership.person.name, membership.organization.name) == ("Asha Pillai", "Kelderby Library")
    assert membership.role == "branch librarian"
    assert membership.start_date.earliest_date == dt.date(2021, 3, 1)
    assert membership.end_date.latest_date == dt.date(2024, 12, 31)
    assert place["memberships"] == whole["memberships"]
