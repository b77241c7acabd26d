from __future__ import annotations

import pytest
from lxml import html
from markdown_it import MarkdownIt

from insights import collecting, taking_away
from insights.citing import markdown_of
from tests.making import make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(ada, event, now):
    note = make_note(event, quotes=[])
    one = make_insight(note, speaker=make_speaker(event, "Adaeze Okonjo", "Holloway Fold"))
    one.statement = "Cheap [is](dear) <b>and</b> *slow*."
    one.save()
    two = make_insight(make_note(make_event("A roof"), quotes=[]))
    made = collecting.start(ada, "On # money", at=now)
    made.introduction, made.closing = "First.\r\n\r\nSecond & <i>third</i>.", "The end."
    made.save()
    collecting.keep_all(made, [(one, "Small *sums*"), (two, "")])
    made.items.filter(insight=two).update(remark="1. Then this.")
    return made


def written(collection, form: str) -> str:
    write, _ = taking_away.FORMS[form]
    return write(collection, collecting.stretches_of(collection, collection.member), "A Wider Table")


def as_read(collection, form: str) -> html.HtmlElement:
    text = written(collection, form)
    return html.document_fromstring(MarkdownIt("commonmark").render(text) if form == "md" else text)


@pytest.mark.parametrize("form", ["md", "html"])
def test_both_files_say_the_same_and_lead_from_each_point_to_its_meeting(collection, form):
    read = as_read(collection, form)
    assert [h.text_content() for h in read.findall(".//h1")] == ["On # money"]
    assert [h.text_content() for h in read.findall(".//h2")] == ["Small *sums*"]
    texts = [" ".join(p.text_content().split()) for p in read.findall(".//p")]
    assert texts == ["First.", "Second & <i>third</i>.", "1. Then this.", "The end.", "Ada Quist, A Wider Table"]
    points = [" ".join(" ".join(li.itertext()).split()) for li in read.findall(".//li")]
    assert points[0].startswith("Cheap [is](dear) <b>and</b> *slow*.")
    assert "Adaeze Okonjo, Holloway Fold" in points[0]
    links = [a.get("href") for a in read.findall(".//li/a")]
    insights = list(collection.items.order_by("position").values_list("insight", flat=True))
    meetings = [item.insight.note.event for item in collection.items.order_by("position")]
    assert [link.partition("/insights/")[2] for link in links[::2]] == [f"{pk}/" for pk in insights]
    assert [link.endswith(event.get_absolute_url()) for link, event in zip(links[1::2], meetings, strict=True)] == [
        True,
        True,
    ]
    assert all(link.startswith("http") and "?" not in link for link in links)


@pytest.mark.parametrize("form", ["md", "html"])
def test_no_file_names_who_is_to_be_named_less(collection, event, form):
    event.attribution = "role only"
    event.save()
    assert "Adaeze" not in written(collection, form)
    assert "A speaker" in written(collection, form)


@pytest.mark.parametrize("form", ["md", "html"])
def test_what_only_members_see_is_marked_in_the_file(collection, event, form):
    event.visibility = "members"
    event.save()
    points = [" ".join(" ".join(li.itertext()).split()) for li in as_read(collection, form).findall(".//li")]
    assert ["(for members)" in point for point in points] == [True, False]
    assert points[0].startswith("Cheap [is](dear) <b>and</b> *slow*. (for members) ")


@pytest.mark.parametrize(
    "words",
    [
        "1. One",
        "12) Twelve",
        "2024. A year",
        "1234567890. No list",
        "- dash",
        "+ plus",
        "= line",
        "# head",
        "> quote",
        "A&amp;B ~~c~~ a|b",
    ],
)
def test_what_looks_like_a_mark_of_markdown_stays_a_letter(words):
    assert html.fromstring(MarkdownIt("gfm-like", {"linkify": False}).render(markdown_of(words))).text == words
