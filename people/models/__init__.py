"""Who: members, the people and organisations of the meetings, and the mail that goes out."""

from people.models.mails import Mail, Mailbox, Pulse, StoppedMail, UninvitedAddress
from people.models.members import FormerEmail, Joining, Member
from people.models.merges import FormerSlug, LookAlike, Merge
from people.models.names import Affiliation, Organisation, Person
from people.models.network import Network

__all__ = [
    "Affiliation",
    "FormerEmail",
    "FormerSlug",
    "Joining",
    "LookAlike",
    "Mail",
    "Mailbox",
    "Member",
    "Merge",
    "Network",
    "Organisation",
    "Person",
    "Pulse",
    "StoppedMail",
    "UninvitedAddress",
]
