import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0011_addresses_that_want_no_invitations'),
    ]

    operations = [
        migrations.AddField(
            model_name='mail',
            name='about',
            field=models.ForeignKey(blank=True, help_text='The member it tells somebody else of: it goes when they leave.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='FormerEmail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_emails', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('member'), django.db.models.functions.text.Lower('email'), name='former_email_once_a_member', violation_error_message='This address is known as a former one already.')],
            },
        ),
    ]
