"""Where sentences end, inside one block."""

from __future__ import annotations

import re

from insights.extraction.vocabulary import ABBREVIATIONS

_STOP = re.compile(r"(?P<stop>[.!?…]+)(?P<close>['\")\]]*)(?P<space> |$)")
_RUN_ON = re.compile(r"(?<![\w.@/-])[a-z]{2,}[a-z]\.(?=[A-Z][a-z]+(?:[ ,]))")
_LAST_WORD = re.compile(r"(?:[\w&-]+\.)*[\w&-]+$")


def split(words: str) -> list[tuple[int, int]]:
    """The sentences of a reading copy, as (start, end) within it, in order, without the spaces between.

    Closing quotes and brackets belong to the sentence on their left. Nothing is cut before a lower-case letter, after
    an initial or an abbreviation; "etc." ends only before a capital. Linear in the length.
    """
    cuts = sorted({*_stops(words), *(match.end() for match in _RUN_ON.finditer(words))})
    out: list[tuple[int, int]] = []
    start = 0
    for cut in [*cuts, len(words)]:
        end = cut
        while start < end and words[start] == " ":
            start += 1
        if end > start:
            out.append((start, end))
        start = end
    return out


def _stops(words: str) -> list[int]:
    return [m.end("close") for m in _STOP.finditer(words) if m["space"] and _ends(words, m)]


def _ends(words: str, match: re.Match[str]) -> bool:
    following = words[match.end() : match.end() + 3].lstrip("'\"([–- ")[:1]
    if not following or following.islower():
        return False
    if match["stop"] != "." or match["close"]:
        return True
    before = _LAST_WORD.search(words, max(0, match.start() - 24), match.start())
    word = before.group() if before else ""
    if len(word) == 1 and word.isupper() and word != "I":
        return False
    if word.isdigit() and (before is None or before.start() == 0):
        return False
    return word.casefold() not in ABBREVIATIONS
