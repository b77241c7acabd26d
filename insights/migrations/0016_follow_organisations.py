"""Organisations are followed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0011_opens_before_it_starts_always'),
        ('insights', '0015_words'),
        ('people', '0008_stop_mails_of_care'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='follow',
            name='follow_of_one_thing',
        ),
        migrations.AddField(
            model_name='follow',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.organisation'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cell__isnull', False), ('organisation', None), ('person', None), ('topic', None)), models.Q(('cell', None), ('organisation', None), ('person', None), ('topic__isnull', False)), models.Q(('cell', None), ('organisation', None), ('person__isnull', False), ('topic', None)), models.Q(('cell', None), ('organisation__isnull', False), ('person', None), ('topic', None)), _connector='OR'), name='follow_of_one_thing', violation_error_message='Follow a cell, a topic, a person or an organisation: one of them.'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.UniqueConstraint(fields=('member', 'organisation'), name='follow_organisation_once', violation_error_message='You follow this already.'),
        ),
    ]
