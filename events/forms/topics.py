"""Topics as they are typed, and two topics made one."""

from __future__ import annotations

import csv
import re
from typing import Any

from django import forms

from events.models import Topic
from events.topics import not_offered

TOPIC_LONGEST = 100
SEMICOLON = re.compile(r'("[^"]*")|;')  # or what stands in quotation marks, as it is


def topics_as_text(names: Any) -> str:
    """Topic names with commas between them; one that has a comma or a semicolon itself stands in quotation marks."""
    return ", ".join(f'"{name}"' if "," in name or ";" in name else name for name in names)


def topics_of_text(text: str) -> list[str]:
    """The topic names in a line such as: Housing, Small grants; Trust. Each once, in order."""
    commas = SEMICOLON.sub(lambda found: found[1] or ",", text)
    rows = csv.reader(commas.splitlines(), skipinitialspace=True)
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
        """What is not offered any more stays where it is, and is put on nothing else."""
        names = self.cleaned_data["topics"]
        there = self.instance.topics.names() if self.instance.pk else []
        if sentence := not_offered(names, besides=there):
            raise forms.ValidationError(sentence)
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
