from insights.extraction import extract
from tests.insights.extraction.notes import MEETING, only

FEED = """Housing, Trust Common Ground Housing, Trust Common Ground

Who keeps the keys?

Here is a first note about keys and doors, long enough to be one.

Read More
Power Common Ground Power Common Ground

What the boiler taught us

Here is a second note about boilers and friends.

Read More
Common Ground Common Ground

A third note without any topic

Its only words are these.

Read More"""

POSTS = """Share on Facebook Tweet this
logo-hale.png

Five winters in a warm hall

This blog looks back on five winters. {filler}

Next steps

The hall needs a new roof, and we shall ask for help with it. {filler}

Read more about the roof in our report here.

How do small groups get heard?

We recently hosted a conversation about how small groups get heard by larger ones, and this is what we learned. {filler}
""".replace("{filler}", "It was a long and quiet season in which people came to sit, to talk and to be warm. " * 7)


def test_topics_lines_part_a_feed_and_the_site_is_told_from_what_repeats() -> None:
    assert [(d.title, d.topics) for d in extract(FEED)] == [
        ("Who keeps the keys?", ("Housing", "Trust")),
        ("What the boiler taught us", ("Power",)),
        ("A third note without any topic", ()),
    ]


def test_a_document_runs_from_its_title_to_its_last_words() -> None:
    first = extract(FEED)[0]
    assert FEED[first.start : first.end].startswith("Who keeps the keys?")
    assert FEED[first.start : first.end].endswith("long enough to be one.")


def test_titles_without_topics_lines_are_told_from_subheadings_by_several_cues() -> None:
    assert [d.title for d in extract(POSTS)] == ["Five winters in a warm hall", "How do small groups get heard?"]


def test_sharing_links_and_file_names_are_no_words_of_the_note() -> None:
    first = extract(POSTS)[0]
    assert POSTS[first.start :].startswith("Five winters in a warm hall")


def test_a_lost_title_is_left_empty() -> None:
    document = only("The meeting heard from Ada Lin. She said that it was cold.\nIt was a good evening for everyone.")
    assert (document.title, document.start) == ("", 0)


def test_one_top_heading_each_makes_two_documents() -> None:
    body = "Words that fill a note about the hall and its people. " * 12
    assert [d.title for d in extract(f"# One\n\n{body}\n\n# Two\n\n{body}")] == ["One", "Two"]


def test_subheadings_of_markdown_open_no_document() -> None:
    body = "Words that fill a note about the hall and its people. " * 12
    assert [d.title for d in extract(f"# One\n\n{body}\n\n## Next\n\n{body}\n\n## More\n\n{body}")] == ["One"]


def test_three_copies_of_a_note_have_one_fingerprint() -> None:
    (plain,) = extract(MEETING)
    (feed,) = extract("Keys Common Ground Keys Common Ground\n\n" + MEETING)
    (bare,) = extract(MEETING.replace("\n\n", "\n").replace("• ", "").replace("Read More\n", ""))
    assert plain.fingerprint == feed.fingerprint == bare.fingerprint


def test_the_subject_of_an_e_mail_is_the_title_and_its_other_lines_are_furniture() -> None:
    head = "From: Ada Lin\nTo: Hale cell\nSent: Monday 6 May 2024 09:12\nSubject: Re: Keys and doors\n\nDear all,\n\n"
    text = head + MEETING.split("\n", 2)[2]
    document = only(text)
    assert (document.title, text[document.title_start : document.title_end]) == ("Keys and doors", "Keys and doors")
    assert document.event is not None
    assert document.event.date_text == "4th March 2024"


def test_a_line_that_begins_like_a_mail_header_is_a_title_where_no_mail_follows() -> None:
    assert only("From: here to there\n\n" + MEETING.split("\n", 2)[2]).title == "From: here to there"


def test_the_menu_of_a_page_is_no_title() -> None:
    menu = "Skip to main content\nHome | About us | Our work | Donate\nlogo-white.svg\n\n"
    assert only(menu + MEETING).title == "Who keeps the keys?"
