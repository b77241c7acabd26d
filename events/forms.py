"""Forms for meetings, and the field in which topics are typed."""

from __future__ import annotations

import csv
from typing import Any, ClassVar

from django import forms

from events.models import Event, Speaker, Topic
from events.topics import retired_among
from people.convening import OwnFormSet
from people.forms import AddressForm
from people.models import Member, Person

# What a meeting's state may become in the form. There is no way back: what was public stays known.
NEXT_STATES = {
    Event.State.DRAFT: [Event.State.DRAFT, Event.State.PUBLISHED],
    Event.State.PUBLISHED: [Event.State.PUBLISHED, Event.State.CANCELLED],
    Event.State.CANCELLED: [Event.State.CANCELLED],
}
TOPIC_LONGEST = 100


def topics_as_text(names: Any) -> str:
    """Topic names with commas between them; a name that has a comma itself stands in quotation marks."""
    return ", ".join(f'"{name}"' if "," in name else name for name in names)


def topics_of_text(text: str) -> list[str]:
    """The topic names in a line such as: Housing, Small grants. Each once, in order."""
    rows = csv.reader(text.splitlines(), skipinitialspace=True)
    try:
        names = [" ".join(name.split()) for row in rows for name in row]
    except csv.Error:  # a name of more than 131,072 characters: whoever reads this will find it too long
        names = [text]
    return list({name.casefold(): name for name in names if name}.values())


class TopicWidget(forms.TextInput):
    def format_value(self, value: Any) -> str:
        if value is None or isinstance(value, str):
            return value or ""
        return topics_as_text(getattr(topic, "name", topic) for topic in value)


class TopicField(forms.CharField):
    """Topics with commas between them. Unlike taggit's own field it leaves "Small grants" in one piece."""

    widget = TopicWidget

    def clean(self, value: Any) -> list[str]:
        names = topics_of_text(super().clean(value))
        for name in names:
            if len(name) > TOPIC_LONGEST:
                raise forms.ValidationError(
                    f"A topic has {TOPIC_LONGEST} letters at most. Put commas between topics: Housing, Small grants."
                )
            if not any(letter.isalnum() for letter in name):
                raise forms.ValidationError("A topic needs a letter or a number.")
        return names

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = sorted(topic.name.casefold() for topic in initial or [])
        return before != sorted(name.casefold() for name in topics_of_text(data or ""))


class TopicsForm(forms.ModelForm):
    """A form whose topics are typed into one line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "topics" in self.fields:
            self.fields["topics"] = TopicField(
                required=False,
                label="Topics",
                help_text="With commas between them: Housing, Trust, Small grants",
                widget=TopicWidget(attrs={"class": "vTextField"}),
            )

    def clean_topics(self) -> list[str]:
        """A retired topic stays where it is, and is put on nothing else."""
        names = self.cleaned_data["topics"]
        there = {topic.name.casefold() for topic in self.instance.topics.all()} if self.instance.pk else set()
        retired = [name for name in retired_among(names) if name.casefold() not in there]
        if retired:
            raise forms.ValidationError(f"“{retired[0]}” is no longer offered as a topic. Choose another one.")
        return names


class TopicMergeForm(forms.Form):
    """Which topic another one is to become."""

    into = forms.ModelChoiceField(
        Topic.objects.none(),
        label="Which topic stays?",
        help_text="Whatever has either of them has this one afterwards.",
        error_messages={"required": "Choose the topic that stays."},
    )

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["into"].queryset = Topic.objects.exclude(pk=topic.pk)


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


class EventForm(TopicsForm, AddressForm):
    named_by: ClassVar[str] = "title"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "state" in self.fields:
            allowed = NEXT_STATES[Event.State(self.instance.state or Event.State.DRAFT)]
            self.fields["state"].choices = [(state.value, state.label) for state in allowed]
            self.fields["state"].help_text = "A draft is seen by its convenors only."
        for name in {"starts_at", "ends_at"} & self.fields.keys():
            for part, widget in zip(("date", "time"), self.fields[name].widget.widgets, strict=True):
                widget.attrs["aria-label"] = f"{self.fields[name].label}, {part}"


class SpeakerFormSet(OwnFormSet):
    def clean(self) -> None:
        """Lines are saved one after the other, so nobody moves into the line that somebody else leaves just now."""
        super().clean()
        stored = {form.initial["person"] for form in self.initial_forms}
        for form in self.initial_forms:
            person = form.cleaned_data.get("person") if form.is_valid() else None
            if person and person.pk != form.initial["person"] and person.pk in stored:
                raise forms.ValidationError(
                    f"{person} has another line in the list of speakers already. "
                    "To put speakers into another order, change the number under “Order” instead."
                )

    def get_unique_error_message(self, unique_check: Any) -> str:
        return "Somebody stands twice in the list of speakers. Keep one of the two lines."


class SpeakerLineForm(forms.ModelForm):
    """A speaker's line; where nothing is chosen about being named, it stays as it was."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "consent" in self.fields:
            self.fields["consent"].required = False

    def clean_consent(self) -> str:
        return self.cleaned_data["consent"] or self.instance.consent


class SpeakerForm(SpeakerLineForm):
    """A speaker on a page of their own. The meeting is not in the form, so Django does not look who else is in it."""

    def clean_person(self) -> Person:
        person = self.cleaned_data["person"]
        if Speaker.objects.filter(event=self.instance.event_id, person=person).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("This person is in the list of this meeting already.")
        return person


class SeriesForm(AddressForm):
    named_by: ClassVar[str] = "title"
