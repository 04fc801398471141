"""Who was told that a duty is theirs. Whoever has one on the day of the upgrade knows it."""

import django.db.models.deletion
from django.db import migrations, models

KNOWN = "update hotline_duty set told_to_id = post_id where cancelled_at is null"


class Migration(migrations.Migration):

    dependencies = [
        ('hotline', '0009_leaders_see'),
        ('offices', '0004_name_of_holder_holds'),
    ]

    operations = [
        migrations.AddField(
            model_name='duty',
            name='told_to',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.post'),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop, elidable=True),
    ]
