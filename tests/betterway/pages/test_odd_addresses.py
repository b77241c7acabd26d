"""Whatever stands in an address, a page answers: nobody gets a 500 for it."""

from __future__ import annotations

import pytest

from events.models import Series

pytestmark = pytest.mark.django_db

ODD = {
    "long": "x" * 5_000,
    "many words": "grant+" * 1_000,
    "huge": "9" * 12,
    "beyond 64 bits": "9" * 21,
    "beyond what Python reads": "9" * 5_000,
    "below nought": "-1",
    "nought": "0",
    "a fraction": "1.5",
    "other digits": "%D9%A1%D9%A2%D9%A3%D9%A4",
    "NUL": "%00",
    "NUL inside": "gra%00nt",
    "one quote": "%22",
    "quotes": "%22%22",
    "unbalanced": "%22unbalanced",
    "stars": "***",
    "minus": "-",
    "minuses": "--+-+-grant",
    "operators": "AND+OR+NOT+NEAR(+%3A*+%26+%7C+!",
    "backslash": "%5C",
    "per cent": "%25_%25",
    "apostrophe": "%27",
    "bad encoding": "%zz%",
    "not UTF-8": "%FF%F0",
    "half a pair": "%ED%A0%80",
    "emoji": "%F0%9F%92%B0",
    "empty": "",
}
LISTS = ["/", "/events/", "/insights/", "/cells/", "/topics/", "/people/", "/organisations/", "/reading/", "/search/"]
PAGES = ["/cells/sharing-and-building-power/", "/topics/small-grants/", "/series/two-letters/"]
PAGES += ["/people/adaeze-okonjo/", "/organisations/holloway-fold/", "/events/buildings-in-our-own-hands/"]
NAMES = ["q", "page", "coming", "cell", "topic", "kind", "year", "unknown"]


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_query_is_no_error_on_any_page(client, meeting, odd):
    Series.objects.create(title="Two letters", slug="two-letters").events.add(meeting)
    for path in [*LISTS, *PAGES]:
        assert client.get(path, QUERY_STRING="&".join(f"{name}={odd}" for name in NAMES)).status_code == 200, path
        for name in NAMES:
            assert client.get(path, QUERY_STRING=f"{name}={odd}").status_code == 200, (path, name)


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_address_is_a_404(client, meeting, odd):
    for stem in ["/insights/{}/", "/insights/{}/a-point/", "/events/{}/", "/events/{}/note/", "/cells/{}/"]:
        path = stem.format(odd)
        if "//" not in path:
            assert client.get(path).status_code in (301, 404), path
    for stem in ["/series/{}/", "/topics/{}/", "/people/{}/", "/organisations/{}/", "/reading/{}/", "/{}/"]:
        path = stem.format(odd)
        if "//" not in path:
            assert client.get(path).status_code in (301, 404), path
