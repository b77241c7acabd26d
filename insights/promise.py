"""RULES: the promise, checked: every insight shows the words it came from, or says that they are gone."""

from __future__ import annotations

from collections.abc import Iterator

from insights.models import Insight, Note, Passage

STANDING = {Passage.State.MATCHES, Passage.State.MOVED}


def broken() -> Iterator[str]:
    """A sentence for each insight or passage that breaks the promise; none where it is kept.

    A passage that matches or has moved stands, word for word, in the text of its note today; one that needs
    checking or was removed stands in the revision it was quoted from; a published insight has a passage.
    Reads one note at a time, so that memory stays level.
    """
    for note in Note.objects.order_by("pk").iterator(chunk_size=50):
        texts = dict(note.revisions.values_list("pk", "text"))
        latest = note.revisions.order_by("-number").values_list("pk", flat=True).first()
        for passage in note.passages.order_by("pk"):
            if reason := _reason(passage, note.text, texts[passage.revision_id], passage.revision_id == latest):
                yield f"Insight {passage.insight_id}, “{passage}”: {reason}"
    for insight in Insight.objects.filter(state=Insight.State.PUBLISHED, passages=None).iterator():
        yield f"Insight {insight.pk}, “{insight}”: it rests on no passage."


def _reason(passage: Passage, text: str, revision: str, is_latest: bool) -> str:
    place = slice(passage.start, passage.end)
    if passage.state in STANDING:
        if not is_latest:
            return "it is said to stand in the note, but was last found in an earlier revision."
        if text[place] != passage.quote:
            return "the note has other words in its place."
    if revision[place] != passage.quote:
        return "the revision it was quoted from has other words in its place."
    return ""
