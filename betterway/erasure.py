"""RULES: a member leaves, and what the network keeps about them goes.

Gone are places and answers, mails to them and about them, their own lists, their sessions, second factor and login,
every address they have had, wherever it stands, and the name in others' mails. A name of one word is not looked for
there: May, Will and Grace are words too. What they did for the network as a convenor, said at its meetings or put
together for everybody stays, under their name or as "A former member". Words in a note are not touched: a convenor
removes those (see `insights.redacting`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef

from betterway import forgotten
from betterway.pointers import Fate, address_columns, pointers, rows_of
from events import attendance, signups
from events.models import Cell, Event, SignUp, Speaker
from insights import leftovers
from insights.models import Collection, CollectionItem, DeskStep, Follow, Insight, Say
from insights.phrases import Phrases
from people import addresses, redacting
from people.models import Affiliation, FormerSlug, LookAlike, Mail, Member, Merge, Person

FORMER = "A former member"
UNSEEN = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]")  # accents by themselves, and what has no width


class LeavingError(Exception):
    """Why somebody cannot leave, as a sentence."""


@dataclass(frozen=True)
class Leaving:
    """What there is to know before one leaves: what others see of it, and what stands in the way."""

    places: int  # at meetings to come
    person: Person | None  # with a page that others may see
    cells: list[str]  # which nobody else convenes
    approved: int  # insights that say who approved them
    collections: int  # that everybody reads
    refusal: str

    @classmethod
    def of(cls, member: Member, *, at: datetime) -> Leaving:
        coming = member.sign_ups.exclude(state="cancelled").filter(event__in=Event.objects.upcoming(at))
        person = Person.objects.filter(member=member).first()
        own = Cell.objects.filter(convenors=member)
        alone = own.exclude(convenors__in=Member.objects.exclude(pk=member.pk))
        approved = Insight.objects.filter(approved_by=member).count()
        collections = member.collections.filter(visibility=Collection.Visibility.PUBLIC).count()
        cells = [cell.name for cell in alone]
        return cls(coming.count(), person, cells, approved, collections, _refusal(member))

    @property
    def public(self) -> bool:
        """Whether anything of theirs stands under their name where others see it."""
        return bool(self.person or self.approved or self.collections)


def _refusal(member: Member) -> str:
    others = Member.objects.filter(is_superuser=True, is_active=True).exclude(pk=member.pk)
    if not member.is_network_convenor or others.exists():
        return ""
    return "You are the last network convenor. Make somebody else one first, so that there is one to let others in."


def erase(member: Member, *, name_stays: bool, at: datetime, even_the_last: bool = False) -> None:
    """Erase what is kept about the member. Frees their places, which go to those who wait.

    With `name_stays`, what they said and did in public stays under their name. Raises LeavingError for the last network
    convenor, unless `even_the_last` goes: one whom a backup has brought back. Locks the member and the events; writes
    mails to those who get a place.
    """
    leftovers.overwrite_what_is_deleted()
    for email in _erase(member, name_stays, at, even_the_last):
        forgotten.remember(email, name_stays=name_stays, at=at)
    leftovers.empty_the_log()


@transaction.atomic
def _erase(member: Member, name_stays: bool, at: datetime, even_the_last: bool) -> list[str]:
    """Returns every address that was theirs."""
    list(Member.objects.select_for_update(of=("self",), no_key=True).filter(is_superuser=True).order_by("pk"))
    member = Member.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
    leaving = Leaving.of(member, at=at)
    if leaving.refusal and not even_the_last:
        raise LeavingError(leaving.refusal)
    emails = _emails_of(member)
    _clean_collections(member, emails, leaving.person, name_stays)
    signups.leave_all(member, at=at)
    attendance.keep_numbers(member, at=at)
    _delete_rows(member)
    for email in emails:
        _forget_address(email)
    _forget_sessions(member)
    _clean_what_others_have(member, emails)
    if leaving.person:
        _let_go(leaving.person, member, emails, name_stays)
    _leave_bare(member, name_stays and leaving.public, at)
    return emails


def _emails_of(member: Member) -> list[str]:
    """The member's address and their former ones, but for those that have become another member's."""
    others = Member.objects.exclude(pk=member.pk).filter(email__iexact=OuterRef("email"))
    return [member.email, *member.former_emails.exclude(Exists(others)).values_list("email", flat=True)]


class _Names(Phrases):
    """What somebody who leaves is called, and their addresses, each whole: none of it is refused, however short."""

    instead = FORMER

    def __init__(self, names: Iterable[str], emails: Iterable[str]) -> None:
        super().__init__(names)
        whole = "|".join(rf"(?<![\w.+'-]){re.escape(email)}(?![\w-]|\.\w)" for email in emails)
        self._emails = re.compile(whole, re.IGNORECASE)

    def check(self) -> None:
        pass

    def clean(self, text: str) -> str:
        return super().clean(self._emails.sub(self.instead, text))


def _clean_what_others_have(member: Member, emails: list[str]) -> None:
    """The name, where it is of several words, and the addresses go from others' mails, sessions and the reasons given.

    Where a mail goes, and what goes with it, stays as it is; so does all that somebody of the same name has had.
    """
    names = [member.name] if len(member.name.split()) > 1 else []
    clean = _Names(names, emails).clean
    namesakes = Member.objects.filter(name__iexact=member.name).exclude(pk=member.pk)
    mails = Mail.objects.exclude(member__in=namesakes)
    marks = [*map(_mark, names), *map(_plain, emails)]
    texts = mails.order_by().values_list("pk", "subject", "text", "error").iterator()
    said = [pk for pk, *words in texts if any(mark in _plain(" ".join(words)) for mark in marks)]
    redacting.clean_rows(mails.filter(pk__in=said), clean, without={"to", "reply_to", "why", "key", "stop", "calendar"})
    for reasons in (SignUp.objects.all(), SignUp.history.all()):
        redacting.clean_rows(reasons.exclude(why=""), clean)
    redacting.clean_sessions(clean)
    redacting.clean_mail_folder(clean)


def _mark(words: str) -> str:
    """Letters without which a text does not say these words, however it writes them: quick to look for."""
    return max(re.findall(r"[a-z0-9]*", _plain(words)), key=len)


def _plain(text: str) -> str:
    return UNSEEN.sub("", unicodedata.normalize("NFKD", text)).lower()


def _delete_rows(member: Member) -> None:
    """Lists but those that everybody reads; then all else that is theirs alone.

    Histories last: deleting a row writes one more entry of its history."""
    member.collections.exclude(visibility=Collection.Visibility.PUBLIC).delete()
    gone = [(model, column) for _, fate, model, column in pointers() if fate is Fate.GOES]
    for model, column in sorted(gone, key=lambda one: hasattr(one[0], "instance_type")):
        rows_of(model, column, member).delete()
    about = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Member), object_id=str(member.pk))
    about.delete()


def _clean_collections(member: Member, emails: list[str], person: Person | None, name_stays: bool) -> None:
    """What they wrote for everybody says their address no more and, unless it stays, their name; nor do its addresses.

    An address that said the name leads nowhere any more, as with those of people.
    """
    names = [member.name, *([person.name, *person.other_names.splitlines()] if person else [])]
    clean = _Names([] if name_stays else names, emails).clean
    redacting.clean_rows(member.collections.all(), clean)
    redacting.clean_rows(CollectionItem.objects.filter(collection__member=member), clean)


def _forget_address(email: str) -> None:
    for _, fate, model, column in address_columns():
        rows = model._base_manager.filter(**{f"{column}__iexact": email})
        if fate is Fate.GOES:
            rows.delete()
        else:
            rows.update(**{column: ""})


def _forget_sessions(member: Member) -> None:
    theirs = [row.pk for row in Session.objects.iterator() if row.get_decoded().get("_auth_user_id") == str(member.pk)]
    Session.objects.filter(pk__in=theirs).delete()


def _let_go(person: Person, member: Member, emails: list[str], name_stays: bool) -> None:
    """Their public page loses its login; without the name it also loses all by which they could be found again."""
    histories = Person.history.model.objects.filter(id=person.pk)
    if name_stays:
        Person.objects.filter(pk=person.pk).update(member=None)
        histories.update(member=None)
        return
    speakers = Speaker.objects.filter(person=person)
    names = _Names([member.name, person.name, *person.other_names.splitlines()], emails)
    redacting.clean_rows(DeskStep.objects.filter(note__event__in=speakers.values("event")), names.clean)
    Say.objects.filter(speaker__in=speakers).update(text="", to="")
    nowhere = {"position": "", "organisation": "", "affiliation": None}
    speakers.update(**nowhere, email="")
    Speaker.history.model.objects.filter(person=person.pk).update(**nowhere)
    Affiliation.objects.filter(person=person).delete()
    Affiliation.history.model.objects.filter(person=person.pk).delete()
    Follow.objects.filter(person=person).delete()
    LookAlike.objects.filter(person=person).delete()
    LookAlike.objects.filter(other_person=person).delete()
    for end in ("gone_id", "stays_id"):
        Merge.objects.filter(model=Person._meta.label_lower, **{end: person.pk}).delete()
    FormerSlug.objects.filter(model=Person._meta.label_lower, object_id=person.pk).delete()
    slug = addresses.free_slug(Person, FORMER)
    Person.objects.filter(pk=person.pk).update(name=FORMER, slug=slug, other_names="", member=None)
    histories.delete()


def _leave_bare(member: Member, name_stays: bool, at: datetime) -> None:
    """Delete the row; where the network's work points at it, leave it with nothing but, at most, the name."""
    stays = [rows_of(model, column, member) for _, fate, model, column in pointers() if fate is Fate.STAYS]
    if not any(_besides_own(rows, member).exists() for rows in stays):
        Member.objects.filter(pk=member.pk).delete()
    else:
        Member.objects.filter(pk=member.pk).update(**_bare(member, name_stays, at))
    Member.history.model.objects.filter(id=member.pk).delete()


def _besides_own(rows: Any, member: Member) -> Any:
    """The entries of a member's own history do not keep the row: they go."""
    return rows.exclude(id=member.pk) if rows.model is Member.history.model else rows


def _bare(member: Member, name_stays: bool, at: datetime) -> dict[str, Any]:
    return {
        "name": member.name if name_stays else FORMER,
        "email": f"former-{member.pk}@former.invalid",  # nobody's: the ending is reserved for that
        "organisation": "",
        "brings": "",
        "decision": "",
        "listed": False,
        "state": Member.State.LEFT,
        "is_active": False,
        "is_staff": False,
        "is_superuser": False,
        "password": "!",
        "last_login": None,
        "joined_at": at,
        "decided_by": None,
        "decided_at": None,
    }
