"""What stands beside an organisation's name is no part of it."""

from __future__ import annotations

import pytest

from insights.extraction import extract


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Priya Rao, Wexcombe Borough Council’s head of income, spoke first.", "Wexcombe Borough Council"),
        ("Nobody liked Wexcombe Borough Council’s plan for the market.", "Wexcombe Borough Council"),
        ("Professor Delyth Pugh of Wexcombe University spoke about waiting.", "Wexcombe University"),
        ("By the end of April the NHS had paid for one bench.", "NHS"),
        ("We met at the Wexcombe Tenants’ Association and stayed late.", "Wexcombe Tenants’ Association"),
    ],
)
def test_a_name_is_given_as_written_without_what_stands_beside_it(sentence, name):
    [document] = extract(f"A bench for the market\n\n{sentence} The rest of the evening was about soup.\n")
    assert name in [organisation.name for organisation in document.organisations]
    assert not any(o.name.endswith(("’s", "'s")) for o in document.organisations)
    assert not any(o.name.startswith(("April", "Professor")) for o in document.organisations)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Held at the Riverside Community Centre, Hale", "Riverside Community Centre"),
        ("Held at the Riverside Community Centre on 4 March 2024.", "Riverside Community Centre"),
        ("Held At The Riverside Centre in March", "Riverside Centre"),
        ("Held online, hosted by the Mill Trust", "Mill Trust"),
        ("Hosted by Mill Trust", "Mill Trust"),
        ("Hosted By Hale Housing Association", "Hale Housing Association"),
        ("Hosted by Open Doors", "Open Doors"),
        ("HOSTED BY THE MILL TRUST", "MILL TRUST"),
        ("Hosts: the Mill Trust and Hale Council", "Mill Trust"),
        ("Host: Mill Trust", "Mill Trust"),
        ("Venue: Riverside Kitchen", "Riverside Kitchen"),
        ("Location: The Mill Foundation, 12 High Street", "Mill Foundation"),
    ],
)
def test_a_line_about_where_the_meeting_was_held_gives_the_name_alone(line, name):
    [document] = extract(f"A bench for the market\n\n{line}\n\nThis meeting was about soup and benches.\n")
    names = [organisation.name for organisation in document.organisations]
    assert names[:1] == [name]
    assert not document.people
