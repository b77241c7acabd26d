"""What both databases take for forms of one word: Porter's rules ("An algorithm for suffix stripping", 1980).

They apply them by themselves, to find; here the same rules tell which words of a text were found.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CONSONANTS, _VOWELS = "[^aeiou][^aeiouy]*", "[aeiouy][aeiou]*"
_ONCE = re.compile(f"^(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}")  # a vowel and a consonant after it, at least
_JUST_ONCE = re.compile(f"^(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}(?:{_VOWELS})?$")
_TWICE = re.compile(f"^(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}{_VOWELS}{_CONSONANTS}")
_WITH_VOWEL = re.compile(f"^(?:{_CONSONANTS})?[aeiouy]")
_SHORT = re.compile(f"^{_CONSONANTS}[aeiouy][^aeiouwxy]$")
_DOUBLE = re.compile(r"([^aeiouylsz])\1$")

_SECOND = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize", "abli": "able", "alli": "al",
    "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize", "ation": "ate", "ator": "ate", "alism": "al",
    "iveness": "ive", "fulness": "ful", "ousness": "ous", "aliti": "al", "iviti": "ive", "biliti": "ble",
}  # fmt: skip
_THIRD = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
_FOURTH = dict.fromkeys("al ance ence er ic able ible ant ement ment ent ou ism ate iti ous ive ize".split(), "")  # noqa: SIM905


@lru_cache(20_000)
def stem(word: str) -> str:
    """The stem of a word in small letters without accents."""
    if len(word) < 3:
        return word
    word = word[0].replace("y", "Y") + word[1:]  # a y that begins a word is a consonant
    word = _past(_plural(word))
    if word.endswith("y") and _WITH_VOWEL.match(word[:-1]):
        word = f"{word[:-1]}i"
    word = _changed(_changed(word, _SECOND, _ONCE), _THIRD, _ONCE)
    return _end(_bare(word)).lower()


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _ONCE.match(word[:-3]) else word
    rest = next((word[: -len(end)] for end in ("ed", "ing") if word.endswith(end)), "")
    if not _WITH_VOWEL.match(rest):
        return word
    if rest.endswith(("at", "bl", "iz")):
        return f"{rest}e"
    if _DOUBLE.search(rest):
        return rest[:-1]
    return f"{rest}e" if _SHORT.match(rest) else rest


def _changed(word: str, endings: dict[str, str], condition: re.Pattern[str]) -> str:
    """The word with the longest ending that it has changed, if what stands before that is long enough."""
    end = max((end for end in endings if word.endswith(end)), key=len, default="")
    before = word[: len(word) - len(end)]
    return before + endings[end] if end and condition.match(before) else word


def _bare(word: str) -> str:
    if word.endswith(("sion", "tion")) and _TWICE.match(word[:-3]):
        return word[:-3]
    return _changed(word, _FOURTH, _TWICE)


def _end(word: str) -> str:
    if word.endswith("e"):
        rest = word[:-1]
        if _TWICE.match(rest) or (_JUST_ONCE.match(rest) and not _SHORT.match(rest)):
            word = rest
    return word[:-1] if word.endswith("ll") and _TWICE.match(word) else word
