"""What every page of the convenors' admin keeps to: whose rows these are, who made them, and at which address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db import DataError, models, transaction
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import DeletedObject
from simple_history.template_utils import HistoricalRecordContextHelper

from people import addresses
from people.dates import when
from people.models import Member
from people.moments import DayField, MomentField

SEARCH_LONGEST = 200


def count(number: int, one: str, many: str = "") -> str:
    """ "1 point", "3 points"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def who_and_when(by: Member | None, at: Any) -> str:
    """ "Ada Quist, Wednesday 18 March 2026, 2pm"; what is not known is left out."""
    return ", ".join(filter(None, [str(by) if by else "", when(at)])) or "not recorded"


def row_number(text: str) -> int:
    """The number of a row as it was posted; 0, which no row has, where it is none that a database counts with."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


IN_WORDS = {
    "required": "Please fill this in: it is needed.",
    "max_length": "That has %(show_value)s letters, and there is room for %(limit_value)s. Please shorten it.",
    "null_characters_not_allowed": "There is a sign in this that nobody sees and that cannot be kept. Type it anew.",
}


class OwnFields:
    """Fields that say in words what Django says in its own, and offer of rows what the member finds in their list."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            field.error_messages = {**field.error_messages, **IN_WORDS}
        return field

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        related = self.admin_site._registry.get(db_field.remote_field.model)
        if isinstance(related, Convened):
            return related.get_queryset(request)
        return super().get_field_queryset(db, db_field, request)


NO_LINK = "This is not the address of a page. One looks like https://example.org/room."


class Convened(OwnFields, admin.ModelAdmin):
    """The pages of one kind of record. A convenor finds there what `seen_by` gives and changes `changed_by`.

    Django's own permissions and groups have no say.
    """

    network_only: ClassVar[bool] = False
    in_menu: ClassVar[bool] = True
    can_add: ClassVar[bool] = True
    can_change: ClassVar[bool] = True
    can_delete: ClassVar[bool] = True
    once_saved: ClassVar[list[Callable[[HttpRequest, Any], None]]] = []  # for rules of apps further up
    formfield_overrides = {
        models.DateField: {"form_class": DayField},
        models.DateTimeField: {"form_class": MomentField},
        models.URLField: {"assume_scheme": "https", "error_messages": {"invalid": NO_LINK}},
    }
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

    def tools(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        """Further pages about a row, for the top of its page: where, and what stands there."""
        return []

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        tools = self.tools(request, context["original"]) if context.get("original") else []
        own = {"tools": tools, "mistakes": context.get("errors"), "errors": None}  # Django's words about them stay away
        return super().render_change_form(request, {**context, **own}, *args, **kwargs)

    def get_inline_formsets(self, request: HttpRequest, formsets: Any, inline_instances: Any, obj: Any = None) -> Any:
        """Django folds lines away while there is something wrong about all of them together."""
        for formset, inline in zip(formsets, inline_instances, strict=True):
            if formset.non_form_errors():
                inline.classes = None
        return super().get_inline_formsets(request, formsets, inline_instances, obj)

    def page_of(self, obj: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A filter with a value that the database cannot even look up leads back to the whole list."""
        try:
            with transaction.atomic():
                return super().get_changelist_instance(request)
        except (ValueError, OverflowError, DataError) as error:
            raise IncorrectLookupParameters(error) from error

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """SQLite reads no more than a thousand conditions: what is pasted by mistake is cut."""
        return super().get_search_results(request, queryset, search_term.replace("\0", "")[:SEARCH_LONGEST])

    def response_action(self, request: HttpRequest, queryset: Any) -> Any:
        if not all(row_number(ticked) for ticked in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise Http404
        return super().response_action(request, queryset)

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
        if not change:
            super().save_model(request, obj, form, change)
            return
        obj._history_user = request.user
        save_changes(obj, form.changed_data)
        if "slug" in form.changed_data:
            addresses.keep_former(obj, form.initial["slug"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for look in self.once_saved:
            look(request, form.instance)

    @admin.display(description="added by")
    def added(self, obj: Any) -> str:
        return who_and_when(obj.created_by, obj.created_at) if obj.pk else "you, when you save"


def save_changes(obj: Any, names: list[str]) -> None:
    """Save these fields of a row that was read a while ago. The others, in it and in its history, are as they are now.

    Names of anything but columns, such as topics, are passed over. Locks the row.
    """
    columns = {field.name for field in obj._meta.concrete_fields if not field.primary_key}
    changed = columns.intersection(names)
    if changed:
        fresh = type(obj)._base_manager.select_for_update()
        obj.refresh_from_db(fields=columns - changed, from_queryset=fresh)
        obj.save(update_fields=changed)


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


class ChosenRow(AutocompleteSelect):
    """Django's field that searches while one types; it need not ask the database for the `row` that is chosen."""

    row: Any = None

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> list[Any]:
        if self.row is None or value != [str(self.row.pk)]:
            return super().optgroups(name, value, attr)
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        label = self.choices.field.label_from_instance(self.row)
        return [(None, [*empty, self.create_option(name, value[0], label, True, len(empty))], 0)]


class OwnFormSet(BaseInlineFormSet):
    """Asks once for all the rows that are chosen in a column, instead of once a line."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", None)
            if isinstance(widget, ChosenRow):
                widget.row = self._chosen(name, field).get(getattr(form.instance, f"{name}_id"))

    def _chosen(self, name: str, field: Any) -> dict[int, Any]:
        known = self.__dict__.setdefault("_known", {})
        if name not in known:
            numbers = {getattr(row, f"{name}_id") for row in self.get_queryset()} - {None}
            known[name] = field.queryset.in_bulk(numbers) if numbers else {}
        return known[name]


class OwnInline(OwnFields, admin.StackedInline):
    """Rows inside another row's form: whoever may change that row may change them."""

    extra = 0
    formset = OwnFormSet

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ChosenRow(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

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
