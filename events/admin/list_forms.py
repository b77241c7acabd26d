"""Forms on the pages about who comes and who belongs to a cell."""

from __future__ import annotations

from typing import Any

from django import forms

from events import knowing, pasting, signups
from events.models import Event
from people.models import Member


class ListForm(forms.Form):
    """A form beside others on one page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class MemberForm(ListForm):
    """Somebody who has a login, by their name or their address."""

    who = forms.CharField(
        max_length=500,
        label="Name or e-mail address",
        help_text="A name that is known in this cell, or the address of anybody who has a login here.",
        widget=forms.TextInput(attrs={"list": "known", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Give the name or the e-mail address of whom you mean.",
            "max_length": "That is too long for a name or an address.",
        },
    )

    def __init__(self, *args: Any, event: Event, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.by = event, by

    def clean_who(self) -> Member:
        try:
            return knowing.meant(self.cleaned_data["who"], self.by, self.event)
        except knowing.KnowingError as error:
            raise forms.ValidationError(str(error)) from error


class PutInForm(MemberForm):
    why = forms.CharField(
        max_length=signups.WHY_LONGEST,
        label="Why",
        help_text="A few words: speaker, or promised by telephone. It is kept beside the name.",
        error_messages={
            "required": "Say in a few words why: it is kept beside the name.",
            "max_length": f"Say why in {signups.WHY_LONGEST} letters at most.",
        },
    )


class PlacesForm(ListForm):
    capacity = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=100_000,
        label="Places",
        help_text="Leave empty where there is no limit.",
        error_messages={
            "min_value": "A meeting has at least one place; leave it empty for no limit.",
            "max_value": "That is more places than we can count; leave it empty for no limit.",
            "invalid": "Give a whole number: 20.",
        },
    )
    held_back = forms.IntegerField(
        required=False,
        min_value=0,
        label="Of these, held back",
        help_text="Kept for people whom you put in yourself.",
        error_messages={
            "min_value": "Places held back are none or more: write 0, or how many.",
            "invalid": "Give a whole number: 2.",
        },
    )

    @classmethod
    def of(cls, event: Event, data: Any = None) -> PlacesForm:
        return cls(data, auto_id="places_%s", initial={"capacity": event.capacity, "held_back": event.held_back})


class PasteForm(ListForm):
    """Many addresses at once."""

    emails = forms.CharField(
        max_length=pasting.LONGEST,
        label="E-mail addresses",
        help_text="One a line, or with commas between them.",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={
            "required": "Paste at least one e-mail address.",
            "max_length": "That is too much at once: paste the addresses in two or three parts.",
        },
    )
