"""Collections: everybody's and one's own, one by itself, changing it, sharing it, and taking it away."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from betterway.pages.buttons import button_on, typed_at
from betterway.pages.counts import insights_for
from events.models import Speaker
from insights import collecting, ordering, taking_away
from insights.collection_forms import Sheet, TitleForm
from insights.models import Collection, CollectionQuerySet, Insight
from people.convening import row_number
from people.flashes import sentence
from people.models import Network

PAGE = 30
TAKEN_OUT = "taken out of a collection"  # what the session remembers for one "Put it back"


@never_cache
@require_safe
def collection_list(request: HttpRequest) -> HttpResponse:
    rows = Collection.objects.with_numbers(request.user)
    public = rows.public().select_related("member").order_by("-created_at", "-pk")
    facts = {
        "page": Paginator(public, PAGE).get_page(request.GET.get("page")),
        "own": rows.editable_by(request.user),
        "asked": rows.asked_of(request.user).select_related("member"),
        "form": TitleForm(initial=typed_at(request, reverse("insights:collection-start")), label_suffix=""),
    }
    return render(request, "insights/collection_list.html", facts)


@button_on("insights:collection-list", keeps=("title",))
def collection_start(request: HttpRequest) -> HttpResponse:
    form = TitleForm(request.POST, label_suffix="")
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["title"]))
        return redirect("insights:collection-list")
    try:
        collection = collecting.start(request.user, form.cleaned_data["title"], at=timezone.now())
    except collecting.CollectingError as error:
        messages.error(request, str(error))
        return redirect("insights:collection-list")
    return redirect(collection)


@never_cache
@require_safe
def collection_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, get_object_or_404(_seen_by(request), slug=slug))


@never_cache
@require_safe
def collection_shared(request: HttpRequest, token: str) -> HttpResponse:
    """The collection for whoever has the link. Search engines are asked to leave it alone."""
    shared = Collection.objects.select_related("member").exclude(visibility=Collection.Visibility.PRIVATE)
    collection = get_object_or_404(shared, token=token)
    if collection.is_public:
        return redirect(collection)
    response = _page(request, collection)
    response["X-Robots-Tag"] = "noindex"
    return response


def _seen_by(request: HttpRequest) -> CollectionQuerySet:
    return Collection.objects.visible_to(request.user).select_related("member")


def _page(request: HttpRequest, collection: Collection) -> HttpResponse:
    stretches = collecting.stretches_of(collection, request.user)
    mine = collection.member == request.user
    facts = {"collection": collection, "stretches": stretches, "mine": mine}
    facts["answers"] = not mine and request.user.is_authenticated and request.user.is_network_convenor
    if mine or facts["answers"]:
        facts["for_members"] = collecting.number_for_members(collection.insights.all())
    if facts["answers"]:
        facts["seen"] = collecting.words_mark(collection)
        facts["unseen"] = collecting.unseen_words(collection, request.user)
        this = Collection.objects.filter(pk=collection.pk)
        facts["telling"] = list(collecting.telling_names(this, Speaker.objects.all()))
    return render(request, "insights/collection_detail.html", facts)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def collection_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Words, order, and what is in it. Whatever button is pressed, what is typed is saved first."""
    collection = own_collection(request, slug)
    writes = collecting.may_write(collection, request.user)
    sheet = Sheet(collection, request.user, request.POST if request.method == "POST" and writes else None)
    if request.method == "POST" and _saved(request, sheet, writes):
        return redirect(_done(request, collection) or collection.edit_url)
    facts = {"collection": collection, "sheet": sheet, "writes": writes, "out": _taken_out(request, collection)}
    return render(request, "insights/collection_edit.html", facts)


def own_collection(request: HttpRequest, slug: str) -> Collection:
    """One of the viewer's own."""
    return get_object_or_404(Collection.objects.editable_by(request.user).select_related("member"), slug=slug)


def _saved(request: HttpRequest, sheet: Sheet, writes: bool) -> bool:
    if not writes:
        return True  # nothing was to be typed; order and what is in it are changed all the same
    if not sheet.is_valid():
        return False
    try:
        collecting.write(sheet.collection, sheet.items(), by=request.user)
    except collecting.CollectingError as error:
        sheet.form.add_error(None, str(error))
        return False
    return True


def _done(request: HttpRequest, collection: Collection) -> str:
    """Do what the pressed button says, and return where to go on; nothing where that is the page itself."""
    do, _, which = request.POST.get("do", "").partition(" ")
    item = row_number(which)
    if do in ("up", "down"):
        ordering.move(collection, item, by=-1 if do == "up" else 1)
        return f"{collection.edit_url}#item{item}"
    if do == "out":
        _take_out(request, collection, item)
        return ""
    if do == "back":
        _put_back(request, collection)
        return ""
    messages.success(request, "Saved.")
    return collection.get_absolute_url()


def _take_out(request: HttpRequest, collection: Collection, item: int) -> None:
    if row := ordering.take_out(collection, item):
        kept = {"position": row.position, "heading": row.heading, "remark": row.remark}
        request.session[TAKEN_OUT] = {"collection": collection.pk, "insight": row.insight_id, **kept}


def _taken_out(request: HttpRequest, collection: Collection) -> Insight | None:
    """The insight taken out last, where it can be put back."""
    kept = request.session.get(TAKEN_OUT, {})
    if kept.get("collection") != collection.pk:
        return None
    return insights_for(request.user).filter(pk=kept["insight"]).first()


def _put_back(request: HttpRequest, collection: Collection) -> None:
    if insight := _taken_out(request, collection):
        kept = request.session[TAKEN_OUT]
        try:
            ordering.put_back(collection, insight, **{name: kept[name] for name in ("position", "heading", "remark")})
        except collecting.CollectingError as error:
            messages.error(request, str(error))
        else:
            del request.session[TAKEN_OUT]


@button_on("insights:collection-detail")
def collection_share(request: HttpRequest, slug: str) -> HttpResponse:
    """Who reads it, or another link for those who have one."""
    collection = own_collection(request, slug)
    asked = request.POST.get("visibility", "")
    try:
        if request.POST.get("do") == "renew":
            collecting.renew_link(collection)
            messages.success(request, "Here is the new link. The old one has stopped working.")
        elif asked in Collection.Visibility.values:
            collection = collecting.share(collection, asked, by=request.user, at=timezone.now())
            messages.success(request, _shared(collection))
        else:
            messages.error(request, "Choose who reads it.")
    except collecting.CollectingError as error:
        messages.error(request, str(error))
    return redirect(collection)


def _shared(collection: Collection) -> str:
    """What it is now, and how many of its points stay with members."""
    if collection.asked_at:
        return "A network convenor looks at it first. Until then it is as it was."
    now = {
        Collection.Visibility.PRIVATE: "Only you read it now.",
        Collection.Visibility.LINK: "Whoever has the link reads it now.",
        Collection.Visibility.PUBLIC: "Everybody reads it now.",
    }[Collection.Visibility(collection.visibility)]
    number = collecting.number_for_members(collection.insights.all()) if collection.is_shared else 0
    return f"{now} {number} of its points only members see." if number else now


@button_on("insights:collection-detail")
def collection_answer(request: HttpRequest, slug: str) -> HttpResponse:
    """A network convenor's word on a collection of somebody else's."""
    if not request.user.is_network_convenor:
        raise Http404
    collection = get_object_or_404(_seen_by(request), slug=slug)
    public = request.POST.get("do") == "publish"
    try:
        answered = collecting.answer(collection, public=public, by=request.user, seen=request.POST.get("seen", ""))
    except collecting.CollectingError as error:
        messages.error(request, str(error))
        return redirect(collection)
    messages.success(request, _shared(answered) if public else f"Only {collection.member.name} reads it now.")
    return redirect(collection if public else "insights:collection-list")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def collection_delete(request: HttpRequest, slug: str) -> HttpResponse:
    collection = own_collection(request, slug)
    if request.method != "POST":
        return render(request, "insights/collection_delete.html", {"collection": collection})
    collection.delete()
    messages.success(request, f"“{collection.title}” is deleted.")
    return redirect("insights:collection-list")


@never_cache
@require_safe
def collection_take_away(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The collection as a file: Markdown, or a page of HTML to be pasted elsewhere."""
    collection = get_object_or_404(_seen_by(request), slug=slug)
    stretches = collecting.stretches_of(collection, request.user)
    write, kind = taking_away.FORMS[form]
    response = HttpResponse(write(collection, stretches, str(Network.objects.present())), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{collection.slug}.{form}"'
    return response


@button_on("insights:insight-by-number", keeps=("title", "collection"))
def insight_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an insight into one of one's own collections, or into a new one."""
    insight = get_object_or_404(insights_for(request.user).select_related("note__event"), pk=pk)
    try:
        collection = _chosen(request)
        new = collecting.keep(collection, insight)
    except collecting.CollectingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, sentence("insights/flash_kept.html", {"collection": collection, "new": new}))
    return redirect(insight)


def _chosen(request: HttpRequest) -> Collection:
    """A new collection where a title was typed, else the one chosen."""
    if request.POST.get("title", "").strip():
        form = TitleForm(request.POST)
        if form.is_valid():
            return collecting.start(request.user, form.cleaned_data["title"], at=timezone.now())
        raise collecting.CollectingError(" ".join(form.errors["title"]))
    slug = request.POST.get("collection", "").replace("\0", "")[:220]
    if chosen := Collection.objects.editable_by(request.user).filter(slug=slug).first():
        return chosen
    raise collecting.CollectingError("Choose a collection, or type a title for a new one.")
