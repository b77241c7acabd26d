"""A cell goes into other hands."""

from __future__ import annotations

from typing import Any

from django import forms

from people.models import Member


class HandOverForm(forms.Form):
    """Who takes a cell over, and whether those who convene it now stay."""

    to = forms.ModelMultipleChoiceField(
        Member.objects.filter(is_staff=True, is_active=True),
        label="New convenors",
        help_text="Somebody is not here? Make them a convenor under “Members” first.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who takes the cell over."},
    )
    stay = forms.BooleanField(
        required=False,
        label="The present convenors stay too",
        help_text="Without the tick they no longer see the cell's drafts and lists.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
