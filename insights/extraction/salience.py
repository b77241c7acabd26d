"""What kind of point it is, and how likely a convenor is to keep it."""

from __future__ import annotations

import re

from insights.extraction import vocabulary as words_of

_RECOMMENDS = re.compile("|".join(words_of.RECOMMENDING), re.IGNORECASE)
_EXAMPLE = re.compile("|".join(words_of.EXAMPLES), re.IGNORECASE)
_FIGURE = re.compile(r"[£$€]\s?\d|\d[\d,.]*\s?(?:%|per cent|percent|million|billion|bn\b|m\b|k\b)|\b\d{1,3}(?:,\d{3})+\b|\b(?:one|two|three|four|five|six|seven|eight|nine) (?:in|out of) (?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b|\b(?:a|one|two|three)[ -](?:third|quarter|half|fifth)s?\b|\bhalf of\b|\b\d+ (?:times|different|people|families|households)\b|\b(?:doubled|doubling|halved|tripled)\b", re.IGNORECASE)
_QUOTED = re.compile(r"(?<!\w)'(?=\S)[^']*(?:\w'\w[^']*)*'(?!\w)|\"[^\"]{3,}\"")
_CUES: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple((reason, weight, re.compile(pattern, re.IGNORECASE)) for reason, weight, pattern in words_of.SALIENCE_CUES)


def kind_of(words: str) -> str:
    """The kind of a point, from its words: see `records.FoundInsight`."""
    stripped = words.rstrip("'\") ")
    sentence_count = len(re.findall(r"[.!?](?= [A-Z'\"]|$)", words))
    questions = len(re.findall(r"\?['\"]?(?= |$)", words))
    if stripped.endswith("?") and questions * 2 >= max(1, sentence_count) or questions * 2 > max(1, sentence_count):
        return "question"
    quoted = sum(len(m.group()) for m in _QUOTED.finditer(words))
    if quoted > 0.5 * len(words):
        return "quotation"
    if _FIGURE.search(words) and len(_FIGURE.findall(words)) >= (1 if len(words) < 220 else 2):
        return "statistic"
    if _EXAMPLE.search(words[: max(120, len(words) // 3)]):
        return "example"
    if _RECOMMENDS.search(words):
        return "recommendation"
    return "point"


def salience(words: str, *, listed: bool, section: str) -> tuple[float, tuple[str, ...]]:
    """(salience, reasons) of a point: 0 to 1, from cues in its words and where it stands."""
    score, reasons = 0.25, []
    if listed:
        score += 0.2
        reasons.append("a listed point")
    if section in ("summary", "conclusion"):
        score += 0.12
        reasons.append(f"in the {section}")
    elif section == "discussion" and listed:
        score += 0.08
        reasons.append("from the discussion")
    for reason, weight, pattern in _CUES:
        if pattern.search(words):
            score += weight
            reasons.append(reason)
    if words.count(" ") < 9:
        score -= 0.08
    return round(min(1.0, max(0.0, score)), 3), tuple(reasons)
