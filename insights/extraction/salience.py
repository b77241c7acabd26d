"""How likely a convenor is to keep a point, from cues in its words and where it stands."""

from __future__ import annotations

import re

from insights.extraction import vocabulary as words_of

_CUES: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (reason, weight, re.compile(pattern, re.IGNORECASE)) for reason, weight, pattern in words_of.SALIENCE_CUES
)


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
