"""Forms that stand together within the one form of the review page, and know whether somebody has typed in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper

from events.forms.meetings import EventForm, SpeakerForm
from events.models import Speaker
from people.forms import AddressForm


class OnDesk:
    """A form whose fields end in whose they are ("role-who12"); a field `seen-who12` tells what they held."""

    use_required_attribute = False  # a browser would hold back the whole page because of a field that is folded away

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        for field in self.fields.values():
            field.help_text = ""  # the page is full: what a field means, its label says
            if isinstance(field.widget, RelatedFieldWidgetWrapper):  # whose further buttons need a script
                choices, field.widget = field.widget.choices, field.widget.widget
                field.widget.choices = choices

    def add_prefix(self, field_name: str) -> str:
        return f"{field_name}-{self.prefix}"

    @cached_property
    def held(self) -> dict[str, str]:
        """What the fields hold when the page is made, as a browser posts it."""
        return dict(pair for field in self for pair in _as_posted(field))

    @property
    def seen(self) -> str:
        return mark_of(self.held)

    @property
    def typed(self) -> dict[str, str]:
        return {name: self.data.get(name, "") for name in self.held}


def _as_posted(field: forms.BoundField) -> Iterator[tuple[str, str]]:
    widget, value = field.field.widget, field.initial
    if isinstance(widget, forms.MultiWidget):
        parts = zip(widget.widgets, widget.widgets_names, widget.decompress(value), strict=True)
        for part, suffix, held in parts:
            yield f"{field.html_name}{suffix}", part.format_value(held) or ""
    elif isinstance(widget, forms.CheckboxInput):
        yield field.html_name, "on" if value else ""
    else:
        yield field.html_name, "" if value is None else str(value)


def mark_of(values: Mapping[str, str]) -> str:
    """A short mark of what fields hold, by which a change is known; outer blanks do not count."""
    plain = "\0".join(f"{name}={values[name].strip()}" for name in sorted(values))
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


class MeetingForm(OnDesk, EventForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].error_messages["required"] = "Write what the meeting was called."
        if "cell" in self.fields:
            self.fields["cell"].empty_label = "no cell"


class SpeakerOnDeskForm(OnDesk, SpeakerForm):
    pass


class NameForm(OnDesk, AddressForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = "Write the name, or take this person off the list."


class NewSpeakerForm(OnDesk, forms.Form):
    """Somebody who took part and was not found in the note."""

    name = forms.CharField(max_length=200, error_messages={"required": "Write the name of whoever took part."})
    role = forms.ChoiceField(choices=Speaker.Role.choices, initial=Speaker.Role.SPEAKER)
    position = forms.CharField(max_length=300, required=False)
    organisation = forms.CharField(max_length=200, required=False)
