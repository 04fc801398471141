"""What a unit asks of everybody. What people answered is the machine's alone: it is counted, and never seen by itself."""

import django.db.models.deletion
from django.db import migrations, models

from xaso.core.walls import wall

STAYS = """
create function surveys_opened_stays() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    raise exception 'what people were asked is never altered or deleted' using errcode = 'insufficient_privilege';
end $$;
create trigger surveys_opened_stays before update on surveys_questionnaire for each row
    when (old.opened_at is not null and (old.title, old.text, old.unit_id, old.opens_on, old.closes_on, old.opened_at)
        is distinct from (new.title, new.text, new.unit_id, new.opens_on, new.closes_on, new.opened_at))
    execute function surveys_opened_stays();
create trigger surveys_opened_is_not_deleted before delete on surveys_questionnaire for each row
    when (old.opened_at is not null) execute function surveys_opened_stays();
"""
STAYS_BACK = """
drop trigger surveys_opened_is_not_deleted on surveys_questionnaire;
drop trigger surveys_opened_stays on surveys_questionnaire;
drop function surveys_opened_stays();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('offices', '0004_name_of_holder_holds'),
        ('surveys', '0002_asking'),
        ('units', '0003_before'),
    ]

    operations = [
        migrations.CreateModel(
            name='Questionnaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField(max_length=4000)),
                ('opens_on', models.DateField()),
                ('closes_on', models.DateField()),
                ('written_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.post')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.post')),
            ],
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('whose', models.CharField(blank=True, max_length=100)),
                ('answers', models.JSONField()),
                ('day', models.DateField()),
                ('questionnaire', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='surveys.questionnaire')),
            ],
        ),
        migrations.AddIndex(
            model_name='questionnaire',
            index=models.Index(fields=['unit', 'id'], name='questionnaires_of_a_unit'),
        ),
        migrations.AddIndex(
            model_name='questionnaire',
            index=models.Index(condition=models.Q(('opened_at__isnull', False), ('settled_at', None)), fields=['closes_on'], name='questionnaire_unsettled'),
        ),
        migrations.AddConstraint(
            model_name='questionnaire',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='questionnaire_asks_something'),
        ),
        migrations.AddConstraint(
            model_name='questionnaire',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('opened_at', None), ('opened_by', None)), models.Q(('opened_at__isnull', False), ('opened_by__isnull', False)), _connector='OR'), name='questionnaire_is_opened_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='questionnaire',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='questionnaire_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='questionnaire',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('settled_at', None)), ('opened_at__isnull', False), _connector='OR'), name='only_what_was_open_is_closed'),
        ),
        migrations.AddIndex(
            model_name='reply',
            index=models.Index(fields=['questionnaire', 'id'], name='replies_as_they_came'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.UniqueConstraint(condition=models.Q(('whose', ''), _negated=True), fields=('questionnaire', 'whose'), name='questionnaire_is_answered_once'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(('answers', {}), _negated=True), name='reply_answers_something'),
        ),
        wall("surveys_reply"),
        migrations.RunSQL(STAYS, STAYS_BACK),
    ]
