"""Who: the network, its members, the people and organisations of the meetings, and the outbox."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from people import merging, notices
from people.convening import Convened, OnSite, OwnInline, Remembered, count, when, who_and_when
from people.forms import AddressForm, MemberForm
from people.models import Affiliation, LookAlike, Mail, Member, Network, Organisation, Person


@admin.register(Network)
class NetworkAdmin(Convened):
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
class MemberAdmin(Convened):
    form = MemberForm
    network_only = True
    can_delete = False  # someone who has left loses the tick "may log in": what they wrote keeps its author
    view_on_site = False
    list_display = ["name", "email", "is_staff", "is_superuser", "is_active", "joined"]
    list_filter = ["is_staff", "is_superuser", "is_active"]
    search_fields = ["name", "email"]
    readonly_fields = ["joined", "last_seen"]
    fields = ["name", "email", "is_staff", "is_superuser", "is_active", "joined", "last_seen"]

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


@admin.register(Person)
class PersonAdmin(OnSite, Remembered):
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
class OrganisationAdmin(OnSite, Remembered):
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


@admin.register(LookAlike)
class LookAlikeAdmin(Convened):
    can_add = can_change = can_delete = False
    view_on_site = False
    list_display = ["new_name", "known_name", "why", "state"]
    list_filter = ["state"]
    list_display_links = None
    search_fields = ["person__name", "other_person__name", "organisation__name", "other_organisation__name"]
    actions = ["say_same", "say_different"]

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


def say_same(request: HttpRequest, pair: LookAlike) -> None:
    """Tell the rules that the two are one, and the convenor what came of it."""
    gone = str(pair.person or pair.organisation)
    try:
        stays = merging.same(pair, by=request.user, at=timezone.now())
    except merging.MergingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"“{gone}” and “{stays}” are one now, under the name {stays}.")


def say_different(request: HttpRequest, pair: LookAlike) -> None:
    merging.different(pair, by=request.user, at=timezone.now())
    known = pair.other_person or pair.other_organisation
    messages.success(request, f"“{pair.person or pair.organisation}” and “{known}” stay two.")


@admin.register(Mail)
class MailAdmin(Convened):
    network_only = True
    can_add = can_change = can_delete = False
    view_on_site = False
    list_display = ["subject", "to", "why", "state", "attempts", "written"]
    list_filter = ["state", "why"]
    search_fields = ["to", "subject"]
    fields = ["to", "subject", "text", "why", "state", "attempts", "error", "written", "sent"]
    readonly_fields = fields

    @admin.display(description="written", ordering="created_at")
    def written(self, obj: Mail) -> str:
        return when(obj.created_at)

    @admin.display(description="sent")
    def sent(self, obj: Mail) -> str:
        return who_and_when(None, obj.sent_at) if obj.sent_at else "not yet"
