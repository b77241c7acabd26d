"""Whoever may not log in any more gives up what they had signed up for: others wait for those places."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from events import signups
from people.admin import MemberAdmin
from people.models import Member

WHY = "You no longer have a login here."


def free_places(request: HttpRequest, member: Member) -> None:
    if not member.is_active:
        signups.leave_all(member, at=timezone.now(), by=request.user, why=WHY)


MemberAdmin.once_saved = [free_places]
