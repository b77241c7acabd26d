"""The convenors' pages for when and with whom: meetings, cells, series and topics, and who comes."""

from events.admin.cells import CellAdmin
from events.admin.meetings import CellFilter, EventAdmin, SpeakerAdmin, TopicsRemembered
from events.admin.members import free_places
from events.admin.topics import SeriesAdmin, TopicAdmin, topics_of

__all__ = [
    "CellAdmin",
    "CellFilter",
    "EventAdmin",
    "SeriesAdmin",
    "SpeakerAdmin",
    "TopicAdmin",
    "TopicsRemembered",
    "free_places",
    "topics_of",
]
