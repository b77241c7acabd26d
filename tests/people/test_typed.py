from __future__ import annotations

import sys

import pytest
from lxml import etree

from people.typed import fit_for_xml


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("A small\x01 grant\x0b costs\x0c as much.", "A small grant costs as much."),
        ("One line\r\n\tand the next", "One line\r\n\tand the next"),
        ("half \ud800 a pair, \ufffe, \uffff", "half  a pair, , "),
        ("café 💰 \x85 \u2028", "café 💰 \x85 \u2028"),
    ],
)
def test_what_no_xml_may_hold_is_left_out_and_nothing_else(typed, kept):
    assert fit_for_xml(typed) == kept


def test_every_letter_that_is_kept_can_stand_in_a_file_of_xml():
    element = etree.Element("words")
    element.text = fit_for_xml("".join(map(chr, range(sys.maxunicode + 1))))
    assert etree.fromstring(etree.tostring(element)) is not None
