"""What a meeting asks of those who sign up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from events.models import Answer, Question
from events.offers import Offer


class SignUpForm(forms.Form):
    """What a meeting asks of those who sign up; one field a question, `asked_<number>`."""

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        for question in questions:
            self.fields[f"asked_{question.pk}"] = _field_for(question)

    @classmethod
    def of(cls, offer: Offer, *, kept: Mapping[str, str]) -> SignUpForm | None:
        """The form of an offer, with what was answered before or is `kept`; None where the offer has none."""
        if not offer.has_form:
            return None
        said = {f"asked_{row.question_id}": row.text for row in offer.sign_up.answers.all()} if offer.sign_up else {}
        return cls(questions=offer.event.questions.all(), initial={**said, **kept})

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
