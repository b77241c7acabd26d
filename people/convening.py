"""What every page of the convenors' admin keeps to: whose rows these are, who made them, and at which address."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import DeletedObject
from simple_history.template_utils import HistoricalRecordContextHelper

from people import addresses
from people.models import Member


def when(moment: Any) -> str:
    """A moment as convenors read it: "Wednesday 18 March 2026, 2pm"."""
    if moment is None:
        return ""
    moment = timezone.localtime(moment)
    clock = moment.strftime("%I.%M").removeprefix("0").removesuffix(".00") + moment.strftime("%p").lower()
    return f"{date_format(moment, 'l j F Y')}, {clock}"


def count(number: int, one: str, many: str = "") -> str:
    """ "1 point", "3 points"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def who_and_when(by: Member | None, at: Any) -> str:
    """ "Ada Quist, Wednesday 18 March 2026, 2pm"; what is not known is left out."""
    return ", ".join(filter(None, [str(by) if by else "", when(at)])) or "not recorded"


class OwnChoices:
    """A choice of rows in a form offers what the member finds in the list of those rows, and no more."""

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        related = self.admin_site._registry.get(db_field.remote_field.model)
        if isinstance(related, Convened):
            return related.get_queryset(request)
        return super().get_field_queryset(db, db_field, request)


class Convened(OwnChoices, admin.ModelAdmin):
    """The pages of one kind of record. A convenor finds there what `seen_by` gives and changes `changed_by`.

    Django's own permissions and groups have no say.
    """

    network_only: ClassVar[bool] = False
    in_menu: ClassVar[bool] = True
    can_add: ClassVar[bool] = True
    can_change: ClassVar[bool] = True
    can_delete: ClassVar[bool] = True
    show_full_result_count = False
    list_per_page = 50
    empty_value_display = "–"

    def seen_by(self, member: Member) -> models.QuerySet[Any]:
        """The rows that a convenor finds here."""
        return self.model._default_manager.all() if self.network_only else self.model.objects.editable_by(member)

    def changed_by(self, member: Member) -> models.QuerySet[Any]:
        """Those of them that a convenor may change."""
        return self.seen_by(member)

    def kept_because(self, obj: Any) -> str:
        """Why this row cannot be deleted, as a sentence; empty where it can."""
        return ""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = self.seen_by(request.user) if self._enters(request) else self.model._default_manager.none()
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def _enters(self, request: HttpRequest) -> bool:
        member = request.user
        if not member.is_authenticated or not member.is_convenor:
            return False
        return member.is_network_convenor or not self.network_only

    def _may_change(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or self.changed_by(request.user).filter(pk=obj.pk).exists()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.in_menu and self._enters(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        seen = obj is None or self.get_queryset(request).filter(pk=obj.pk).exists()
        return self._enters(request) and seen

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.can_add and self._enters(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.can_change and self._enters(request) and self._may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.can_delete and self._enters(request) and self._may_change(request, obj)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without "delete selected": rows go one at a time, each with its own sentence."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, ...]:
        """The rows alone: what goes with them may be nobody else's business."""
        return [str(obj) for obj in objs], {}, set(), []

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if obj and self.has_delete_permission(request, obj) and (sentence := self.kept_because(obj)):
            self.message_user(request, sentence, messages.ERROR)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", obj.pk)
        try:
            return super().delete_view(request, object_id, extra_context)
        except models.ProtectedError:
            self.message_user(request, f"“{obj}” is used elsewhere, so it cannot be deleted.", messages.ERROR)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", obj.pk)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change and hasattr(obj, "created_by_id"):
            obj.created_by = request.user
        super().save_model(request, obj, form, change)
        if change and "slug" in form.changed_data:
            addresses.keep_former(obj, form.initial["slug"])

    @admin.display(description="added by")
    def added(self, obj: Any) -> str:
        return who_and_when(obj.created_by, obj.created_at) if obj.pk else "you, when you save"


class OnSite:
    """Leads to the page on the site directly: Django's detour tells addresses of rows one may not see."""

    def view_on_site(self, obj: Any) -> str:
        return obj.get_absolute_url()


class _Changes(HistoricalRecordContextHelper):
    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        """Nothing, and what has been deleted since, in words instead of a number."""
        if isinstance(value, DeletedObject):
            return "–" if value.pk is None else "one deleted since"
        return super().prepare_delta_change_value(change, value)


class Remembered(Convened, SimpleHistoryAdmin):
    """Pages with a history to read. There is no going back to an earlier state: that would pass the rules by."""

    object_history_list_template = "admin/_history_list.html"
    object_history_template = "admin/history.html"
    history_hidden_fields: ClassVar[tuple[str, ...]] = ()

    def get_urls(self) -> list[Any]:
        return [url for url in super().get_urls() if not str(url.name).endswith("_simple_history")]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        return super().history_view(request, object_id, {"subtitle": None, **(extra_context or {})})

    def history_view_title(self, request: HttpRequest, obj: Any) -> str:
        return f"What was changed: {obj}"

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> _Changes:
        return _Changes(self.model, historical_record)

    def set_history_delta_changes(self, request: HttpRequest, records: Any, *args: Any, **kwargs: Any) -> None:
        super().set_history_delta_changes(request, records, *args, **kwargs)
        if not request.user.is_network_convenor:
            hidden = {capfirst(self.opts.get_field(name).verbose_name) for name in self.history_hidden_fields}
            for record in records:
                changes = getattr(record, "history_delta_changes", [])
                record.history_delta_changes = [c for c in changes if c["field"] not in hidden]


class OwnInline(OwnChoices, admin.StackedInline):
    """Rows inside another row's form: whoever may change that row may change them."""

    extra = 0

    def _parent(self) -> Convened:
        return self.admin_site.get_model_admin(self.parent_model)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._parent().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._parent().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)
