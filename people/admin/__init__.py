"""Who: the network, its members, the people and organisations of the meetings, and the outbox."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from people import matching, merging, new_address, notices
from people.admin import mails
from people.answers import answer, new_one, say_different, say_made_one, say_same
from people.convening import Convened, OnSite, OwnInline, Remembered, count, when, who_and_when
from people.forms import AddressForm, MemberForm, SameAsForm
from people.letting_in import would_like_to_join
from people.models import Affiliation, LookAlike, Member, Merge, Network, Organisation, Person

__all__ = ["mails"]
NAMES_A_PAGE = 50


@admin.register(Network)
class NetworkAdmin(Remembered):
    network_only = True
    can_add = can_delete = False
    view_on_site = False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one network: straight to it."""
        network = self.get_queryset(request).first()
        if network:
            return redirect("admin:people_network_change", network.pk)
        return super().changelist_view(request, extra_context)


@admin.register(Member)
class MemberAdmin(Remembered):
    form = MemberForm
    network_only = True
    can_delete = False  # someone who has left loses the tick "may log in": what they wrote keeps its author
    view_on_site = False
    list_display = ["name", "organisation", "email", "state", "is_staff", "is_superuser", "is_active", "joined"]
    list_filter = ["state", "is_staff", "is_superuser", "is_active"]
    search_fields = ["name", "organisation", "email"]
    readonly_fields = ["state", "decided", "joined", "last_seen"]
    rights = ["is_active", "is_staff", "is_superuser"]
    fields = ["name", "email", "organisation", "brings", *rights, "state", "decided", "joined", "last_seen"]

    def get_urls(self) -> list[Any]:
        own = path("joining/", self.admin_site.admin_view(would_like_to_join), name="people_member_joining")
        return [own, *super().get_urls()]

    def seen_by(self, member: Member) -> models.QuerySet[Member]:
        return Member.objects.here()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Member, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()  # everyone logs in with a code sent by e-mail
        super().save_model(request, obj, form, change)
        if not change:
            notices.welcome(obj)
            messages.info(request, f"A mail that tells {obj.name} how to log in is on its way to {obj.email}.")
        elif "email" in form.changed_data:
            new_address.follow(obj, form.initial["email"])

    @admin.display(description="decided by")
    def decided(self, obj: Member) -> str:
        return who_and_when(obj.decided_by, obj.decided_at) if obj.decided_at else "–"

    @admin.display(description="joined", ordering="joined_at")
    def joined(self, obj: Member) -> str:
        return when(obj.joined_at)

    @admin.display(description="last login")
    def last_seen(self, obj: Member) -> str:
        return when(obj.last_login) or "not yet"


class AffiliationInline(OwnInline):
    model = Affiliation
    fields = [("person", "organisation"), "position", ("since", "until")]
    autocomplete_fields = ["person", "organisation"]
    verbose_name = "position"
    verbose_name_plural = "positions at organisations"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Affiliation]:
        return Affiliation.objects.visible_to(request.user).select_related("person", "organisation")


class PeopleOfOrganisationInline(AffiliationInline):
    """A network convenor changes them here; other convenors do it on the page of each of their people."""

    verbose_name = "person"
    verbose_name_plural = "people"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_network_convenor


@admin.register(Affiliation)
class AffiliationAdmin(Convened):
    """Not in the menu: it is here for the choice of an affiliation on a speaker's row."""

    in_menu = can_add = can_change = can_delete = False
    view_on_site = False
    search_fields = ["person__name", "organisation__name", "position"]
    list_select_related = ["person", "organisation"]

    def seen_by(self, member: Member) -> models.QuerySet[Affiliation]:
        return Affiliation.objects.visible_to(member).select_related("person", "organisation")


class Mergeable:
    """A page on which a network convenor says that this row is the same as another one."""

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_same"
        return [path("<int:pk>/same/", self.admin_site.admin_view(self.same_as), name=name), *super().get_urls()]

    def tools(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        there = reverse(f"admin:people_{self.opts.model_name}_same", args=[obj.pk])
        return [(there, "The same as another")] if request.user.is_network_convenor else []

    def same_as(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.is_network_convenor:
            raise Http404
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        form = SameAsForm(request.POST if request.method == "POST" else None, row=row, admin_site=self.admin_site)
        if request.method == "POST" and form.is_valid() and _merged(request, row, form):
            return redirect(self.page_of(form.cleaned_data["other"]))
        facts = {**self.admin_site.each_context(request), "form": form, "row": row, "back": self.page_of(row)}
        return TemplateResponse(request, "admin/people/same_as.html", {**facts, "title": f"{row}: the same as"})


def _merged(request: HttpRequest, row: Person | Organisation, form: SameAsForm) -> bool:
    other = form.cleaned_data["other"]
    try:
        merging.merge(row, other, by=request.user, at=timezone.now())
    except merging.MergingError as error:
        form.add_error("other", str(error))
        return False
    say_made_one(request, row.name, other)
    return True


@admin.register(Person)
class PersonAdmin(Mergeable, OnSite, Remembered):
    form = AddressForm
    inlines = [AffiliationInline]
    list_display = ["name", "added"]
    list_select_related = ["created_by"]
    search_fields = ["name", "other_names"]
    search_help_text = "A name, or part of one; former names and other spellings count too."
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["member"]
    readonly_fields = ["added"]
    history_hidden_fields = ("member", "created_by")

    def seen_by(self, member: Member) -> models.QuerySet[Person]:
        return Person.objects.visible_to(member)

    def changed_by(self, member: Member) -> models.QuerySet[Person]:
        return Person.objects.editable_by(member)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Former names and logins are not everybody's business."""
        if not self.has_change_permission(request, obj):
            return ["name", "slug"]
        login = ["member"] if request.user.is_network_convenor else []
        return ["name", "slug", "other_names", *login, "added"]

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return ["name", "added"] if request.user.is_network_convenor else ["name"]

    def kept_because(self, obj: Person) -> str:
        meetings = obj.speaker_set.count()
        if not meetings:
            return ""
        return f"{obj} is in the list of {count(meetings, 'meeting')}. Take them off there first."


@admin.register(Organisation)
class OrganisationAdmin(Mergeable, OnSite, Remembered):
    form = AddressForm
    inlines = [PeopleOfOrganisationInline]
    list_display = ["name", "kind"]
    list_filter = ["kind"]
    search_fields = ["name", "other_names"]
    search_help_text = "A name, or part of one; short forms and former names count too."
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["added"]
    history_hidden_fields = ("created_by",)

    def seen_by(self, member: Member) -> models.QuerySet[Organisation]:
        return Organisation.objects.visible_to(member)

    def changed_by(self, member: Member) -> models.QuerySet[Organisation]:
        return Organisation.objects.editable_by(member)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if not self.has_change_permission(request, obj):
            return ["name", "slug", "kind", "description"]
        return ["name", "slug", "kind", "description", "other_names", "added"]

    def kept_because(self, obj: Organisation) -> str:
        notes, people = obj.note_set.count(), obj.affiliations.count()
        if not notes and not people:
            return ""
        uses = [count(*use) for use in [(notes, "note"), (people, "position")] if use[0]]
        return f"{obj} is named in {' and '.join(uses)}. Take it out there first."


@require_http_methods(["GET", "HEAD", "POST"])
def names_to_decide(request: HttpRequest) -> HttpResponse:
    """Every name of the archive that waits for a decision of this convenor."""
    if request.method == "POST":
        answer(request)
        return redirect(request.get_full_path())
    waiting = LookAlike.objects.editable_by(request.user).to_decide()
    heads = waiting.order_by("person", "organisation").values_list("person", "organisation").distinct()
    page = Paginator(heads, NAMES_A_PAGE).get_page(request.GET.get("page"))
    people, organisations = zip(*page, strict=True) if page.object_list else ((), ())
    names = matching.names_to_decide(request.user, LookAlike.objects.about(people, organisations))
    facts = {"title": "Names to decide", "page": page, "certain": any(name.certain for name in names)}
    facts |= {"names": [(name, name.meetings, new_one(name.row)) for name in names]}
    return TemplateResponse(request, "admin/people/names.html", {**admin.site.each_context(request), **facts})


@admin.register(LookAlike)
class LookAlikeAdmin(Convened):
    can_add = can_change = can_delete = False
    view_on_site = False
    list_display = ["new_name", "known_name", "why", "state"]
    list_filter = ["state"]
    list_display_links = None
    search_fields = ["person__name", "other_person__name", "organisation__name", "other_organisation__name"]
    actions = ["say_same", "say_different"]

    def get_urls(self) -> list[Any]:
        own = path("names/", self.admin_site.admin_view(names_to_decide), name="people_lookalike_names")
        return [own, *super().get_urls()]

    def seen_by(self, member: Member) -> models.QuerySet[LookAlike]:
        rows = LookAlike.objects.editable_by(member)
        return rows.select_related("person", "other_person", "organisation", "other_organisation")

    @admin.display(description="new name")
    def new_name(self, obj: LookAlike) -> str:
        return str(obj.person or obj.organisation)

    @admin.display(description="known name")
    def known_name(self, obj: LookAlike) -> str:
        return str(obj.other_person or obj.other_organisation)

    @admin.action(description="They are the same: keep the known one")
    def say_same(self, request: HttpRequest, queryset: models.QuerySet[LookAlike]) -> None:
        for pk in queryset.to_decide().values_list("pk", flat=True):
            pair = self.get_queryset(request).filter(pk=pk).first()  # an earlier answer may have settled it
            if pair:
                say_same(request, pair)

    @admin.action(description="They are different")
    def say_different(self, request: HttpRequest, queryset: models.QuerySet[LookAlike]) -> None:
        for pair in queryset.to_decide():
            say_different(request, pair)


@admin.register(Merge)
class MergeAdmin(Convened):
    can_add = can_change = can_delete = False
    view_on_site = False
    list_display = ["gone_name", "stays_name", "made_one", "undone"]
    list_display_links = None
    list_select_related = ["merged_by", "undone_by"]
    search_fields = ["gone_name", "stays_name"]
    actions = ["undo"]

    def seen_by(self, member: Member) -> models.QuerySet[Merge]:
        return Merge.objects.editable_by(member).defer("steps")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["gone_name", "stays_name", "made_one", "undone"]

    @admin.display(description="made one by", ordering="merged_at")
    def made_one(self, obj: Merge) -> str:
        return who_and_when(obj.merged_by, obj.merged_at)

    @admin.display(description="undone by")
    def undone(self, obj: Merge) -> str:
        return who_and_when(obj.undone_by, obj.undone_at) if obj.undone_at else "–"

    @admin.action(description="Undo: make them two again")
    def undo(self, request: HttpRequest, queryset: models.QuerySet[Merge]) -> None:
        for merge in queryset.order_by("-pk"):  # the latest first: later ones may stand on earlier ones
            undo_merge(request, merge)


def undo_merge(request: HttpRequest, merge: Merge) -> None:
    if merge.undone_at:
        return messages.info(request, f"“{merge.gone_name}” and “{merge.stays_name}” are two already.")
    try:
        merging.undo(merge, by=request.user, at=timezone.now())
    except merging.MergingError as error:
        return messages.error(request, str(error))
    return messages.success(request, f"“{merge.gone_name}” and “{merge.stays_name}” are two again.")
