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
