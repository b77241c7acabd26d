"""What was learned, and from which words: notes, their revisions, passages and insights."""

from insights.models.collections import Collection, CollectionItem, CollectionQuerySet
from insights.models.desk import DeskStep, FutureMeeting
from insights.models.echoes import Echo, EchoQuerySet, Meaning
from insights.models.follows import Digest, Follow
from insights.models.imports import Import, ImportItem
from insights.models.insights import REDACTED, Insight, InsightQuerySet, Passage, PassageDecision
from insights.models.misses import KnownWords, Miss
from insights.models.notes import Note, NoteQuerySet, NoteRevision, NoteSketch
from insights.models.safeguards import Flag, LetThrough, Redaction, Say
from insights.models.withdrawals import Withdrawal

__all__ = [
    "REDACTED",
    "Collection",
    "CollectionItem",
    "CollectionQuerySet",
    "DeskStep",
    "Digest",
    "Echo",
    "EchoQuerySet",
    "Flag",
    "Follow",
    "FutureMeeting",
    "Import",
    "ImportItem",
    "Insight",
    "InsightQuerySet",
    "KnownWords",
    "LetThrough",
    "Meaning",
    "Miss",
    "Note",
    "NoteQuerySet",
    "NoteRevision",
    "NoteSketch",
    "Passage",
    "PassageDecision",
    "Redaction",
    "Say",
    "Withdrawal",
]
