"""Units get the first letters of their names; pairs said not to be one, requests to correct, and who looked at what."""

from __future__ import annotations

from typing import Final

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kexie.kit.pinyin import initials
from kexie.records.ledger.walls import fall, rise

TABLES: Final = {"records_look": ("uid",)}


def wall(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Raise the walls around the new table."""
    for statement in rise(schema.connection.vendor, TABLES):
        schema.execute(statement, params=None)  # a "%" in a statement is its own


def unwall(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Take them down."""
    for statement in fall(schema.connection.vendor, TABLES):
        schema.execute(statement, params=None)  # a "%" in a statement is its own


def spell(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Give every unit the first letters of its name."""
    units = apps.get_model("records", "Unit").objects
    lot = []
    for unit in units.only("pk", "name").iterator(chunk_size=2000):
        unit.initials = initials(unit.name)
        lot.append(unit)
    units.bulk_update(lot, ["initials"], batch_size=500)



class Migration(migrations.Migration):

    dependencies = [
        ('records', '0009_firsthour'),
    ]

    operations = [
        migrations.AddField(
            model_name='unit',
            name='initials',
            field=models.CharField(default='', help_text="first letters of its pinyin, to find it by", max_length=200),
        ),
        migrations.CreateModel(
            name='Apart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('noun', models.CharField(max_length=20)),
                ('one', models.BigIntegerField()),
                ('other', models.BigIntegerField()),
                ('by', models.BigIntegerField(help_text='account number')),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('noun', 'one', 'other'), name='one_apart')],
            },
        ),
        migrations.CreateModel(
            name='CorrectionRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', '待办'), ('done', '已更正'), ('declined', '未改')], default='open', max_length=8)),
                ('answer', models.CharField(default='', max_length=500)),
                ('answered_by', models.BigIntegerField(help_text='account number', null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='records.person')),
            ],
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('uid', models.CharField(help_text='noun:thing:by:day, so that a day has one line', max_length=80, primary_key=True, serialize=False)),
                ('noun', models.CharField(max_length=20)),
                ('thing', models.BigIntegerField()),
                ('by', models.BigIntegerField(help_text='account number')),
                ('on', models.DateField()),
                ('at', models.DateTimeField(help_text='the first time that day')),
                ('unit', models.BigIntegerField(help_text='unit whose log readers may see it', null=True)),
                ('subject', models.BigIntegerField(null=True)),
                ('names', models.IntegerField(default=1, help_text="how many people's names stood there")),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'at'], name='look_unit'), models.Index(fields=['subject', 'at'], name='look_subject'), models.Index(fields=['noun', 'thing'], name='look_thing')],
            },
        ),
        migrations.RunPython(spell, migrations.RunPython.noop),
        migrations.RunPython(wall, unwall),
    ]
