"""What members might look for in the sample network, and words of the insight that answers it; prints how well.

`python -m tests.insights.search.questions`, with DATABASE_URL naming a database with the sample network. The figure
is the mean reciprocal rank: 1 where the answer comes first for every question, 1/2 where it comes second.
"""

from __future__ import annotations

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
    "share findings with the people": "Share findings with those they are about",
}


def ranks() -> dict[str, int]:
    """For each question the place of its answer among what a member finds; 0 where it is not found."""
    from insights.models import Insight
    from insights.search.indexes import INSIGHTS
    from insights.search.queries import terms_of
    from insights.search.ranking import nearly, search_insights
    from people.models import Member

    seen = Insight.objects.visible_to(Member.objects.filter(is_staff=False).earliest("pk")).published()
    found = {}
    for question, answer in QUESTIONS.items():
        rows = list(search_insights(seen, question)[:100]) or nearly(INSIGHTS, seen, terms_of(question))
        places = [place for place, row in enumerate(rows, 1) if answer in f"{row.statement} {row.words}"]
        found[question] = min(places, default=0)
    return found


def mean_reciprocal(places: dict[str, int]) -> float:
    return sum(1 / place for place in places.values() if place) / len(places)


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betterway.settings")
    django.setup()
    places = ranks()
    for question, place in places.items():
        print(f"{place or '–':>4}  {question}")
    print(f"Mean reciprocal rank of {len(places)} questions: {mean_reciprocal(places):.2f}")
