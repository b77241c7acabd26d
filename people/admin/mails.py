"""The outbox: what was written to whom, what has become of it, and what to do about what could not be delivered."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from people import notices, outbox
from people.convening import Convened, count, row_number, when
from people.letters import without_private_links
from people.models import Mail, Member

FOR_ITS_READER = "This mail is for its reader alone, so its text is not shown here."


class MeetingFilter(admin.SimpleListFilter):
    """The mails about one meeting, to which its own pages lead."""

    title = "meeting"
    parameter_name = "meeting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Only the one that was chosen: there are too many to list."""
        event = Member.convened_events.rel.related_model
        chosen = event.objects.editable_by(request.user).filter(pk=row_number(self.value() or ""))
        return [(str(one.pk), one.with_day) for one in chosen]

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Mail]) -> models.QuerySet[Mail]:
        return queryset.filter(meeting=row_number(self.value())) if self.value() else queryset


@admin.register(Mail)
class MailAdmin(Convened):
    can_add = can_change = can_delete = False
    view_on_site = False
    list_display = ["subject", "to", "why", "state", "tries", "reason", "written"]
    list_filter = ["state", "why", MeetingFilter]
    search_fields = ["to", "subject"]
    search_help_text = "An address, or words of the subject."
    fields = [
        "to",
        "reply_to",
        "subject",
        "shown",
        "goes_with_it",
        "why",
        "state",
        "tries",
        "reason",
        "written",
        "sent",
    ]
    readonly_fields = fields
    actions = ["send_again", "leave"]

    def seen_by(self, member: Member) -> models.QuerySet[Mail]:
        return Mail.objects.visible_to(member)

    def get_urls(self) -> list[Any]:
        own = [
            path("test/", self.admin_site.admin_view(require_POST(self.send_test)), name="people_mail_test"),
            path("again/", self.admin_site.admin_view(require_POST(self.all_again)), name="people_mail_again"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        failed = self.get_queryset(request).failed().count()
        return super().changelist_view(request, {"failed": failed, **(extra_context or {})})

    def send_test(self, request: HttpRequest) -> HttpResponse:
        """A mail to whoever asks for one, who then sees whether mail works."""
        mail = notices.test_mail(request.user)
        messages.success(request, f"A test mail is on its way to {mail.to}. It stands at the top of this list.")
        return redirect("admin:people_mail_changelist")

    def all_again(self, request: HttpRequest) -> HttpResponse:
        self.send_again(request, self.get_queryset(request).failed())
        return redirect("admin:people_mail_changelist")

    @admin.action(description="Send again")
    def send_again(self, request: HttpRequest, queryset: models.QuerySet[Mail]) -> None:
        number = outbox.send_again(queryset, at=timezone.now())
        if number:
            words = count(number, "mail is", "mails are")
            return messages.success(request, f"{words} on the way again. This list shows how far they get.")
        return messages.info(request, "None of these could be sent again: they have left, or their address is gone.")

    @admin.action(description="Leave them unsent")
    def leave(self, request: HttpRequest, queryset: models.QuerySet[Mail]) -> None:
        number = outbox.leave(queryset)
        messages.success(
            request, f"{count(number, 'mail stays', 'mails stay')} unsent; nobody is asked about it again."
        )

    @admin.display(ordering="attempts")
    def tries(self, obj: Mail) -> int:
        return obj.attempts

    @admin.display(description="why not sent", ordering="error")
    def reason(self, obj: Mail) -> str:
        return obj.error

    @admin.display(description="text")
    def shown(self, obj: Mail) -> str:
        return FOR_ITS_READER if obj.forget_at else without_private_links(obj.text)

    @admin.display(description="goes with it")
    def goes_with_it(self, obj: Mail) -> str:
        return "a calendar entry" if obj.calendar else "–"

    @admin.display(description="written", ordering="created_at")
    def written(self, obj: Mail) -> str:
        return when(obj.created_at)

    @admin.display(description="sent")
    def sent(self, obj: Mail) -> str:
        return when(obj.sent_at) or ("not yet" if obj.state == Mail.State.WAITING else "–")
