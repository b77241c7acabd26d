"""Forms for members, people and organisations, and for everything that has an address."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect

from people import addresses
from people.models import LookAlike, Member, Organisation, Person


class AddressForm(forms.ModelForm):
    """A form for a row with an address: left empty it is made from the name; former ones stay taken."""

    named_by: ClassVar[str] = "name"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" not in self.fields:
            return
        slug = self.fields["slug"]
        slug.required = False
        slug.error_messages["invalid"] = (
            "An address has small letters, figures and hyphens only: who-decides. Leave it empty and we make one."
        )

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"] or self.instance.slug
        if not slug:
            return addresses.free_slug(self._meta.model, self.cleaned_data.get(self.named_by) or "")
        others = self._meta.model._default_manager.exclude(pk=self.instance.pk)
        if others.filter(slug=slug).exists():
            raise forms.ValidationError(f"Another page has the address “{slug}”. Choose a different one.")
        if addresses.slug_belongs_to_another(self.instance, slug):
            raise forms.ValidationError(
                f"“{slug}” was the address of another page, and still leads there. Choose a different one."
            )
        return slug


class MemberForm(forms.ModelForm):
    """A member's e-mail address, name and rights. There is no password: a login code is sent by e-mail."""

    class Meta:
        model = Member
        fields = ["email", "name", "is_active", "is_staff", "is_superuser"]

    by: ClassVar[Member | None] = None

    def clean_email(self) -> str:
        return Member.objects.normalize_email(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        stays = facts.get("is_active") and facts.get("is_superuser")
        if self.by and self.instance.pk == self.by.pk and not stays:
            raise forms.ValidationError(
                "You cannot take your own rights away, so that somebody can always let others in. "
                "Another network convenor can do it for you."
            )
        return facts


class SameAsForm(forms.Form):
    """Which other person, or organisation, this one is the same as."""

    def __init__(self, *args: Any, row: Person | Organisation, admin_site: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        link = LookAlike._meta.get_field(f"other_{row._meta.model_name}")
        self.fields["other"] = forms.ModelChoiceField(
            type(row).objects.exclude(pk=row.pk),
            label="The same as",
            help_text="Type a part of the name. This one stays.",
            widget=AutocompleteSelect(link, admin_site),
            error_messages={"required": "Choose which one it is the same as."},
        )
