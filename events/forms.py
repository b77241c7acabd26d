"""Forms for meetings, and the field in which topics are typed."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from events import changing, writing
from events.models import Answer, Event, Question, Speaker, Topic
from events.offers import Offer
from events.topics import not_offered
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
# The field at which it is said that a constraint would be broken; the others are said above the form.
SAID_AT = {
    "event_ends_after_it_starts": "ends_at",
    "event_capacity_is_one_or_more": "capacity",
    "event_holds_back_what_it_has": "held_back",
    "event_sign_up_closes_after_it_opens": "closes_at",
    "event_for_cell_has_cell": "cell",
    "event_for_anyone_is_public": "who_may_come",
}
TIMES = ["starts_at", "ends_at", "opens_at", "closes_at"]
# The least and the most of each number, and what is said of any other.
NUMBERS = {
    "capacity": (1, 100_000, "A meeting has at least one place; leave it empty for no limit."),
    "held_back": (0, 100_000, "Places held back are none or more: write 0, or how many."),
    "line_closes_minutes": (0, 20_160, "Give minutes, 20,160 (two weeks) at most."),
    "link_shown_minutes": (0, 20_160, "Give minutes, 20,160 (two weeks) at most."),
}
USUAL_QUESTION = "Is there anything you need in order to take part?"


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


class SignUpFields(forms.ModelForm):
    """What a meeting's form says of signing up: each mistake in a sentence, at the field that it is about."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NUMBERS.keys() & self.fields.keys():
            least, most, sentence = NUMBERS[name]
            field = self.fields[name]
            field.required = False
            field.error_messages["invalid"] = "Give a whole number: 20."
            field.validators = [MinValueValidator(least, sentence), MaxValueValidator(most, sentence)]
            field.widget.attrs["min"] = least
        if "who_may_come" in self.fields:
            self.fields["who_may_come"].required = False

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        for name in {*NUMBERS, "who_may_come"} & facts.keys() - {"capacity"}:
            if facts[name] in (None, ""):
                facts[name] = self._left_empty(name)
        opens, starts = facts.get("opens_at"), facts.get("starts_at")
        if opens and starts and opens >= starts:
            self.add_error("opens_at", "Sign-up opens before the meeting starts: check both times.")
        return facts

    def _left_empty(self, name: str) -> Any:
        """The usual value for a field that was emptied; what is there, for one that was not on the page."""
        widget = self.fields[name].widget
        if widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name)):
            return getattr(self.instance, name)
        return Event._meta.get_field(name).get_default()

    def _post_clean(self) -> None:
        super()._post_clean()
        sentences = {row.violation_error_message: SAID_AT.get(row.name) for row in Event._meta.constraints}
        found = self.errors.as_data().get(NON_FIELD_ERRORS, [])
        there = [(error, sentences.get(error.message)) for error in found]
        moved = [(error, field) for error, field in there if field in self.fields]
        if not moved:
            return
        del self._errors[NON_FIELD_ERRORS]
        for error, field in there:
            self.add_error(field if (error, field) in moved else None, error)


class EventForm(SignUpFields, TopicsForm, AddressForm):
    named_by: ClassVar[str] = "title"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "state" in self.fields:
            allowed = NEXT_STATES[Event.State(self.instance.state or Event.State.DRAFT)]
            self.fields["state"].choices = [(state.value, state.label) for state in allowed]
            self.fields["state"].help_text = "A draft is seen by its convenors only."
        for name in self.fields.keys() & TIMES:
            for part, widget in zip(("date", "time"), self.fields[name].widget.widgets, strict=True):
                widget.attrs["aria-label"] = f"{self.fields[name].label}, {part}"

    def _post_clean(self) -> None:
        """Say what stands in the way of changing it; the row stays locked until what is typed here is saved."""
        super()._post_clean()
        if self.instance.pk and not self.errors:
            columns = {field.name for field in Event._meta.concrete_fields}
            facts = {name: self.cleaned_data[name] for name in self.changed_data if name in columns}
            try:
                changing.check(self.instance, facts, at=timezone.now())
            except changing.ChangingError as error:
                self.add_error(None, str(error))


class CancelForm(forms.Form):
    """What those who have signed up are told of why a meeting is cancelled."""

    why = forms.CharField(
        required=False,
        max_length=500,
        label="What should they know?",
        help_text="One or two sentences for the mail: The speaker is ill. Leave it empty to say nothing more.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Keep it under 500 letters: it stands in a short mail."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class QuestionForm(forms.ModelForm):
    """A question; a new line without words is no question, and the usual one counts though nobody touched it."""

    class Meta:
        model = Question
        fields = ["text", "kind", "required", "order"]

    def has_changed(self) -> bool:
        if self.instance.pk:
            return super().has_changed()
        return bool(str(self["text"].value() or "").strip())


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
        if "affiliation" in self.fields:
            self.fields["affiliation"].label = "Which of their positions"
            self.fields["affiliation"].help_text = "As it stands on the person's page. Leave it empty if none fits."
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


class SignUpForm(forms.Form):
    """What a meeting asks of those who sign up; one field a question, `asked_<number>`."""

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        for question in questions:
            self.fields[f"asked_{question.pk}"] = _field_for(question)

    @classmethod
    def of(cls, offer: Offer) -> SignUpForm | None:
        """The form of an offer, with what was answered before; None where the offer has none."""
        if not offer.has_form:
            return None
        said = {f"asked_{row.question_id}": row.text for row in offer.sign_up.answers.all()} if offer.sign_up else {}
        return cls(questions=offer.event.questions.all(), initial=said)

    @property
    def answers(self) -> dict[int, str]:
        """Number of each question with what was said to it; a tick says "Yes"."""
        said = self.cleaned_data.items()
        return {int(name.removeprefix("asked_")): "Yes" if value is True else value or "" for name, value in said}


def _field_for(question: Question) -> forms.Field:
    facts = {"label": question.text, "required": question.required}
    facts["error_messages"] = {"required": "Please answer this."}
    if question.kind == Question.Kind.TICK:
        return forms.BooleanField(**facts, widget=forms.CheckboxInput)
    longest = Answer._meta.get_field("text").max_length
    facts["error_messages"]["max_length"] = f"Please keep it under {longest:,} letters."
    area = forms.Textarea(attrs={"rows": 3, "maxlength": None})
    return forms.CharField(**facts, max_length=longest, widget=area)


LOST = "A part of this page got lost on the way: copy what you have written, and open the page again."


class LetterForm(forms.Form):
    """What a convenor writes to many at once. `seen` says which words she has looked at as they will go out."""

    to = forms.ChoiceField(label="To", widget=forms.RadioSelect)
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
