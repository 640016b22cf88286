"""Layouts with their versions and goals, and targets; the walls go up around them too."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kexie.records.ledger.walls import PLANS, fall, rise


def forwards(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Raise the walls around the new tables."""
    for statement in rise(schema.connection.vendor, PLANS):
        schema.execute(statement, params=None)  # a "%" in a statement is its own


def backwards(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Take them down."""
    for statement in fall(schema.connection.vendor, PLANS):
        schema.execute(statement, params=None)  # a "%" in a statement is its own


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('records', '0003_structure_mark'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=64, unique=True)),
                ('name_zh', models.CharField(max_length=200)),
                ('name_en', models.CharField(default='', max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                ('known_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.BigIntegerField(help_text='account number, a pseudonym')),
                ('indicator', models.CharField(max_length=64)),
                ('span_from', models.DateField()),
                ('span_to', models.DateField()),
                ('goal', models.CharField(default='', max_length=64)),
                ('kind', models.CharField(default='', max_length=32)),
                ('direction', models.CharField(choices=[('least', '不少于'), ('most', '不超过')], default='least', max_length=5)),
                ('value', models.BigIntegerField(null=True)),
                ('fixed', models.BooleanField(default=False)),
                ('origin', models.CharField(choices=[('live', '本系统记录'), ('migrated', '由其他系统接管'), ('made_up', '示例·数据虚构')], default='live', max_length=10)),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='targets_given', to='records.unit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='records.unit')),
            ],
        ),
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                ('known_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.BigIntegerField(help_text='account number, a pseudonym')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField()),
                ('founding', models.BooleanField(default=False)),
                ('year', models.IntegerField()),
                ('number', models.IntegerField()),
                ('shipped', models.IntegerField(default=0)),
                ('source', models.CharField(default='', help_text='the document that the layout is taken from', max_length=200)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='records.plan')),
            ],
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                ('known_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.BigIntegerField(help_text='account number, a pseudonym')),
                ('place', models.IntegerField(help_text='order among the goals of the version')),
                ('code', models.CharField(max_length=64)),
                ('parent', models.CharField(default='', max_length=64)),
                ('part', models.CharField(default='', max_length=8)),
                ('name_zh', models.CharField(max_length=200)),
                ('name_en', models.CharField(default='', max_length=200)),
                ('sentence', models.TextField(default='', help_text='what the goal means, in a sentence')),
                ('was', models.TextField(default='')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='records.planversion')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TargetNote',
            fields=[
                ('target', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='note', serialize=False, to='records.target')),
                ('text', models.CharField(max_length=200)),
            ],
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__lte', models.F('valid_to'))), name='plan_version_span'),
        ),
        migrations.AddIndex(
            model_name='target',
            index=models.Index(fields=['unit', 'span_from'], name='target_unit'),
        ),
        migrations.AddIndex(
            model_name='target',
            index=models.Index(fields=['given_by', 'indicator'], name='target_given'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('span_from__lte', models.F('span_to'))), name='target_span'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('value__isnull', True), ('value__gte', 0), _connector='OR'), name='target_value'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('direction__in', ['least', 'most'])), name='target_words'),
        ),
        migrations.RunPython(forwards, backwards),
    ]
