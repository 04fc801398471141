"""What colleagues ask of each other about duties: seen by officials of the unit."""

import django.db.models.deletion
from django.db import migrations, models

from xaso.core.walls import in_unit, wall


class Migration(migrations.Migration):

    dependencies = [
        ('hotline', '0007_petitions_by_phone'),
        ('offices', '0004_name_of_holder_holds'),
        ('units', '0003_before'),
    ]

    operations = [
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(null=True)),
                ('phone', models.CharField(blank=True, max_length=16)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('lapses_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'chờ trả lời'), ('agreed', 'đã đồng ý'), ('declined', 'không nhận'), ('withdrawn', 'đã rút'), ('lapsed', 'quá giờ, chưa ai trả lời'), ('overtaken', 'lịch trực đã đổi')], default='open', max_length=10)),
                ('ended_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.post')),
                ('duty', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wishes', to='hotline.duty')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.post')),
                ('other', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hotline.duty')),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.post')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['to', 'lapses_at'], name='wishes_to_answer'), models.Index(condition=models.Q(('state', 'open')), fields=['lapses_at'], name='wishes_to_lapse')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('duty',), name='duty_has_one_open_wish'), models.CheckConstraint(condition=models.Q(('to', models.F('asked_by')), _negated=True), name='wish_is_asked_of_another'), models.CheckConstraint(condition=models.Q(('other', None), models.Q(models.Q(('other', models.F('duty')), _negated=True), ('phone', ''), ('since', None)), _connector='OR'), name='swap_is_of_whole_duties'), models.CheckConstraint(condition=models.Q(('lapses_at__gt', models.F('asked_at'))), name='wish_can_be_answered'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None), ('state', 'open')), models.Q(('ended_at__lt', models.F('lapses_at')), ('ended_by__isnull', False), ('state', 'agreed')), models.Q(('ended_at__isnull', False), ('ended_by', models.F('to')), ('state', 'declined')), models.Q(('ended_at__isnull', False), ('ended_by', models.F('asked_by')), ('state', 'withdrawn')), models.Q(('ended_at__gte', models.F('lapses_at')), ('ended_by', None), ('state', 'lapsed')), models.Q(('ended_at__isnull', False), ('state', 'overtaken')), _connector='OR'), name='wish_ends_with_when_and_who'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('asked_at')), _connector='OR'), name='wish_ends_after_it_is_asked')],
            },
        ),
        wall("hotline_wish", in_unit("unit_id")),
    ]
