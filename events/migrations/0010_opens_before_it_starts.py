from django.db import migrations
from django.db.models import F


def open_at_once(apps, schema_editor):
    """Nobody could ever have signed up where sign-up opened after the start."""
    apps.get_model("events", "Event").objects.filter(opens_at__gte=F("starts_at")).update(opens_at=None)


class Migration(migrations.Migration):
    dependencies = [("events", "0009_invitations_so_far_were_told")]

    operations = [migrations.RunPython(open_at_once, migrations.RunPython.noop)]
