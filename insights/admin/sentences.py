"""Each verb as a convenor uses it: it is called, and what came of it is flashed in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from events.models import Speaker
from insights import checks, future_meetings, publishing, says
from insights.intake import Received
from insights.models import Flag, FutureMeeting, Insight, Note, Withdrawal
from people.convening import count
from people.flashes import sentence

ASKED = "asked before publication"  # in the session: what this convenor has been asked, by note
REASON_LONGEST = Withdrawal._meta.get_field("reason").max_length


def publish(request: HttpRequest, note: Note, insights: Iterable[Insight]) -> None:
    """Publish; what the checks ask is flashed once, and pressing the same button again is a yes to it."""
    asked = request.session.get(ASKED, {})
    seen = set(asked.get(str(note.pk), []))
    try:
        done = publishing.publish(note, insights, by=request.user, at=timezone.now(), asked=seen)
    except publishing.PublishingError as error:
        seen |= {problem.key for problem in error.problems if problem.asks}
        request.session[ASKED] = {**asked, str(note.pk): sorted(seen)}
        there = reverse("admin:insights_note_review", args=[note.pk])
        facts = {"error": error, "review": there}
        messages.error(request, render_to_string("admin/insights/_not_published.html", facts))
    else:
        request.session[ASKED] = {pk: keys for pk, keys in asked.items() if pk != str(note.pk)}
        messages.success(request, _published(note, done))


def _published(note: Note, done: publishing.Published) -> str:
    points = count(done.insights, "point")
    if done.note_is_new:
        return f"“{note.title}” is public now{f', with {points}' if done.insights else ''}."
    if done.insights:
        return f"Published {points}."
    return "Nothing changed: what you chose is public already, or was dismissed."


def dismiss(request: HttpRequest, insights: Iterable[Insight]) -> None:
    _say(request, publishing.dismiss, insights, "Dismissed {}. You can take it back.", "Dismissed {}.")


def suggest_again(request: HttpRequest, insights: Iterable[Insight]) -> None:
    _say(request, publishing.suggest_again, insights, "Took {} back among the proposals.")


def withdraw(request: HttpRequest, insights: Iterable[Insight]) -> None:
    insights = list(insights)
    verb = partial(publishing.withdraw, reason=reason_given(request))
    if _say(request, verb, insights, "Withdrew {}: no visitor sees it any more.", "Withdrew {}."):
        for note in sorted({insight.note_id for insight in insights}):
            _ask_why(request, note)


def reason_given(request: HttpRequest) -> str:
    """The reason that came with the button, if the page has a field for it."""
    return " ".join(request.POST.get("reason", "").replace("\0", "").split())[:REASON_LONGEST]


def _ask_why(request: HttpRequest, note: int) -> None:
    """Ask for the reason that the public is told, where none was given with the button."""
    if Withdrawal.objects.in_force().about_note(note).filter(reason="").exists():
        there = reverse("admin:insights_note_withdrawn", args=[note])
        messages.info(request, sentence("admin/insights/_say_why.html", {"why": there}))


def _say(request: HttpRequest, verb: Callable[..., int], insights: Iterable[Insight], one: str, many: str = "") -> int:
    number = verb(insights, by=request.user, at=timezone.now())
    if number:
        messages.success(request, (one if number == 1 else many or one).format(count(number, "point")))
    else:
        messages.info(request, "Nothing changed: what you chose was in another state already.")
    return number


def withdraw_note(request: HttpRequest, note: Note) -> None:
    if publishing.withdraw_note(note, by=request.user, at=timezone.now(), reason=reason_given(request)):
        messages.success(request, _withdrawn(note))
        _ask_why(request, note.pk)
    else:
        messages.info(request, "Nothing changed: the note is not public.")


def _withdrawn(note: Note) -> str:
    stays = " Its meeting and speakers stay on the site." if note.event_id else ""
    return f"“{note.title}” is off the site, and so are its points.{stays}"


def recheck(request: HttpRequest, note: Note) -> None:
    """Say it where a note had to leave the site, because of what was saved just now."""
    problems = publishing.recheck(note, by=request.user, at=timezone.now())
    if problems:
        facts = {"problems": problems, "review": reverse("admin:insights_note_review", args=[note.pk])}
        messages.error(request, render_to_string("admin/insights/_taken_off.html", facts))
    elif note.state == Note.State.PUBLISHED:
        for problem in checks.contacts_around(note):
            messages.warning(request, f"The note is public. {problem.sentence}")


def settle(request: HttpRequest, flag: Flag) -> None:
    publishing.settle(flag, by=request.user, at=timezone.now())
    messages.success(request, f"“{flag.text}” may stay. We have noted that you said so.")


def let_through(request: HttpRequest, note: Note, problem: publishing.Problem) -> None:
    try:
        publishing.let_through(note, [problem], by=request.user, at=timezone.now())
    except publishing.PublishingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Noted. It is in the note’s history that you said so.")


def ask(request: HttpRequest, note: Note, speakers: Iterable[Speaker]) -> None:
    """Send speakers the draft, and say to whom it went; what one of them lacks does not hold up the others."""
    sent = []
    for speaker in speakers:
        try:
            sent.append(says.ask(note, speaker, by=request.user, at=timezone.now()).speaker.person.name)
        except says.SayError as error:
            messages.error(request, str(error))
    if sent:
        messages.success(request, f"The draft is on its way to {', '.join(sent)}. The answers will stand here.")


def accept(request: HttpRequest, meeting: FutureMeeting) -> None:
    event = future_meetings.accept(meeting, by=request.user, at=timezone.now())
    facts = {"event": event, "change": reverse("admin:events_event_change", args=[event.pk])}
    messages.success(request, render_to_string("admin/insights/_meeting_made.html", facts))


def leave(request: HttpRequest, meeting: FutureMeeting) -> None:
    future_meetings.dismiss(meeting, by=request.user, at=timezone.now())
    messages.success(request, "Left as words in the note.")


def received(request: HttpRequest, one: Received) -> None:
    """What was found in a note that was just logged."""
    organisations = one.note.organisations.count()
    found = [
        count(len(one.people), "person", "people") if one.people else "",
        count(organisations, "organisation") if organisations else "",
        count(one.insights, "point") if one.insights else "",
    ]
    found = [words for words in found if words]
    said = " and ".join(filter(None, [", ".join(found[:-1]), found[-1]])) if found else "no names"
    nothing = "" if one.insights else " The note is kept, but we found no point in it that could stand by itself."
    messages.success(request, f"Found {said}.{nothing} Nothing is public yet.")
    words = [line for line in one.left_out if any(letter.isalnum() for letter in line)]
    if words:
        lines = "; ".join(f"“{line}”" for line in words[:5])
        messages.info(request, f"Not taken into the note, because it stands around it: {lines}.")


def received_several(request: HttpRequest, several: list[Any]) -> None:
    new = [one for one in several if one.new]
    known = len(several) - len(new)
    also = f" {count(known, 'note was', 'notes were')} here already." if known else ""
    messages.success(request, f"Took in {count(len(new), 'note')}.{also} Nothing is public yet.")
