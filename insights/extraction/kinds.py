"""What kind of point it is: recommendation, example, question, statistic, quotation, or simply a point."""

from __future__ import annotations

import re
from collections.abc import Sequence

from insights.extraction import sentences
from insights.extraction import vocabulary as words_of

_IMPERATIVE = re.compile(
    rf"^['\"(]?(?:(?:{'|'.join(words_of.BEFORE_IMPERATIVES)}),? )?(?i:(?:{'|'.join(words_of.IMPERATIVES)})\b"
    rf"|(?:{'|'.join(words_of.IMPERATIVES_OR_NOUNS)})\b(?= (?:{'|'.join(words_of.AFTER_IMPERATIVES)})\b))"
    r"(?! (?:is|are|was|were|has|have|and \w+ (?:is|are))\b)"
)
_RECOMMENDS = re.compile("|".join(words_of.RECOMMENDING), re.IGNORECASE)
_CHANGES = re.compile(words_of.CHANGES, re.IGNORECASE)
_ASKED = re.compile("|".join(words_of.ASKED), re.IGNORECASE)
_EXAMPLE = re.compile("|".join(words_of.EXAMPLES), re.IGNORECASE)
_PAST = re.compile(words_of.PAST)
_PRESENT = re.compile(words_of.PRESENT, re.IGNORECASE)
_REPORTS = re.compile(rf"\b(?:{'|'.join(words_of.SAYING)}|felt|described|believed|admitted|reported|thought)\b")
_FIGURE = re.compile(words_of.FIGURES, re.IGNORECASE)
_STRONG_FIGURE = re.compile(
    r"[£$€]\s?\d|%|\bper cent\b|\bmillion\b|\bbillion\b|\d,\d{3}| in (?:ten|five|six|four|three)\b"
)
_QUOTED = re.compile(r"(?<!\w)'(?=\S)(?:[^']|(?<=\w)'(?=\w))*'(?!\w)|\"[^\"]{3,}\"")
_ASKS = re.compile(r"\?['\")]*$")
_QUESTION, _QUOTATION, _STATISTIC, _RECOMMENDATION, _EXAMPLE_KIND, _POINT = (
    "question", "quotation", "statistic", "recommendation", "example", "point",
)  # fmt: skip


def kind_of(words: str) -> str:
    """The kind of a point, from the words of its reading copy: see `records.FoundInsight`.

    The first that fits of: mostly questions, or one reported; half a quotation or more; told to do something; figures
    close together; opened as an example; needs and oughts; told in the past tense; a lone figure. Thresholds were
    chosen on hand-made annotations.
    """
    parts = [words[a:b] for a, b in sentences.split(words)]
    if _asks(parts) or _ASKED.search(words):
        return _QUESTION
    quoted = sum(len(m.group()) for m in _QUOTED.finditer(words))
    if quoted > (0.4 if words[:1] in "'\"" else 0.5) * len(words):
        return _QUOTATION
    if parts and (_IMPERATIVE.match(parts[0]) or _CHANGES.match(words)):
        return _RECOMMENDATION
    return _by_content(words, parts)


def _asks(parts: Sequence[str]) -> bool:
    asked = sum(bool(_ASKS.search(part)) for part in parts)
    if asked * 2 < max(1, len(parts)):
        return False
    return asked * 2 > len(parts) or len(parts) == 2 or bool(_ASKS.search(parts[-1]))


def _by_content(words: str, parts: Sequence[str]) -> str:
    recommends = [bool(_RECOMMENDS.search(part)) for part in parts]
    figures, strong = len(_FIGURE.findall(words)), bool(_STRONG_FIGURE.search(words))
    past, present = len(_PAST.findall(_REPORTS.sub("", words))), len(_PRESENT.findall(words))
    if figures >= 2 and len(words) < figures * 150 and not recommends[0]:
        return _STATISTIC
    example = _EXAMPLE.search(words)
    if example and example.start() < 40 and (example.start() == 0 or present <= past + 1):
        return _EXAMPLE_KIND
    if any(_IMPERATIVE.match(part) for part in parts):
        return _RECOMMENDATION
    if (recommends[0] or sum(recommends) >= 0.6 * len(parts)) and past <= present + 1:
        return _RECOMMENDATION
    if past >= 2 and past > 3 * present and past > 0.01 * len(words):
        return _EXAMPLE_KIND
    return _STATISTIC if figures == 1 and strong and len(words) < 200 else _POINT
