"""Every page of the admin, climbed by everyone: stranger, member, other convenor, own convenor, network convenor."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from events.models import Cell, Event, Series, Speaker, Topic
from insights.models import Import, Insight, Note
from people.models import Affiliation, LookAlike, Mail, Member, Merge, Network, Organisation, Person
from tests.elsewhere import SECRETS, make_elsewhere
from tests.making import make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db
OURS = [
    *(Note, Insight, Import, Event, Cell, Series, Speaker, Topic),
    *(Network, Member, Affiliation, Person, Organisation, LookAlike, Merge, Mail),
]
NETWORK_ONLY = [Import, Network, Member, Topic]
WITH_HISTORY = [Note, Insight, Event, Cell, Speaker, Person, Organisation]


@pytest.fixture
def theirs(db):
    return make_elsewhere()


@pytest.fixture
def rows(theirs):
    """Of each kind of record one that ada may not see."""
    mail = Mail.objects.create(to="zelda@example.org", subject="Supper", text="Parsnips", why="welcome")
    network = Network.objects.create(pk=1, name="Better Way")
    archive = Import.objects.create(name="supper.xml", fingerprint="supper", state="stopped")
    named = {Note: "note", Insight: "insight", Event: "event", Cell: "cell", Series: "series", Speaker: "speaker"}
    named |= {Topic: "topic", Person: "person", Organisation: "organisation", LookAlike: "look_alike"}
    named |= {Affiliation: "affiliation"}
    found = {model: getattr(theirs, name) for model, name in named.items()}
    merge = Merge.objects.create(
        model="people.person", gone_id=0, gone_name="Zelda Quil", stays_id=theirs.person.pk, stays_name="Zelda Quill",
        merged_by=theirs.bea, merged_at=timezone.now(),
    )  # fmt: skip
    return {**found, Import: archive, Merge: merge, Mail: mail, Network: network, Member: theirs.bea}


@pytest.fixture
def own(ada, event):
    """What ada has in the same lists, so that they are not empty for her."""
    speaker = make_speaker(event, "Asha Pillai", "Harbour Lane Kitchen")
    note = make_note(event, created_by=ada)
    return make_insight(note, speaker=speaker, state="suggested", approved_at=None)


def page(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def leaks(response):
    words = response.content.decode() + response.headers.get("Location", "")
    return [secret for secret in SECRETS if secret in words]


def test_the_admin_has_our_own_records_and_nothing_else():
    assert set(admin.site._registry) == set(OURS)


@pytest.mark.parametrize("model", OURS)
def test_a_stranger_is_sent_to_the_login_from_every_list(client, model):
    assert client.get(page(model, "changelist")).headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("model", OURS)
def test_a_member_who_is_no_convenor_is_refused(client, ben, model):
    client.force_login(ben)
    assert client.get(page(model, "changelist"), follow=True).status_code == 403


@pytest.mark.parametrize("model", OURS)
def test_a_list_shows_a_convenor_nothing_of_other_cells(client, ada, own, rows, model):
    client.force_login(ada)
    response = client.get(page(model, "changelist"))
    assert response.status_code == (403 if model in NETWORK_ONLY else 200)
    assert leaks(response) == []


@pytest.mark.parametrize("model", [m for m in OURS if m not in NETWORK_ONLY])
def test_a_search_finds_a_convenor_nothing_of_other_cells(client, ada, own, rows, model):
    client.force_login(ada)
    found = client.get(page(model, "changelist"), {"q": "zel"}).context["cl"].result_count
    assert found == 0


@pytest.mark.parametrize("model", OURS)
@pytest.mark.parametrize("name", ["change", "history", "delete"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_row_of_another_cell_is_not_there_for_a_convenor(client, ada, own, rows, model, name, method):
    client.force_login(ada)
    response = getattr(client, method)(page(model, name, rows[model].pk), {"post": "yes"})
    assert response.status_code in (302, 403, 404)
    assert leaks(response) == []
    assert model.objects.filter(pk=rows[model].pk).exists()


@pytest.mark.parametrize("model", OURS)
@pytest.mark.parametrize("name", ["changelist", "change", "delete", "history"])
def test_a_network_convenor_gets_every_page(client, nora, own, rows, model, name):
    client.force_login(nora)
    args = [] if name == "changelist" else [rows[model].pk]
    response = client.get(page(model, name, *args), follow=True)
    assert response.status_code in ((200, 403) if name == "delete" else (200,))


@pytest.mark.parametrize("model", [Note, Insight, Event, Cell, Series, Speaker, Person, Organisation])
@pytest.mark.parametrize("name", ["change", "history"])
def test_the_convenor_of_a_cell_gets_the_pages_of_its_rows(client, theirs, rows, model, name):
    client.force_login(theirs.bea)
    assert client.get(page(model, name, rows[model].pk)).status_code == 200


FIELDS = [
    ("events", "event", "series"),
    ("events", "speaker", "person"),
    ("events", "speaker", "affiliation"),
    ("events", "speaker", "event"),
    ("events", "event", "cell"),
    ("insights", "insight", "note"),
    ("insights", "insight", "speaker"),
    ("insights", "passage", "insight"),
    ("insights", "note", "event"),
    ("insights", "note", "organisations"),
    ("people", "affiliation", "organisation"),
    ("people", "lookalike", "person"),
]


@pytest.mark.parametrize("field", FIELDS)
def test_an_autocomplete_offers_a_convenor_nothing_of_other_cells(client, ada, own, rows, field):
    client.force_login(ada)
    asked = dict(zip(["app_label", "model_name", "field_name"], field, strict=True))
    response = client.get(reverse("admin:autocomplete"), {**asked, "term": ""})
    assert response.status_code == 200
    assert leaks(response) == []


@pytest.mark.parametrize("field", [("people", "person", "member"), ("events", "cell", "convenors")])
def test_members_are_offered_to_network_convenors_only(client, ada, nora, field):
    asked = dict(zip(["app_label", "model_name", "field_name"], field, strict=True))
    client.force_login(ada)
    assert client.get(reverse("admin:autocomplete"), {**asked, "term": ""}).status_code == 403
    client.force_login(nora)
    assert client.get(reverse("admin:autocomplete"), {**asked, "term": ""}).status_code == 200


@pytest.mark.parametrize("term", ["asha", "Kitchen"])
def test_an_autocomplete_offers_what_is_ones_own(client, ada, own, term):
    client.force_login(ada)
    asked = {"app_label": "events", "model_name": "speaker", "field_name": "affiliation", "term": term}
    results = client.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [row["text"] for row in results] == ["Asha Pillai, Harbour Lane Kitchen"]


@pytest.mark.parametrize("name", ["review", "text", "check"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_everyone_climbs_the_pages_of_a_note(client, ada, ben, nora, theirs, name, method):
    path = page(Note, name, theirs.note.pk)
    assert getattr(client, method)(path).headers["Location"].startswith("/admin/login/")
    for member, statuses in [(ben, {403}), (ada, {404}), (theirs.bea, {200}), (nora, {200})]:
        client.force_login(member)
        assert getattr(client, method)(path, follow=True).status_code in statuses


def test_the_first_page_begins_with_logging_a_note(client, ada, own, rows):
    own.note.state, own.note.published_at = "draft", None
    own.note.save()
    client.force_login(ada)
    response = client.get(reverse("admin:index"))
    words = response.content.decode()
    assert words.index("Log a note</a></p>") < words.index("Who holds the purse?") < words.index("Meetings")
    assert leaks(response) == []


def test_no_page_sets_a_password_and_nobody_is_offered_one(client, nora):
    nora.set_password("open sesame")
    nora.save()
    client.force_login(nora)
    assert "assword" not in client.get(reverse("admin:index")).content.decode()
    assert client.get("/admin/password_change/").status_code == 404
    for path in [f"/admin/people/member/{nora.pk}/password/", f"/admin/people/member/{nora.pk}/change/"]:
        assert 'type="password"' not in client.get(path, follow=True).content.decode()


def test_djangos_detour_to_the_site_does_not_tell_an_address(client, ada, theirs):
    from django.contrib.contenttypes.models import ContentType

    client.force_login(ada)
    kind = ContentType.objects.get_for_model(Event)
    response = client.get(f"/admin/r/{kind.pk}/{theirs.event.pk}/")
    assert (response.status_code, leaks(response)) == (404, [])


def test_there_is_no_page_that_goes_back_to_an_earlier_state(client, nora, theirs):
    client.force_login(nora)
    version = theirs.event.history.first().pk
    response = client.get(f"/admin/events/event/{theirs.event.pk}/history/{version}/", follow=True)
    assert "Revert" not in response.content.decode()
    assert "Revert" not in client.get(f"/admin/events/event/{theirs.event.pk}/history/").content.decode()


@pytest.mark.parametrize("model", WITH_HISTORY)
def test_a_history_says_who_and_what(client, nora, rows, model):
    row = rows[model]
    row._history_user = nora
    row.save()
    client.force_login(nora)
    assert "Nora Vale" in client.get(page(model, "history", row.pk)).content.decode()


def test_every_admin_page_keeps_to_the_strict_policy(client, ada, own):
    client.force_login(ada)
    paths = [reverse("admin:index"), page(Note, "log"), page(Note, "review", own.note.pk)]
    paths += [page(Event, "changelist"), page(Event, "add"), page(Insight, "change", own.pk)]
    paths += [page(Insight, "history", own.pk), page(Insight, "changelist"), page(Note, "text", own.note.pk)]
    paths += [page(Note, "to_check"), page(Note, "check", own.note.pk), page(Note, "redact")]
    for path in paths:
        response = client.get(path)
        words = response.content.decode()
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert "<script>" not in words
        assert "<style" not in words
        assert ' style="' not in words
