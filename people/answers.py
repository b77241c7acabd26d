"""What a convenor answers about names, from whichever page: one verb is called, and a sentence flashed."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from people import merging
from people.convening import count, row_number
from people.flashes import sentence
from people.models import LookAlike, Organisation, Person

# For rules of apps further up: called with whoever stays when two were made one.
once_made_one: list[Callable[[HttpRequest, Person | Organisation], None]] = []


def answer(request: HttpRequest, questions: QuerySet[LookAlike] | None = None) -> None:
    """Do what the pressed button says: "same:12", "new:12" or "certain". Raises Http404 for anything else."""
    verb, _, number = request.POST.get("do", "").partition(":")
    if verb == "certain":
        return confirm_certain(request, questions)
    if verb not in ("same", "new"):
        raise Http404
    open_ones = LookAlike.objects.editable_by(request.user).to_decide()
    question = open_ones.filter(pk=row_number(number)).first()
    if question is None:  # a second click, or somebody else was quicker
        messages.info(request, "Nothing was changed: that has been decided already.")
    elif verb == "same":
        say_same(request, question)
    else:
        say_new(request, question)
    return None


def say_same(request: HttpRequest, pair: LookAlike) -> None:
    """Tell the rules that the two are one, and the convenor what came of it."""
    gone = str(pair.person or pair.organisation)
    try:
        stays = merging.same(pair, by=request.user, at=timezone.now())
    except merging.MergingError as error:
        messages.error(request, str(error))
    else:
        say_made_one(request, gone, stays)


def say_made_one(request: HttpRequest, gone: str, stays: Person | Organisation) -> None:
    """Say that two are one now; the rules of apps further up look again at what names the one that stays."""
    facts = {"gone": gone, "stays": stays, "undo": reverse("admin:people_merge_changelist")}
    messages.success(request, sentence("admin/people/_made_one.html", facts))
    for look in once_made_one:
        look(request, stays)


def new_one(row: Person | Organisation) -> str:
    return "a new person" if isinstance(row, Person) else "a new organisation"


def say_different(request: HttpRequest, pair: LookAlike) -> None:
    merging.different(pair, by=request.user, at=timezone.now())
    known = pair.other_person or pair.other_organisation
    messages.success(request, f"“{pair.person or pair.organisation}” and “{known}” stay two.")


def say_new(request: HttpRequest, pair: LookAlike) -> None:
    """The name is none of those that it looks like: every open question about it that is hers to answer is answered."""
    about = Q(person=pair.person_id) if pair.person_id else Q(organisation=pair.organisation_id)
    for question in LookAlike.objects.editable_by(request.user).to_decide().filter(about):
        merging.different(question, by=request.user, at=timezone.now())
    row = pair.person or pair.organisation
    messages.success(request, f"“{row}” is {new_one(row)}.")


def confirm_certain(request: HttpRequest, questions: QuerySet[LookAlike] | None = None) -> None:
    done = merging.confirm_certain(request.user, questions, at=timezone.now())
    if done:
        messages.success(request, f"Confirmed {count(len(done), 'name')}: {', '.join(map(str, done))}.")
    else:
        messages.info(request, "Nothing was changed: no name here is certain. Answer them one by one.")
