from django.db import migrations
from django.db.models import F
from django.db.models.functions import Lower


def tell(apps, schema_editor):
    """Until now convenors wrote to whom they invited themselves; and whose addresses they are is known."""
    Invitation, Member = apps.get_model("events", "Invitation"), apps.get_model("people", "Member")
    Invitation.objects.filter(told_at=None).update(told_at=F("invited_at"))
    members = dict(Member.objects.annotate(address=Lower("email")).values_list("address", "pk"))
    for invitation in Invitation.objects.filter(member=None):
        if owner := members.get(invitation.email.lower()):
            Invitation.objects.filter(pk=invitation.pk).update(member=owner)


class Migration(migrations.Migration):
    dependencies = [("events", "0008_invitations_are_told")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
