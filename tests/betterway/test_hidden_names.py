"""No public address gives a hidden name away: the table of addresses is walked, so that no page can be forgotten."""

from __future__ import annotations

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from betterway.sitemaps import SITEMAPS
from events.models import Series
from insights.models import Collection, Insight
from people.models import Member, Network
from tests.making import make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db
SAID = "Deciding on a small grant costs as much as deciding on a large one."
LEVELS = ["organisation only", "role only", "unattributed"]
NAME, PLACE, POSITION = "Wilhelmina Stroud", "Tidewell Trust", "treasurer at large"
HIDDEN = ["Wilhelmina", "Stroud", "wilhelmina", "stroud", POSITION]
# Pages about nobody in particular, and those of one person's own link: the tests of each say who may see what.
EXCUSED = {
    *("account_login", "account_request_login_code", "account_confirm_login_code", "login-link"),
    *("account_inactive", "account_reauthenticate", "account_signup", "account_logout"),
    *("healthz", "insights:say-detail", "events:place-detail", "people:stop-detail"),
    *("events:own-feed", "events:own-feed-renew", "events:sign-up", "events:sign-up-cancel"),
    *("mfa_authenticate", "mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp"),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
    *("people:join", "people:join-sent", "people:join-confirm", "people:member-list"),
    *(
        "insights:follow",
        "insights:hear",
        "insights:insight-keep",
        "insights:round-up",
        "insights:collection-start",
        "insights:collection-edit",
        "insights:collection-order",
    ),
    *("insights:collection-share", "insights:collection-answer", "insights:collection-delete"),
    *(
        "people:me",
        "people:ask-in",
        "people:details",
        "people:address",
        "people:address-confirm",
        "people:data",
        "people:leave",
    ),
}
# Where the name stands rightly when only one insight of the speaker's is not to be credited to them.
ABOUT_THE_SPEAKER = {"people:person-list", "people:person-detail", "events:event-detail", "search"}
ABOUT_THE_SPEAKER |= {"people:organisation-detail", "suggestions", "sitemap"}
ABOUT_THE_SPEAKER |= {"api:person-list", "api:person-detail", "api:event-detail", "api:organisation-detail"}


def names_in(patterns, prefix: str = "") -> set[str]:
    """The name of every address outside the admin; one without a name stands by its route."""
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            found.add(prefix + (pattern.name or str(pattern.pattern)))
        elif isinstance(pattern, URLResolver) and pattern.app_name != "admin":
            found |= names_in(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else prefix)
    return found


def meeting(cell, **facts):
    """A public meeting, its note, and an insight; `facts` lower the meeting, speaker or insight."""
    series = Series.objects.create(title="Purses", slug="purses")
    event = make_event("Who holds the purse now?", cell=cell, series=series, attribution=facts.get("event", "named"))
    speaker = make_speaker(
        event, NAME, PLACE, POSITION, attribution=facts.get("speaker", ""), role="respondent", email="w@example.org"
    )
    note = make_note(event, quotes=[])
    insight = make_insight(note, SAID, speaker=speaker, attribution=facts.get("insight", ""))
    article = make_note(None, quotes=[])
    member = Member.objects.create_user("kay@example.org", name="Kay Lund")
    for visibility, slug in (("public", "purses"), ("link", "purses-too")):
        collection = Collection.objects.create(member=member, title="Purses", slug=slug, visibility=visibility)
        collection.items.create(insight=insight, remark="Think of the reports.")
    Collection.objects.filter(visibility="link").update(token="passed-on")
    for row in (event, note, insight, article):
        row.topics.add("Small grants")
    return insight


def addresses(insight: Insight) -> dict[str, list[str]]:
    """Every public address, by name, with the queries that change what stands on it."""
    event, person = insight.note.event, insight.speaker.person
    slug = insight.speaker.affiliation.organisation.slug
    return {
        "home": [reverse("home")],
        "search": [f"/search/?q={q}" for q in ("purse", "grant", "Wilhelm", "Strou", "respondent", "Tidewel")],
        "people:person-list": [reverse("people:person-list")],
        "people:person-detail": [person.get_absolute_url()],
        "people:organisation-list": [reverse("people:organisation-list")],
        "people:organisation-detail": [reverse("people:organisation-detail", args=[slug])],
        "events:event-list": ["/events/", "/events/?year=2025&topic=small-grants"],
        "events:event-detail": [event.get_absolute_url()],
        "events:event-calendar": [f"{event.get_absolute_url()}calendar.ics"],
        "events:feed-list": ["/feeds/"],
        "events:meeting-feed": ["/feeds/meetings.ics"],
        "events:cell-feed": [f"/feeds/cells/{event.cell.slug}.ics"],
        "events:cell-list": [reverse("events:cell-list")],
        "events:cell-detail": [event.cell.get_absolute_url()],
        "events:series-detail": [event.series.get_absolute_url()],
        "events:topic-list": [reverse("events:topic-list")],
        "events:topic-detail": ["/topics/small-grants/"],
        "insights:insight-list": ["/insights/", "/insights/?q=grant", "/insights/?topic=small-grants&kind=point"],
        "insights:insight-by-number": [reverse("insights:insight-by-number", args=[insight.pk])],
        "insights:insight-detail": [insight.get_absolute_url()],
        "insights:note-detail": [insight.note.get_absolute_url()],
        "insights:collection-list": [reverse("insights:collection-list")],
        "insights:collection-detail": ["/collections/purses/"],
        "insights:collection-md": ["/collections/purses.md"],
        "insights:collection-html": ["/collections/purses.html"],
        "insights:collection-shared": ["/collections/shared/passed-on/"],
        "insights:article-list": [reverse("insights:article-list")],
        "insights:article-detail": ["/reading/on-meeting-as-equals/"],
        "insights:note-revision-list": [f"{event.get_absolute_url()}note/revisions/"],
        "insights:note-revision-detail": [f"{event.get_absolute_url()}note/revisions/1/"],
        "insights:article-revision-list": ["/reading/on-meeting-as-equals/revisions/"],
        "insights:article-revision-detail": ["/reading/on-meeting-as-equals/revisions/1/"],
        "suggestions": [f"/search/suggestions/?q={q}" for q in ("wil", "strou", "tide", "who")],
        "insights:atom": ["/feeds/insights.atom"],
        "insights:cell-atom": [f"/feeds/cells/{event.cell.slug}.atom"],
        "insights:topic-atom": ["/feeds/topics/small-grants.atom"],
        "sitemaps": ["/sitemap.xml"],
        "sitemap": [f"/sitemap-{part}.xml" for part in SITEMAPS],
        "robots": ["/robots.txt"],
        "api:openapi-json": ["/api/openapi.json"],
        "api:api-root": ["/api/"],
        "api:insight-list": ["/api/insights/", "/api/insights/?q=grant", f"/api/insights/?person={person.slug}"],
        "api:insight-detail": [f"/api/insights/{insight.pk}/"],
        "api:event-list": ["/api/events/"],
        "api:event-detail": [f"/api/events/{event.slug}/"],
        "api:note-detail": [f"/api/events/{event.slug}/note/"],
        "api:article-detail": ["/api/reading/on-meeting-as-equals/"],
        "api:person-list": ["/api/people/"],
        "api:person-detail": [f"/api/people/{person.slug}/"],
        "api:organisation-list": ["/api/organisations/"],
        "api:organisation-detail": [f"/api/organisations/{slug}/"],
        "api:index": ["/api/"],
        "api:note-text": [f"/api/events/{event.slug}/note.md"],
        "api:article-text": ["/api/reading/on-meeting-as-equals.md"],
        "api:series-list": ["/api/series/"],
        "api:series-detail": [f"/api/series/{event.series.slug}/"],
        "api:collection-list": ["/api/collections/"],
        "api:collection-detail": ["/api/collections/purses/"],
        "api:cell-list": ["/api/cells/"],
        "api:topic-list": ["/api/topics/"],
    }


def shown(client, path: str) -> str:
    """What an address answers, without the person's own address in a page that says there is none."""
    response = client.get(path, follow=True)
    return response.content.decode() + str(response.headers) if response.status_code == 200 else ""


def leaks(client, insight: Insight, hidden: list[str], spare: set[str] = frozenset()) -> list[tuple[str, str]]:
    rows = [
        (path, shown(client, path)) for name, paths in addresses(insight).items() if name not in spare for path in paths
    ]
    return [(path, word) for path, html in rows for word in hidden if word in html]


def test_no_address_is_forgotten(cell):
    known = set(addresses(meeting(cell))) | EXCUSED
    assert names_in(get_resolver().url_patterns) - known == set()


def test_a_named_speaker_stands_on_every_page_that_is_about_them(client, cell):
    insight = meeting(cell)
    pages = {name: "".join(shown(client, path) for path in paths) for name, paths in addresses(insight).items()}
    found = {name for name, said in pages.items() if "stroud" in said.lower()}
    assert found >= ABOUT_THE_SPEAKER | {"insights:insight-detail", "insights:insight-list", "home"}


@pytest.mark.parametrize("who", ["visitor", "member"])
@pytest.mark.parametrize("where", ["event", "speaker"])
@pytest.mark.parametrize("level", LEVELS)
def test_a_hidden_name_stands_at_no_public_address(client, cell, ben, who, where, level):
    insight = meeting(cell, **{where: level})
    if who == "member":
        client.force_login(ben)
    hidden = HIDDEN if level == "organisation only" else [*HIDDEN, "Tidewell", "tidewell-"]
    assert leaks(client, insight, [*hidden, "w@example.org"]) == []


@pytest.mark.parametrize("level", LEVELS)
def test_an_insight_that_is_not_credited_by_name_does_not_lead_to_the_name(client, cell, level):
    insight = meeting(cell, insight=level)
    assert leaks(client, insight, HIDDEN, spare=ABOUT_THE_SPEAKER) == []
    assert SAID not in shown(client, insight.speaker.person.get_absolute_url())
    assert (SAID in shown(client, "/organisations/tidewell-trust/")) == (level == "organisation only")


def test_an_address_to_write_to_stands_nowhere_in_public_even_for_a_named_speaker(client, cell):
    assert leaks(client, meeting(cell), ["w@example.org"]) == []


def test_the_network_has_its_name_on_every_page_walked(client, cell):
    Network.objects.create(pk=1, name="A Wider Table")
    spare = {"events:event-calendar"}  # the file of one meeting of a cell comes from the cell
    for_machines = ("api:", "sitemap", "robots", "suggestions")
    pages = {name: paths for name, paths in addresses(meeting(cell)).items() if not name.startswith(for_machines)}
    public = [paths for name, paths in pages.items() if "revision" not in name and name not in spare]
    assert [path for paths in public for path in paths if "A Wider Table" not in shown(client, path)] == []
