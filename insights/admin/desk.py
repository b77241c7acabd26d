"""The review page: one form around everything. Any button saves what was typed, then does its one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from events.models import Event, Speaker
from insights import publishing, quoting, shaping, undoing
from insights.admin import people, sentences
from insights.admin.facts import MEETING_FACTS, Facts, remove
from insights.forms import FIELDS, ProposalForm, mark_of, shown
from insights.hearings import Hearing
from insights.models import FutureMeeting, Insight, Note
from insights.proposals import Typed
from insights.review import Desk, listed_and_suggested, reviewed_by
from people.admin import say_different, say_same
from people.convening import count, row_number
from people.models import LookAlike

OVERTAKEN = "Somebody else has changed this since you opened the page. Read it as it is now, then press again."
# What a button does, to the row whose number it bears; returns the point to go on with, where that is another.
Action = Callable[[HttpRequest, Note, str], Insight | None]


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    note = get_object_or_404(reviewed_by(request.user), pk=pk)
    typed: dict[int, Typed] = {}
    refused: dict[str, Any] = {}
    if request.method == "POST":
        saved, typed = save_typed(request, note)
        facts = Facts(request, note)
        refused = facts.save() | facts.add()
        if not typed and not refused:
            return _back(request, note, do(request, note, saved, facts.saved))
        messages.error(request, f"Nothing else was done yet: {_to_look_at(typed, refused)} another look first.")
        note = reviewed_by(request.user).get(pk=pk)
    ticked = frozenset(request.POST.getlist("tick"))
    group = request.GET.get("tick", "")
    page = request.GET.get("page")
    desk = Desk(note, request.user, page_number=page, typed=typed, ticked=ticked, ticked_group=group)
    facts = Facts(request, note, refused)
    page = {"title": note.title, "desk": desk, "note": note, "facts": facts, "lines": facts.lines(desk.participants)}
    return TemplateResponse(request, "admin/insights/review.html", {**admin.site.each_context(request), **page})


def _to_look_at(typed: dict[int, Typed], refused: dict[str, Any]) -> str:
    if typed and not refused:
        return "one of the points below needs"
    return "something below needs" if typed else "what you typed about the meeting or its people needs"


def _back(request: HttpRequest, note: Note, anchor: str) -> HttpResponse:
    page, (verb, _, group) = row_number(request.GET.get("page", "")), request.POST.get("do", "").partition(":")
    moved_on = anchor[1:].isdigit() and anchor[1:] != group
    on = anchor[1:] if moved_on else ""  # scripts do not see the anchor of an answer
    tick = group if verb == "tick" else _still_ticked(request, note)
    facts = {"page": str(page) if page else "", "tick": tick, "on": on}
    query = urlencode({name: value for name, value in facts.items() if value})
    there = reverse("admin:insights_note_review", args=[note.pk])
    return redirect(f"{there}{'?' if query else ''}{query}#{anchor}")


def _still_ticked(request: HttpRequest, note: Note) -> str:
    """The ticked points that are proposals still, as the page's address names them: "3,8"."""
    rows = note.insights.filter(pk__in=_numbers(request, "tick"), state=Insight.State.SUGGESTED)
    return ",".join(str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True))


def save_typed(request: HttpRequest, note: Note) -> tuple[int, dict[int, Typed]]:
    """Save each proposal that was changed on the page: how many, and what could not be saved, by insight."""
    rows = note.insights.filter(pk__in=_numbers(request, "proposal")).select_related("note").prefetch_related("topics")
    going_out = _going_out(request)
    saved, refused = 0, {}
    for insight in rows:
        values = {name: request.POST.get(f"{name}-{insight.pk}", "") for name in FIELDS}
        seen = request.POST.get(f"seen-{insight.pk}", "")
        if mark_of(values) == seen:
            if insight.pk in going_out and mark_of(present := shown(insight)) != seen:
                refused[insight.pk] = Typed(present, OVERTAKEN)
            continue
        error = _save(request, insight, values, seen)
        if error:
            refused[insight.pk] = Typed(values, error)
        saved += not error
    return saved, refused


def _going_out(request: HttpRequest) -> set[int]:
    """The points that the pressed button would publish."""
    verb, _, number = request.POST.get("do", "").partition(":")
    if verb == "publish-listed":
        return set(_numbers(request, "proposal"))
    if verb == "publish":
        return {row_number(number)} if number else set(_numbers(request, "tick"))
    return set()


def _save(request: HttpRequest, insight: Insight, values: dict[str, str], seen: str) -> str:
    """Save one proposal; returns what is in the way, as a sentence, or nothing."""
    present = shown(insight)
    if mark_of(present) not in (seen, mark_of(values)):
        now = f"Somebody else has changed this meanwhile. It reads now: “{present['statement']}”"
        return f"{now} Save again to keep yours."
    form = ProposalForm(values, speakers=Speaker.objects.filter(event=insight.note.event_id))
    if not form.is_valid():
        return " ".join(error for errors in form.errors.values() for error in errors)
    try:
        publishing.edit(insight, **form.cleaned_data, by=request.user)
    except publishing.PublishingError as error:
        return str(error)
    return ""


def do(request: HttpRequest, note: Note, saved: int, facts: list[str]) -> str:
    """Do what the pressed button says ("publish:12") and flash a sentence; returns where on the page to go on."""
    verb, _, number = request.POST.get("do", "save").partition(":")
    if verb == "tick":
        return "points"
    if number and not row_number(number.partition("@")[0]):
        raise Http404
    if verb in ("save", "add"):
        _say_saved(request, saved, facts)
    elif action := ACTIONS.get(verb):
        if point := _act(request, note, action, number):
            return f"p{point.pk}"
    else:
        raise Http404
    if verb in BACK_TO:
        return BACK_TO[verb]
    return f"p{number.partition('@')[0]}" if number else "points"


def _say_saved(request: HttpRequest, points: int, facts: list[str]) -> None:
    people = len([what for what in facts if what != MEETING_FACTS])
    saved = [
        "the facts of the meeting" if MEETING_FACTS in facts else "",
        count(people, "change about the people", "changes about the people") if people else "",
        count(points, "point") if points else "",
    ]
    if words := " and ".join(filter(None, saved)):
        messages.success(request, f"Saved {words}.")
    elif not messages.get_messages(request):
        messages.success(request, "Nothing was changed.")


def _act(request: HttpRequest, note: Note, action: Action, number: str) -> Insight | None:
    try:
        return action(request, note, number)
    except Http404:  # a second click, or somebody else was quicker
        messages.info(request, "Nothing was changed: that has been settled already.")
        return None


def _one(rows: QuerySet[Any], number: str) -> Any:
    return get_object_or_404(rows, pk=row_number(number))


def _points(request: HttpRequest, note: Note, number: str) -> list[Insight]:
    """The point whose button was pressed, or else the ticked ones; in the order of the text."""
    if number:
        return [_one(note.insights.all(), number)]
    return list(note.insights.filter(pk__in=_numbers(request, "tick")).order_by("order", "pk"))


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [number for number in map(row_number, request.POST.getlist(name)) if number]


def _with_points(what: str, verb: Callable[[HttpRequest, Note, list[Insight]], None]) -> Action:
    """The action that does `verb` to the point whose button was pressed, or to the ticked ones, as one step."""

    def act(request: HttpRequest, note: Note, number: str) -> None:
        points = _points(request, note, number)
        if points:
            with _step(request, note, points, what):
                verb(request, note, points)
        else:
            messages.warning(request, "Nothing is ticked yet. Tick the points that you mean first.")

    return act


def _publish_listed(request: HttpRequest, note: Note, number: str) -> None:
    points = listed_and_suggested(list(note.insights.all()))
    with _step(request, note, points, "Publish"):
        sentences.publish(request, note, points)


def _step(request: HttpRequest, note: Note, points: list[Insight], what: str) -> AbstractContextManager[list[Insight]]:
    return undoing.step(note, points, by=request.user, at=timezone.now(), what=what)


def _join(request: HttpRequest, note: Note, number: str) -> Insight | None:
    insight = _one(note.insights.all(), number)
    upper = shaping.above(insight)
    with _told(request), _step(request, note, [insight, *([upper] if upper else [])], "Join"):
        shaping.merge_with_above(insight, by=request.user)
        messages.success(request, "Joined with the point above.")
    return upper


def _split(request: HttpRequest, note: Note, number: str) -> None:
    pk, _, place = number.partition("@")
    insight = _one(note.insights.prefetch_related("passages"), pk)
    with _told(request), _step(request, note, [insight], "Split") as made:
        made.append(shaping.split(insight, row_number(place) or 0, by=request.user))
        messages.success(request, "Split in two. The new point stands below.")


def _new(request: HttpRequest, note: Note, number: str) -> Insight | None:
    insight = None
    words, before, after = (request.POST.get(name, "") for name in ("words", "words-before", "words-after"))
    with _told(request), _step(request, note, [], "New point") as made:
        place = quoting.find(note, words, before=before, after=after)
        insight = quoting.quote(note, *place, by=request.user, at=timezone.now())
        made.append(insight)
        messages.success(request, f"A new point from your words: “{insight}”. It is a proposal still.")
    return insight


def _undo(request: HttpRequest, note: Note, number: str) -> None:
    with _told(request):
        step = undoing.undo(note, by=request.user, at=timezone.now())
        off = _off_the_site(note) if step.put_note_out else ""
        messages.success(request, f"Taken back: {step.what.lower()}.{off}")
        sentences.recheck(request, Note.objects.get(pk=note.pk))


def _off_the_site(note: Note) -> str:
    stays = note.event and note.event.state == Event.State.PUBLISHED
    return f" The note is off the site again.{' Its meeting stays.' if stays else ''}"


@contextmanager
def _told(request: HttpRequest) -> Iterator[None]:
    """Flash what the rules refuse, as the sentence that they give."""
    try:
        yield
    except (shaping.ShapingError, quoting.QuotingError, undoing.UndoingError) as error:
        messages.error(request, str(error))


def _look_alike(request: HttpRequest, number: str) -> LookAlike:
    return _one(LookAlike.objects.editable_by(request.user).to_decide(), number)


def _let_through(request: HttpRequest, note: Note, number: str) -> None:
    found = [settling.problem for settling in Desk(note, request.user).problems]
    problem = next((problem for problem in found if problem.key and str(problem.number) == number), None)
    if problem is None:
        raise Http404
    sentences.let_through(request, note, problem)


def _speakers(note: Note) -> QuerySet[Speaker]:
    return Speaker.objects.filter(event=note.event_id).select_related("person__member")


def _unasked(request: HttpRequest, note: Note) -> list[Speaker]:
    return [hearing.speaker for hearing in Desk(note, request.user).hearings if hearing.state == Hearing.NEW]


def _apart(request: HttpRequest, note: Note, number: str) -> None:
    people.say_apart(request, _one(_speakers(note), number))


ON_PEOPLE: dict[str, Action] = {
    "remove": lambda request, note, number: remove(request, note, _one(_speakers(note), number)),
    "apart": _apart,
    "same": lambda request, note, number: say_same(request, _look_alike(request, number)),
    "different": lambda request, note, number: say_different(request, _look_alike(request, number)),
}
ON_POINTS: dict[str, Action] = {
    "publish": _with_points("Publish", sentences.publish),
    "dismiss": _with_points("Dismiss", lambda request, note, points: sentences.dismiss(request, points)),
    "again": _with_points("Take back", lambda request, note, points: sentences.suggest_again(request, points)),
    "withdraw": _with_points("Withdraw", lambda request, note, points: sentences.withdraw(request, points)),
    "publish-listed": _publish_listed,
    "join": _join,
    "split": _split,
    "new": _new,
    "undo": _undo,
    "publish-note": lambda request, note, number: sentences.publish(request, note, []),
    "withdraw-note": lambda request, note, number: sentences.withdraw_note(request, note),
}
TO_SETTLE: dict[str, Action] = {
    "settle": lambda request, note, number: sentences.settle(request, _one(note.flags.filter(settled_at=None), number)),
    "let": lambda request, note, number: _let_through(request, note, number),
    "ask": lambda request, note, number: sentences.ask(request, note, [_one(_speakers(note), number)]),
    "ask-all": lambda request, note, number: sentences.ask(request, note, _unasked(request, note)),
    "accept": lambda request, note, number: sentences.accept(request, _one(note.future_meetings.all(), number)),
    "leave": lambda request, note, number: sentences.leave(
        request, _one(note.future_meetings.filter(state=FutureMeeting.State.PROPOSED), number)
    ),
}
ACTIONS = {**ON_PEOPLE, **ON_POINTS, **TO_SETTLE}
ANCHORS = {"ask": "say", "ask-all": "say", "accept": "announced", "leave": "announced", "add": "people"}
BACK_TO = dict.fromkeys(ON_PEOPLE, "people") | dict.fromkeys(TO_SETTLE, "settle") | ANCHORS
