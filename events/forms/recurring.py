"""Forms for meetings that come again: the pattern, and what is changed on several of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from events import recurring
from events.forms.meetings import CancelForm, limit_numbers
from events.models import Event, Recurrence
from events.models.recurrences import WEEKDAYS
from people.moments import ClockField

ORDINARY = ["title", "summary", "description", "place", "joining_link", "capacity"]
NAMES = {
    **{name: str(Event._meta.get_field(name).verbose_name).capitalize() for name in ORDINARY},
    "clock": "Hour of the start",
    "minutes": "Length in minutes",
    "days": "Day",
}


class PatternForm(forms.Form):
    """How often meetings come again, and how many of them."""

    every = forms.ChoiceField(label="How often?", choices=Recurrence.Every.choices)
    which = forms.TypedChoiceField(
        label="Which one of the month?",
        help_text="Only where it is every month.",
        choices=[("", "–"), *Recurrence.Which.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    weekday = forms.TypedChoiceField(label="On which day?", choices=list(enumerate(WEEKDAYS)), coerce=int)
    number = forms.IntegerField(
        label="How many more?",
        min_value=1,
        max_value=recurring.MOST,
        error_messages={
            "min_value": "Choose at least one.",
            "max_value": f"No more than {recurring.MOST} meetings are made at once.",
            "required": "Say how many, such as 6.",
            "invalid": "Give a number, such as 6.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("every") == Recurrence.Every.MONTH and not facts.get("which"):
            self.add_error("which", "Choose which of the month it is: the first, the third, the last.")
        return facts

    @property
    def pattern(self) -> Recurrence:
        facts = self.cleaned_data
        which = facts["which"] if facts["every"] == Recurrence.Every.MONTH else None
        return Recurrence(every=facts["every"], which=which, weekday=facts["weekday"])


def pattern_of(event: Event) -> dict[str, Any]:
    """The pattern that the form begins with: the meeting's own, or else the one its day suggests."""
    known = event.recurrence
    if known:
        return {"every": known.every, "which": known.which or "", "weekday": known.weekday, "number": 6}
    day = timezone.localdate(event.starts_at)
    which = (day.day - 1) // 7 + 1
    return {"every": "month", "which": which if which < 5 else -1, "weekday": day.weekday(), "number": 6}


class SeveralForm(forms.ModelForm):
    """What is to change on several meetings at once: only what is ticked does."""

    scope = forms.ChoiceField(label="Which meetings?", widget=forms.RadioSelect)
    ticked = forms.MultipleChoiceField(
        label="What is to change?",
        choices=list(NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick what is to change."},
    )
    joining_link = forms.URLField(label="Joining link", required=False, max_length=500, assume_scheme="https")
    clock = ClockField(
        label="Hour of the start",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    minutes = forms.IntegerField(
        label="Length in minutes",
        required=False,
        min_value=5,
        max_value=24 * 60,
        help_text="90 for an hour and a half.",
    )
    days = forms.IntegerField(
        label="Day", required=False, min_value=-60, max_value=60, help_text="How many days later; -1 for a day earlier."
    )

    class Meta:
        model = Event
        fields = [name for name in ORDINARY if name != "joining_link"]

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        begins = {
            "joining_link": event.joining_link,
            "clock": recurring.clock_of(event),
            "minutes": recurring.minutes_of(event),
            "days": 0,
        }
        initial = {**begins, "scope": recurring.Scope.FROM_HERE}
        super().__init__(*args, instance=Event.objects.get(pk=event.pk), initial=initial, label_suffix="", **kwargs)
        self.fields["scope"].choices = recurring.Scope.choices(event)
        for name in ORDINARY:
            self.fields[name].required = False
        limit_numbers(self.fields)

    @property
    def changes(self) -> list[tuple[Any, forms.BoundField]]:
        """Each tick with the field that it opens."""
        return [(box, self[box.data["value"]]) for box in self["ticked"]]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        for name in facts.get("ticked", []):
            empty = facts.get(name) in (None, "") and name not in self.errors
            if empty and name in ("title", "clock", "minutes", "days"):
                self.add_error(name, "Fill this in, or take its tick out.")
        return facts

    def _post_clean(self) -> None:
        """What is typed is for several meetings; whether each of them can be changed so is asked one by one."""

    @property
    def wanted(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.cleaned_data["ticked"]}


class CancelSeveralForm(CancelForm):
    """Which of the meetings of a pattern are cancelled, and what those who have signed up are told."""

    scope = forms.ChoiceField(
        label="Which meetings?",
        initial=recurring.Scope.THIS,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose which meetings."),
    )
    field_order: ClassVar[list[str]] = ["scope", "why"]

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].choices = recurring.Scope.choices(event)
