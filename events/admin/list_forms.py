"""Forms on the pages about who comes and who belongs to a cell."""

from __future__ import annotations

from typing import Any

from django import forms

from events import pasting, signups
from events.models import Event
from people.models import Member


class ListForm(forms.Form):
    """A form beside others on one page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class PutInForm(ListForm):
    email = forms.CharField(
        max_length=254,
        label="E-mail address",
        help_text="Of someone who is a member here.",
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
        error_messages={"required": "Give the e-mail address of whom you mean."},
    )
    why = forms.CharField(
        max_length=signups.WHY_LONGEST,
        label="Why",
        help_text="A few words: speaker, or promised by telephone. It is kept beside the name.",
        error_messages={"required": "Say in a few words why: it is kept beside the name."},
    )

    def clean_email(self) -> Member:
        address = self.cleaned_data["email"]
        member = pasting.member_of(address)
        if member is None:
            raise forms.ValidationError(
                f"Nobody here has the address “{address}”. Look at the spelling, or ask them to join first."
            )
        return member


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
