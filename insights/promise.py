"""RULES: the promise, checked: every insight shows the words it came from, or says that they are gone."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import OuterRef, Subquery

from insights.models import Insight, NoteRevision, Passage

STANDING = {Passage.State.MATCHES, Passage.State.MOVED}


def broken() -> Iterator[str]:
    """A sentence for each insight or passage that breaks the promise; none where it is kept.

    A passage that matches or has moved stands, word for word, in the text of its note today; one that needs
    checking or was removed stands in the revision it was quoted from; a published insight has a passage.
    Reads every passage once; memory stays level.
    """
    latest = NoteRevision.objects.filter(note=OuterRef("note")).order_by("-number").values("pk")[:1]
    passages = Passage.objects.select_related("revision", "note").annotate(latest=Subquery(latest))
    for passage in passages.order_by("note", "pk").iterator(chunk_size=500):
        reason = _reason(passage)
        if reason:
            yield f"Insight {passage.insight_id}, “{passage}”: {reason}"
    for insight in Insight.objects.filter(state=Insight.State.PUBLISHED, passages=None).iterator():
        yield f"Insight {insight.pk}, “{insight}”: it rests on no passage."


def _reason(passage: Passage) -> str:
    place = slice(passage.start, passage.end)
    if passage.state in STANDING:
        if passage.revision_id != passage.latest:
            return "it is said to stand in the note, but was last found in an earlier revision."
        if passage.note.text[place] != passage.quote:
            return "the note has other words in its place."
    if passage.revision.text[place] != passage.quote:
        return "the revision it was quoted from has other words in its place."
    return ""
