"""The ladder, on every address there is: stranger, guest, member, convenor of another cell, of this one, network.

The table of addresses is walked, the admin's included. An address that nobody has stated an expectation for fails:
add it to PUBLIC, to ROW_PAGES or to LIST_PAGES, with what each of the six gets.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from events.models import Cell, Event, Series, Speaker, Topic
from insights.models import Collection, Import, Insight, Note
from people.models import Affiliation, LookAlike, Mail, Member, Merge, Network, Organisation, Person
from tests.elsewhere import make_elsewhere
from tests.making import make_event, make_note

pytestmark = pytest.mark.django_db

# What stranger, guest, member, convenor of another cell, convenor of this cell and network convenor get.
ALL = (200, 200, 200, 200, 200, 200)
DRAFT = (404, 404, 404, 404, 200, 200)  # what only those who may edit it know of
ENTERED = (302, 302, 302, 200, 200, 200)  # the admin sends to the login whoever is no convenor
ROW = (302, 302, 302, 404, 200, 200)
NETWORK = (302, 302, 302, 403, 403, 200)
NETWORK_ROW = (302, 302, 302, 404, 404, 200)
POSTED = (302, 302, 302, 405, 405, 405)  # a button, no page
OWN = (302, 200, 200, 200, 200, 200)  # a page about whoever opens it
HERS = (404, 404, 404, 404, 200, 404)  # what bea keeps to herself
MOVED = (302, 302, 302, 302, 302, 302)

PUBLIC = {
    "home": ALL, "search": ALL, "suggestions": ALL, "healthz": ALL,
    "people:person-list": ALL, "people:person-detail": DRAFT,
    "people:organisation-list": ALL, "people:organisation-detail": DRAFT,
    "events:event-list": ALL, "events:event-detail": DRAFT,
    "events:cell-list": ALL, "events:cell-detail": ALL, "events:series-detail": DRAFT,
    "events:sign-up": (404, 404, 404, 404, 302, 302), "events:sign-up-cancel": (404, 404, 404, 404, 302, 302),
    "events:topic-list": ALL, "events:topic-detail": DRAFT,
    "insights:insight-list": ALL, "insights:insight-detail": DRAFT,
    "insights:insight-by-number": (404, 404, 404, 404, 301, 301),
    "insights:note-detail": DRAFT,
    "insights:article-list": ALL, "insights:article-detail": (404, 404, 404, 404, 200, 200),
    "insights:atom": ALL, "insights:cell-atom": ALL, "insights:topic-atom": (404,) * 6,  # of what is public
    "sitemaps": ALL, "sitemap": ALL, "robots": ALL,
    "api:openapi-json": ALL, "api:api-root": ALL, "api:index": ALL,
    "api:insight-list": ALL, "api:event-list": ALL, "api:person-list": ALL, "api:organisation-list": ALL,
    "api:cell-list": ALL, "api:topic-list": ALL, "api:person-detail": DRAFT, "api:organisation-detail": DRAFT,
    "api:insight-detail": (404,) * 6, "api:event-detail": (404,) * 6, "api:note-detail": (404,) * 6,  # of what is out
    "api:article-detail": (404,) * 6, "api:note-text": (404,) * 6, "api:article-text": (404,) * 6,
    "api:series-list": ALL, "api:series-detail": (404,) * 6,
    "api:collection-list": ALL, "api:collection-detail": (404,) * 6,  # of what everybody reads
    "events:event-calendar": DRAFT, "events:feed-list": ALL, "events:meeting-feed": ALL, "events:cell-feed": ALL,
    "events:own-feed": (404,) * 6, "events:own-feed-renew": MOVED,
    "account_login": (200, 302, 302, 302, 302, 302), "account_request_login_code": (200, 302, 302, 302, 302, 302),
    "account_confirm_login_code": MOVED, "login-link": (410,) * 6, "account_inactive": ALL,
    "account_reauthenticate": MOVED, "account_signup": MOVED, "account_logout": (302, 200, 200, 200, 200, 200),
    "admin:index": ENTERED, "admin:login": (302, 403, 403, 302, 302, 302),
    "admin:logout": (302, 302, 302, 405, 405, 405),
    "admin:jsi18n": ENTERED, "admin:autocomplete": (302, 302, 302, 403, 403, 403),  # it needs to be told a field
    "admin:app_list": ENTERED, "admin:None": (302, 302, 302, 404, 404, 404),  # whatever else stands under /admin/
    "admin:insights_note_log": ENTERED,
    "admin:people_lookalike_names": ENTERED, "admin:people_member_joining": NETWORK,
    "people:join": (200, 302, 302, 302, 302, 302), "people:join-sent": MOVED, "people:join-confirm": (410,) * 6,
    "people:me": OWN, "people:ask-in": MOVED,
    "people:details": OWN, "people:address": OWN, "people:data": OWN, "people:leave": OWN,
    "people:address-confirm": (302, 410, 410, 410, 410, 410),
    "mfa_authenticate": MOVED, "mfa_index": OWN, "mfa_reauthenticate": (302, 403, 403, 403, 403, 403),
    "mfa_activate_totp": (302, 403, 403, 200, 200, 200), "mfa_deactivate_totp": (302, 404, 404, 404, 404, 404),
    "mfa_view_recovery_codes": (302, 404, 404, 404, 404, 404), "mfa_generate_recovery_codes": OWN,
    "mfa_download_recovery_codes": (302, 404, 404, 404, 404, 404),
    "people:member-list": (302, 403, 200, 200, 200, 200),
    "admin:insights_note_to_check": ENTERED, "admin:insights_note_redact": ENTERED,
    "admin:insights_insight_to_decide": ENTERED,
    "admin:insights_note_pasted": POSTED,
    "insights:note-revision-list": DRAFT, "insights:note-revision-detail": DRAFT,
    "insights:article-revision-list": DRAFT, "insights:article-revision-detail": DRAFT,
    "insights:insight-keep": MOVED,
    "insights:follow": MOVED, "insights:hear": MOVED,
    "insights:collection-list": ALL, "insights:collection-start": MOVED,
    "insights:collection-detail": HERS, "insights:collection-md": HERS, "insights:collection-html": HERS,
    "insights:collection-edit": (302, 404, 404, 404, 200, 404),
    "insights:collection-order": (302, 404, 404, 404, 200, 404),
    "insights:collection-delete": (302, 404, 404, 404, 200, 404),
    "insights:collection-share": MOVED,
    "insights:collection-answer": MOVED,
    "insights:collection-shared": (404,) * 6, "insights:round-up": (302, 403, 403, 200, 200, 200),
    "insights:say-detail": (410,) * 6, "events:place-detail": (410,) * 6, "people:stop-detail": (410,) * 6,
    "admin:people_mail_test": POSTED, "admin:people_mail_again": POSTED,
}  # fmt: skip

NETWORK_ONLY = {Network, Member, Topic, Import}
NOT_ADDED = {Affiliation, LookAlike, Merge, Mail, Insight, Speaker}
WITHOUT_HISTORY = {Affiliation, LookAlike, Merge, Mail, Import}  # who decided and when stands on the row itself
IN_USE = {Event, Series, Person, Organisation}  # not deleted but told why, and led back to the row
NOT_DELETED = {Affiliation, LookAlike, Merge, Mail, Insight, Member, Network}


def lists(model: type) -> dict[str, tuple[int, ...]]:
    """What the pages of a whole list answer, by the end of their names."""
    network = model in NETWORK_ONLY
    add = NETWORK if network or model is Cell else ENTERED
    if model in NOT_ADDED | {Network}:
        add = (302, 302, 302, 403, 403, 403)
    return {
        "changelist": (302, 302, 302, 403, 403, 302) if model is Network else NETWORK if network else ENTERED,
        "add": (302, 302, 302, 302, 302, 302) if model is Note else add,
    }


def rows(model: type) -> dict[str, tuple[int, ...]]:
    """What the pages of a row answer. Django leads from a row that one cannot see back to the admin's first page."""
    seen, network = (302, 302, 302, 302, 200, 200), model in NETWORK_ONLY
    history = NETWORK_ROW if network else ROW
    if model in WITHOUT_HISTORY:
        history = (302, 302, 302, 302, 302, 200) if network else seen
    delete = (302, 302, 302, 403, 403, 302) if network or model is Cell else MOVED if model in IN_USE else seen
    return {
        "change": NETWORK if network else seen,
        "history": history,
        "delete": (302, 302, 302, 403, 403, 403) if model in NOT_DELETED else delete,
        "review": ROW, "text": ROW, "check": ROW, "carry_on": POSTED, "stop": POSTED,
        "people": ROW, "withdrawn": ROW, "echoes_of": ROW, "move": ROW, "cut": ROW, "join": ROW,
        "cancel": ROW, "repeat": ROW, "others": ROW, "write": ROW,
        "who_comes": ROW, "who_comes_csv": ROW,
        "same": NETWORK_ROW, "hand_over": NETWORK_ROW, "merge": NETWORK_ROW,
    }  # fmt: skip


@pytest.fixture
def house(nora):
    """A draft meeting in bea's cell with one of everything, and an article of hers."""
    theirs = make_elsewhere()
    article = make_note(None, created_by=theirs.bea, state="draft", published_at=None)
    lunch = make_event("Lunch among ourselves", cell=theirs.cell, state="draft", created_by=theirs.bea)
    theirs.note.follows = make_note(lunch, "Lunch came first.", [], state="draft", published_at=None)
    theirs.note.save()
    words = {"subject": "Supper", "text": "Parsnips", "why": "full"}
    mail = Mail.objects.create(to="zelda@example.org", meeting=theirs.event.pk, **words)
    merge = Merge.objects.create(
        model="people.person", gone_id=0, gone_name="Zelda Quil", stays_id=theirs.person.pk, stays_name="Zelda Quill",
        merged_by=theirs.bea, merged_at=timezone.now(),
    )  # fmt: skip
    collection = Collection.objects.create(member=theirs.bea, title="Parsnips again", slug="parsnips-again")
    found = {
        Collection: collection,
        Note: theirs.note, Insight: theirs.insight, Event: theirs.event, Cell: theirs.cell, Series: theirs.series,
        Speaker: theirs.speaker, Topic: theirs.topic, Person: theirs.person, Organisation: theirs.organisation,
        Affiliation: theirs.affiliation, LookAlike: theirs.look_alike, Merge: merge, Mail: mail, Member: theirs.bea,
        Network: Network.objects.create(pk=1, name="Better Way"),
        Import: Import.objects.create(name="old-site.xml", fingerprint="f", created_by=nora),
    }  # fmt: skip
    return {"bea": theirs.bea, "article": article, "rows": found}


def addresses(resolver: Any = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named pattern of the site, with its namespace."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif entry.name or not str(entry.pattern).startswith("<path:object_id>"):
            yield f"{space}{entry.name}", entry


NAMES = sorted({name for name, _ in addresses()})


def model_of(name: str) -> tuple[type | None, str]:
    """The record that an address of the admin belongs to, and which of its pages it is."""
    for model in admin.site._registry:
        stem = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        if name.startswith(stem):
            return model, name.removeprefix(stem)
    return None, name


def expected(name: str) -> tuple[int, ...] | None:
    model, page = model_of(name)
    if name in PUBLIC or model is None:
        return PUBLIC.get(name)
    return {**rows(model), **lists(model)}.get(page)


def path_to(name: str, house: dict[str, Any]) -> str:
    """An address with the words and numbers of rows in bea's cell."""
    model, page = model_of(name)
    found = house["rows"]
    if model:
        return reverse(name) if page in lists(model) or name in PUBLIC else reverse(name, args=[found[model].pk])
    noun = name.partition(":")[2].split("-")[0]
    named = {"person": Person, "organisation": Organisation, "event": Event, "cell": Cell, "series": Series}
    named |= {"topic": Topic, "note": Event}
    if name in ("insights:collection-list", "insights:collection-start"):
        return reverse(name)
    if name == "api:collection-detail" or (
        name.startswith("insights:collection-") and name != "insights:collection-shared"
    ):
        return reverse(name, args=[found[Collection].slug])
    if name == "admin:None":
        return "/admin/nowhere/"
    if name == "admin:app_list":
        return reverse(name, args=["events"])
    if name == "login-link":
        return reverse(name, args=["x", "y"])
    private = (
        "insights:collection-shared",
        "insights:say-detail",
        "events:place-detail",
        "people:stop-detail",
        "events:own-feed",
    )
    if name in (*private, "people:join-confirm", "people:address-confirm"):
        return reverse(name, args=["x"])
    if name in ("events:event-calendar", "events:cell-feed"):
        return reverse(name, args=[found[Event if "event-" in name else Cell].slug])
    if name.endswith(("revision-list", "revision-detail")):
        note = house["article"] if "article" in name else found[Note]
        slug = note.slug or note.event.slug
        return reverse(name, args=[slug, 1] if name.endswith("detail") else [slug])
    if name == "sitemap":
        return "/sitemap-insights.xml"
    if name in ("insights:cell-atom", "insights:topic-atom"):
        return reverse(name, args=[found[Cell if "cell" in name else Topic].slug])
    if name == "api:note-text":
        return reverse(name, args=[found[Event].slug])
    if name in ("api:insight-detail", "api:article-detail", "api:article-text"):
        return reverse(name, args=[found[Insight].pk if "insight" in name else house["article"].slug])
    if name.startswith("events:sign-up"):
        return reverse(name, args=[found[Event].slug])
    if name == "insights:article-detail":
        return house["article"].get_absolute_url()
    if name == "insights:insight-detail":
        return found[Insight].get_absolute_url()
    if name in ("insights:insight-by-number", "insights:insight-keep"):
        return reverse(name, args=[found[Insight].pk])
    return reverse(name, args=[found[named[noun]].slug]) if name.endswith("-detail") else reverse(name)


def climb(client: Any, path: str, people: list[Any], method: str = "get") -> tuple[int, ...]:
    statuses = []
    for member in people:
        client.logout()
        if member:
            client.force_login(member)
        statuses.append(getattr(client, method)(path).status_code)
    return tuple(statuses)


@pytest.mark.parametrize("name", NAMES)
def test_everyone_gets_at_every_address_what_is_stated_for_it(client, ada, ben, gus, nora, house, name):
    assert expected(name), f"State in this file what each of the six gets at “{name}”."
    path = path_to(name, house)
    assert climb(client, path, [None, gus, ben, ada, house["bea"], nora]) == expected(name)


@pytest.mark.parametrize("name", [n for n in NAMES if n.startswith("admin:") and model_of(n)[0]])
def test_a_post_changes_nothing_for_whoever_may_not_even_look(client, ada, ben, gus, nora, house, name):
    """The convenor of another cell gets no row's page by posting; strangers and members are sent to the login."""
    path = path_to(name, house)
    statuses = climb(client, path, [None, gus, ben, ada], "post")
    assert statuses[:3] == (302, 302, 302)
    if expected(name)[3] in (403, 404):
        assert statuses[3] in (302, 403, 404)
    assert [type(row)._base_manager.filter(pk=row.pk).exists() for row in house["rows"].values()] == [True] * 17


MEMBERS_ONLY = [
    "events:event-detail", "events:series-detail", "people:person-detail", "people:organisation-detail",
    "insights:insight-detail", "insights:note-detail",
]  # fmt: skip


@pytest.fixture
def for_members(house):
    """The same meeting, public to members."""
    Event.objects.update(state="published", visibility="members", attribution="named")
    Speaker.objects.update(attribution="", consent="agreed")
    Note.objects.update(state="published", published_at=timezone.now())
    Insight.objects.update(state="published", approved_at=timezone.now())
    return house


@pytest.mark.parametrize("name", MEMBERS_ONLY)
def test_what_is_for_members_is_not_there_for_strangers_and_guests(client, ada, ben, gus, nora, for_members, name):
    people = [None, gus, ben, ada, for_members["bea"], nora]
    assert climb(client, path_to(name, for_members), people) == (404, 404, 200, 200, 200, 200)


@pytest.mark.parametrize("state", ["guest", "asking", "declined"])
def test_a_guest_sees_on_every_page_that_anyone_opens_what_a_visitor_sees(client, ben, gus, for_members, state):
    """Their pages differ by the name in the corner at most: never by a word of a members-only meeting."""
    gus.state = state
    gus.save()
    words = [for_members["rows"][model] for model in (Event, Note, Person, Organisation)]
    secrets = [str(row) for row in words] + [for_members["rows"][Insight].statement]
    open_to_all = [name for name in PUBLIC if name.endswith("-list") and PUBLIC[name] == ALL]
    paths = [reverse(name) for name in open_to_all] + ["/", "/search/?q=zelda", "/insights/?q=parsnip"]
    paths.append(for_members["rows"][Cell].get_absolute_url())
    for member in (None, gus):
        client.logout()
        if member:
            client.force_login(member)
        pages = {path: client.get(path).content.decode() for path in paths}
        assert [(path, word) for path, html in pages.items() for word in secrets if word in html] == []
    client.force_login(ben)
    assert "Supper among ourselves" in client.get("/events/").content.decode()
