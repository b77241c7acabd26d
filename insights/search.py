"""Search in insights, ranked: one interface to SQLite's FTS5 and PostgreSQL's tsvector.

Both stem with Porter's rules, without stop words, and fold accents (see migration 0002_search), so both find the same
insights, in nearly the same order. A statement counts four times as much as the words it was drawn from. What is
typed is words, "phrases in quotes" and -words that shall not occur; everything else in it is punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from insights.models import Insight

TERM = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
MOST_TERMS, LONGEST_TERM = 24, 120
OPEN, CLOSE = "\ue000", "\ue001"  # private use: taken out of whatever is highlighted
AROUND = 18  # words shown either side of the first hit
AT_ONCE, SHARING, MOST_SHARED = 100, 50, 8  # statements in a query, rows for each, words looked up of each
MARKS = re.compile(r"\*\*+|__+")


@dataclass(frozen=True)
class Terms:
    """What was typed, taken apart: each term is the words, one after another, that must (or must not) stand there."""

    wanted: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Hit:
    """Where the words that were searched for stand in an insight; `around` is empty if only in its statement."""

    statement: SafeString
    around: SafeString


def terms_of(query: str) -> Terms:
    """The terms of whatever was typed; the first two dozen of them."""
    terms = Terms()
    for minus, phrase, word in TERM.findall(query[:5_000])[:MOST_TERMS]:
        bare = _bare(phrase or word)
        if bare:
            (terms.unwanted if minus else terms.wanted).append(bare)
    return terms


def search_insights(insights: QuerySet[Insight], query: str) -> QuerySet[Insight]:
    """The insights that match, best match first. Not to be used as a part of another query: `matching` is."""
    found, terms = _narrowed(insights, query)
    if not terms.wanted:
        return found.order_by("-approved_at", "-pk")
    if connection.vendor == "sqlite":
        match = ["insights_search MATCH %s", "insights_search.rowid = insights_insight.id"]
        ranked = found.extra(tables=["insights_search"], where=match, params=[_fts5(terms.wanted)])  # noqa: S610
        return ranked.order_by(RawSQL("bm25(insights_search, 4.0, 1.0)", []), "-pk")
    rank = f"ts_rank('{{0.1, 0.1, 0.25, 1}}', insights_insight.search, {_tsquery(terms.wanted)})"
    return _with(found, terms.wanted).order_by(RawSQL(rank, terms.wanted).desc(), "-pk")  # noqa: S611


def matching(insights: QuerySet[Insight], query: str) -> QuerySet[Insight]:
    """The insights that match, in the order they had: for counting and for narrowing further."""
    found, terms = _narrowed(insights, query)
    return _with(found, terms.wanted) if terms.wanted else found


def sharing_words(statements: Mapping[int, str], *, note: int) -> dict[int, set[int]]:
    """For each statement (by its insight's pk) some insights that share half of its longest words.

    Only of the note `note`, or published; fifty at most for each, in no order. One query for a hundred statements.
    """
    asked = [(pk, halves) for pk, statement in statements.items() if (halves := _halves(statement))]
    found: dict[int, set[int]] = {}
    for first in range(0, len(asked), AT_ONCE):
        given: list[object] = []
        parts = []
        for pk, halves in asked[first : first + AT_ONCE]:
            part, terms = _sharing(halves)
            parts.append(part)
            given += [pk, *terms, note]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), given)
            for pk, other in cursor.fetchall():
                found.setdefault(pk, set()).add(other)
    return found


def _halves(statement: str) -> list[list[str]]:
    """The longest words in four parts, and every two of them together: any two changed words leave one as it was."""
    words = sorted(dict.fromkeys(_bare(statement[:5_000], 5_000).split()), key=len, reverse=True)[:MOST_SHARED]
    parts = [part for first in range(4) if (part := words[first::4])]
    return [[word for part in two for word in part] for two in combinations(parts, min(2, len(parts)))] if parts else []


def _sharing(halves: list[list[str]]) -> tuple[str, list[str]]:
    """The SQL that finds insights with any of the halves, and its parameters."""
    if connection.vendor == "sqlite":
        table = "insights_search s JOIN insights_insight i ON i.id = s.rowid"
        match, given = "insights_search MATCH %s", [" OR ".join(f"({_fts5(half)})" for half in halves)]
    else:
        table = "insights_insight i"
        # Asked apart, each half reads the lists of its rarest words only; together they are all read to the end.
        match = "(" + " OR ".join(f"i.search @@ {_tsquery(half)}" for half in halves) + ")"
        given = [word for half in halves for word in half]
    rows = f"SELECT i.id FROM {table} WHERE {match} AND (i.state = 'published' OR i.note_id = %s) LIMIT {SHARING}"  # noqa: S608
    return f"SELECT CAST(%s AS bigint), found.id FROM ({rows}) AS found", given  # noqa: S608


def highlights(insights: Iterable[Insight], query: str) -> dict[int, Hit]:
    """For each of a few insights on a page where the words stand in it: one query."""
    rows, wanted = {insight.pk: insight for insight in insights}, terms_of(query).wanted
    if not rows or not wanted:
        return {}
    read = _sqlite_marks if connection.vendor == "sqlite" else _postgresql_marks
    return {
        pk: Hit(_marked(statement), _marked(_snippet(words, statement))) for pk, statement, words in read(rows, wanted)
    }


def with_hits(insights: Iterable[Insight], query: str) -> list[Insight]:
    """The insights of a page, each with its `hit` (or None)."""
    rows = list(insights)
    hits = highlights(rows, query)
    for insight in rows:
        insight.hit = hits.get(insight.pk)  # type: ignore[attr-defined]
    return rows


def _bare(typed: str, longest: int = LONGEST_TERM) -> str:
    """Letters and digits with single spaces between them, accents folded: what both databases can be asked for."""
    letters = unicodedata.normalize("NFD", typed[:longest])
    kept = (letter for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in kept).split())


def _narrowed(insights: QuerySet[Insight], query: str) -> tuple[QuerySet[Insight], Terms]:
    terms = terms_of(query)
    if not terms.wanted and not terms.unwanted:
        return insights.none(), terms
    for term in terms.unwanted:
        insights = insights.exclude(pk__in=_with(Insight.objects.order_by(), [term]).values("pk"))
    return insights, terms


def _with(insights: QuerySet[Insight], wanted: list[str]) -> QuerySet[Insight]:
    """The insights that hold every term. The terms go into the SQL as parameters."""
    if connection.vendor == "sqlite":
        rows, given = "SELECT rowid FROM insights_search WHERE insights_search MATCH %s", [_fts5(wanted)]
    else:
        rows, given = f"SELECT id FROM insights_insight WHERE search @@ {_tsquery(wanted)}", wanted  # noqa: S608
    return insights.filter(pk__in=RawSQL(rows, given))  # noqa: S611


def _fts5(wanted: list[str]) -> str:
    return " AND ".join(f'"{term}"' for term in wanted)


def _tsquery(wanted: list[str]) -> str:
    return "(" + " && ".join(["phraseto_tsquery('betterway', %s)"] * len(wanted)) + ")"


def _sqlite_marks(rows: dict[int, Insight], wanted: list[str]) -> Iterator[tuple[int, str, str]]:
    marks = f"highlight(insights_search, {{}}, '{OPEN}', '{CLOSE}')".format
    pks = ", ".join(["%s"] * len(rows))
    sql = f"""SELECT rowid, {marks(0)}, {marks(1)} FROM insights_search
        WHERE insights_search MATCH %s AND rowid IN ({pks})"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [_fts5(wanted), *rows])
        yield from cursor.fetchall()


def _postgresql_marks(rows: dict[int, Insight], wanted: list[str]) -> Iterator[tuple[int, str, str]]:
    """ts_headline marks the folded text, letter for letter as long as the text itself; the marks are carried over."""
    options = f"HighlightAll=true, StartSel={OPEN}, StopSel={CLOSE}"
    marked = f"ts_headline('betterway', %s, {_tsquery(wanted)}, %s)"
    sql = " UNION ALL ".join([f"SELECT %s::bigint, {marked}, {marked}"] * len(rows))
    given: list[object] = []
    for pk, insight in rows.items():
        given.append(pk)
        for text in (insight.statement, insight.words):
            given += [_level(text), *wanted, options]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        for pk, statement, words in cursor.fetchall():
            insight = rows[pk]
            yield pk, _carried(statement, insight.statement), _carried(words, insight.words)


def _level(text: str) -> str:
    """The text with accents folded and punctuation blanked, each letter in its place."""
    return "".join(unicodedata.normalize("NFD", letter)[0] if letter.isalnum() else " " for letter in text)


def _carried(marked: str, text: str) -> str:
    """`text` with the marks that its levelled form got."""
    made, place = [], 0
    for letter in marked:
        if letter in (OPEN, CLOSE):
            made.append(letter)
        else:
            made.append(text[place : place + 1])
            place += 1
    return "".join(made)


def _snippet(marked: str, statement: str) -> str:
    """The words around the first hit; nothing where there is none, or where the statement says the same."""
    words = MARKS.sub("", marked).split()
    hits = [place for place, word in enumerate(words) if OPEN in word]
    if not hits:
        return ""
    first, last = max(0, hits[0] - AROUND), hits[0] + AROUND + 1
    cut = " ".join(words[first:last])
    cut += CLOSE * (cut.count(OPEN) - cut.count(CLOSE))
    if _letters(cut) in _letters(statement):
        return ""
    return f"{'… ' if first else ''}{cut}{' …' if last < len(words) else ''}"


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))


def _marked(words: str) -> SafeString:
    """Escaped, and then the hits marked; marks that are not in pairs stood in the text itself and go."""
    html = re.sub(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}", r'<mark class="hit">\1</mark>', escape(words))
    return mark_safe(re.sub(f"[{OPEN}{CLOSE}]", "", html))  # noqa: S308  # escaped above
