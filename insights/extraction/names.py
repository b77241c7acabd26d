"""Capitalised runs of a reading copy: where a name of a person or an organisation may stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from insights.extraction import vocabulary as words_of

_TOKEN = re.compile(
    r"(?:[A-Z]\.){1,4}(?![A-Za-z])|(?<!\w)(?:Wm|Chas|Geo|Thos|Jas|Robt)\.|(?<!\w')[^\W_]+(?:['-](?!s\b)[^\W_]+)*|&"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a reading copy with its place there; `capital` says that it may belong to a name."""

    text: str
    start: int
    end: int
    capital: bool

    @property
    def low(self) -> str:
        """The word in lower case."""
        return self.text.casefold()


def tokens(words: str) -> list[Token]:
    """The words of a reading copy in order; a possessive 's is left out, "O'Brien" and "Anne-Marie" are one word."""
    return [Token(m.group(), m.start(), m.end(), _capital(m.group())) for m in _TOKEN.finditer(words)]


def _capital(text: str) -> bool:
    """Whether a word may belong to a name: a capital, or the old double f of "ffrench", with which no other begins."""
    return text[0].isupper() or (text.startswith("ff") and len(text) > 4)


def runs(words: str, found: list[Token]) -> Iterator[list[Token]]:
    """Runs of capitalised words with single spaces between, name particles ("van", "bin") allowed inside."""
    run: list[Token] = []
    for token in found:
        joined = bool(run) and _joined(words, run, token)
        if (token.capital and (joined or not run)) or (
            joined and token.low in words_of.NAME_PARTICLES and len(run) < 12
        ):
            run.append(token)
        else:
            yield from _trimmed(run)
            run = [token] if token.capital else []
    yield from _trimmed(run)


def _joined(words: str, run: list[Token], token: Token) -> bool:
    """Whether a word follows a run directly, or as a nickname in quotes: "Robert 'Bob' Hesketh"."""
    between = words[run[-1].end : token.start]
    if between == " ":
        return True
    if len(between) != 2:
        return False
    opens = between[0] == " " and between[1] in "'\"" and words[token.end : token.end + 2] == between[1] + " "
    closes = between[1] == " " and between[0] in "'\"" and words[run[-1].start - 1] == between[0]
    return token.capital and ((opens and words[token.end + 2 : token.end + 3].isupper()) or closes)


def _trimmed(run: list[Token]) -> Iterator[list[Token]]:
    while run and not run[-1].capital:
        run = run[:-1]
    if run:
        yield run


def is_given(token: str) -> bool:
    """Whether a word, or its part before a hyphen, is a known given name that is no everyday word."""
    low = _plain(token)
    return low in words_of.GIVEN_NAMES and low not in words_of.GIVEN_NAMES_DOUBTFUL


def is_maybe_given(token: str) -> bool:
    """Whether a word is a given name at all, everyday words among them."""
    low = _plain(token)
    return low in words_of.GIVEN_NAMES or low in words_of.GIVEN_NAMES_DOUBTFUL


def _plain(token: str) -> str:
    """The first part of a name without accents, in lower case."""
    low = token.casefold().partition("-")[0]
    if low.isascii():
        return low
    return "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))


def folded(name: str) -> str:
    """A name as names are compared: lower case, straight quotes, single spaces."""
    return re.sub(r"\s+", " ", name.replace("’", "'")).strip().casefold()
