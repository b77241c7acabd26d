"""What members might look for in the sample network, and words of the insight that answers it; prints how well.

Asked as the pages ask: the list of insights, and the search of everything with the few that it shows.

`python -m tests.insights.search.questions`, with DATABASE_URL naming a database with the sample network. The figure
is the mean reciprocal rank: 1 where the answer comes first for every question, 1/2 where it comes second.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

QUESTIONS = {
    "trust baseline": "A baseline is taken when people trust you least",
    "what to do with reports nobody reads": "for 27 of them nobody can name a reader",
    "honest refusal": "An honest refusal with a reason does less harm to trust",
    "missed appointments": "Any record of a missed appointment",
    "homeless address surgery": "An address, which is the thing you have not got",
    "how much does a respite bed cost": "A respite bed for someone with no home",
    "women homeless hiding": "Women who are homeless hide",
    "peer support health appointments": "nine in ten people keep a health appointment",
    "young carers free Saturday": "Ask a young carer what they would do",
    "asking children what support they want": "We used to ask children what support",
    "pharmacy carers": "Ask at the pharmacy counter",
    "paying experts by experience": "“experts by experience” mostly are not",
    "right to be offline": "Is there a right to be offline?",
    "proxy access daughters": "Proxy access needs sorting out nationally",
    "lending tablets": "lending a tablet with a year of data",
    "phone number on website": "Publish the telephone number at the top of the page",
    "forms on a mobile phone with little data": "Test every form on a cracked screen",
    "volunteer expenses in cash": "Pay volunteers’ fares and lunch in cash",
    "volunteers replacing staff": "If a service would collapse without its volunteers",
    "difficult conversation with an unkind volunteer": "How do you end it with a volunteer",
    "insurance volunteer policy": "the volunteer policy is often written by the insurer",
    "small grants by telephone talked out of applying": "talked herself out of a grant",
    "average grant asked for": "The average request has dropped",
    "council buildings list running costs": "Councils should publish a plain list of every building",
    "shares in community buildings": "Share offers raise money",
    "caretakers": "A caretaker earns her keep",
    "trustees burning out": "Of our first nine trustees three were divorced",
    "is it worth owning a building": "ownership is a way of still being there in ten years",
    "lending money for roofs and kitchens": "Lend them the money for a good roof",
    "feedback to losing bidders": "Ring losing bidders within a week",
    "paying suppliers quickly": "being paid in ten days is worth more",
    "social value": "Social value scores reward the company with the best writer",
    "breaking up contracts": "Break it up. A contract for forty schools",
    "council tax debt recovery costs": "Recovering council tax from the poorest households",
    "shame about debt and opening envelopes": "it keeps the envelope shut",
    "participatory budget turnout": "Turnout in Thornmouth’s budget vote",
    "childcare at meetings": "Pay for childcare and say so on the poster",
    "officers voting on budgets": "There was disagreement about officers voting",
    "link workers money": "Money follows the link worker and stops there",
    "directories": "It could stop launching directories",
    "surgery eating lunch with community groups": "A surgery that closes for lunch once a month",
    "tenants lanyards": "You come to the meeting and they have got lanyards",
    "satisfaction surveys and repairs": "If the satisfaction survey and the repairs log disagree",
    "youth club closures early help": "When one county shut its youth clubs",
    "length of youth work contracts": "A contract of under three years cannot buy youth work",
    "stopping things budget": "Stopping has no budget",
    "theory of change small grants": "A funder gives up asking for a theory of change",
    "how do we decide when to stop funding something": "Decide before an evaluation what result would make you stop",
    "share findings with the people": "Share findings with those they are about",
}


def ranks(page: str) -> dict[str, int]:
    """For each question the place of its answer among what a member finds on a page; 0 where it is not found."""
    from django.http import QueryDict
    from django.utils.http import urlencode

    from betterway.pages.filters import InsightFilters
    from people.models import Member

    member, found = Member.objects.filter(is_staff=False).earliest("pk"), {}
    for question, answer in QUESTIONS.items():
        rows = PAGES[page](InsightFilters(QueryDict(urlencode({"q": question})), member))
        places = [place for place, row in enumerate(rows, 1) if answer in f"{row.statement} {row.words}"]
        found[question] = min(places, default=0)
    return found


def listed(filters: Any) -> list[Any]:
    """What the list of insights shows, its first two pages."""
    from betterway.pages.counts import insights_for
    from betterway.pages.insights import PAGE, nearest, ordered

    insights = insights_for(filters.member)
    return list(ordered(filters, filters.narrow(insights))[: 2 * PAGE]) or nearest(filters, insights)


def searched(filters: Any) -> list[Any]:
    """The insights that the search of everything shows."""
    from betterway.pages.found import find

    return (find(filters) or find(filters, near=True)).insights


PAGES: dict[str, Callable[[Any], list[Any]]] = {"/insights/": listed, "/search/": searched}


def mean_reciprocal(places: dict[str, int]) -> float:
    return sum(1 / place for place in places.values() if place) / len(places)


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betterway.settings")
    django.setup()
    found = {page: ranks(page) for page in PAGES}
    for question in QUESTIONS:
        print(*(f"{places[question] or '–':>4}" for places in found.values()), f" {question}")
    for page, places in found.items():
        print(f"Mean reciprocal rank of {len(places)} questions on {page}: {mean_reciprocal(places):.2f}")
