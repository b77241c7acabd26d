"""RULES: the promise, checked: every insight shows the words it came from, or says that they are gone."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from insights.extraction.anchors import describe
from insights.models import Insight, Note, Passage

STANDING = {Passage.State.MATCHES, Passage.State.MOVED}


def broken() -> Iterator[str]:
    """A sentence for each note, insight or passage that breaks the promise; none where it is kept.

    A note's text is that of its latest revision. A passage that matches or has moved stands there, word for word; one
    that needs checking or was removed stands in the revision it was quoted from, which is one of its own note. What is
    kept of its surroundings is what surrounds it. A published insight has a passage, and passages are of its note.
    Reads one note at a time, so that memory stays level.
    """
    for note in Note.objects.order_by("pk").iterator(chunk_size=50):
        yield from _broken_in(note)
    for insight in Insight.objects.filter(state=Insight.State.PUBLISHED, passages=None).iterator():
        yield f"Insight {insight.pk}, “{insight}”: it rests on no passage."
    for passage in Passage.objects.exclude(note=F("insight__note")).order_by("pk").iterator():
        yield f"{_named(passage)}: it is of another note than the insight."


def _broken_in(note: Note) -> Iterator[str]:
    texts = dict(note.revisions.order_by("number").values_list("pk", "text"))
    latest = next(reversed(texts), None)
    if latest is None:
        yield f"Note {note.pk}, “{note}”: no revision of its text is kept."
    elif texts[latest] != note.text:
        yield f"Note {note.pk}, “{note}”: its text is not that of its latest revision."
    for passage in note.passages.order_by("pk"):
        if reason := _reason(passage, texts.get(passage.revision_id), passage.revision_id == latest):
            yield f"{_named(passage)}: {reason}"


def _named(passage: Passage) -> str:
    return f"Insight {passage.insight_id}, “{passage}”"


def _reason(passage: Passage, revision: str | None, is_latest: bool) -> str:
    """What is wrong with a passage, if anything; `revision` is the text it was quoted from."""
    if revision is None:
        return "the revision it was quoted from is of another note."
    if passage.state not in Passage.State.values:
        return f"its state is “{passage.state}”, which is none."
    stands = passage.state in STANDING
    if stands and not is_latest:
        return "it is said to stand in the note, but was last found in an earlier revision."
    if passage.end > len(revision) or revision[passage.start : passage.end] != passage.quote:
        where = "the note" if stands else "the revision it was quoted from"
        return f"{where} has other words in its place."
    around = describe(revision, passage.start, passage.end)
    if (passage.prefix, passage.suffix) != (around.prefix, around.suffix):
        return "other words surround it than it says."
    return ""
