"""What a convenor writes to many at once."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms

from events import writing
from events.models import Event

LOST = "A part of this page got lost on the way: copy what you have written, and open the page again."


class LetterForm(forms.Form):
    """What a convenor writes to many at once. `seen` says which words she has looked at as they will go out."""

    to = forms.ChoiceField(
        label="To",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose whom you write to."),
    )
    subject = forms.CharField(
        label="Subject", max_length=150, error_messages={"required": "Give the mail a subject: what it is about."}
    )
    text = forms.CharField(
        label="What you write",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="“Dear” with the reader's first name stands above it, and your name below it.",
        error_messages={"required": "Write what you want to say."},
    )
    number = forms.UUIDField(widget=forms.HiddenInput, error_messages=dict.fromkeys(["required", "invalid"], LOST))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        counts = [(one, writing.readers_of(event, one).count()) for one in writing.Readers]
        self.fields["to"].choices = [(one.value, f"{one.label} ({number})") for one, number in counts]

    def clean_to(self) -> writing.Readers:
        readers = writing.Readers(self.cleaned_data["to"])
        if not writing.readers_of(self.event, readers).exists():
            raise forms.ValidationError("Nobody would get this mail: choose others.")
        return readers

    @property
    def letter(self) -> writing.Letter:
        facts = self.cleaned_data
        return writing.Letter(self.event, facts["to"], facts["subject"], facts["text"], facts["number"])

    @property
    def fingerprint(self) -> str:
        words = "\n".join(self.cleaned_data[name] for name in ("to", "subject", "text"))
        return hashlib.sha256(words.encode()).hexdigest()
