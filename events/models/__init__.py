"""When and with whom: cells, series, events, who spoke, who comes, and the topics of all of it."""

from events.models.attribution import Attribution, lowest_attribution
from events.models.calendar_addresses import CalendarAddress
from events.models.cells import Cell
from events.models.events import Event
from events.models.recurrences import Recurrence
from events.models.series import Series
from events.models.sign_ups import Answer, Departed, Invitation, Question, SignUp
from events.models.speakers import Speaker
from events.models.topics import Topic, TopicItem

__all__ = [
    "Answer",
    "Attribution",
    "CalendarAddress",
    "Cell",
    "Departed",
    "Event",
    "Invitation",
    "Question",
    "Recurrence",
    "Series",
    "SignUp",
    "Speaker",
    "Topic",
    "TopicItem",
    "lowest_attribution",
]
