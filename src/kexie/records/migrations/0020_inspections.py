"""Inspections; and walls around the steps taken, in inspections and in matters."""

from __future__ import annotations

from typing import Final

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models
from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kexie.records.ledger.walls import fall, rise
from kexie.records.migrations._together import together

TABLES: Final = {"records_steptaken": ("id",), "records_inspectionstep": ("id",)}


def wall(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Raise the walls around the steps."""
    for statement in rise(schema.connection.vendor, TABLES):
        schema.execute(statement, params=None)  # a "%" in a statement is its own


def unwall(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Take them down."""
    for statement in fall(schema.connection.vendor, TABLES):
        schema.execute(statement, params=None)  # a "%" in a statement is its own


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0019_speakers'),
    ]

    operations = together([
        migrations.CreateModel(
            name='CheckItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.IntegerField()),
                ('area', models.CharField(default='', max_length=60)),
                ('text', models.CharField(max_length=300)),
                ('basis', models.CharField(default='', help_text='document and article', max_length=200)),
            ],
            options={
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='BodyDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.CharField(max_length=100)),
                ('title', models.CharField(max_length=200)),
                ('held_on', models.DateField()),
                ('expected', models.IntegerField()),
                ('present', models.IntegerField()),
                ('votes_for', models.IntegerField()),
                ('votes_against', models.IntegerField(default=0)),
                ('abstained', models.IntegerField(default=0)),
                ('resolution', models.TextField()),
                ('passed', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('by', models.BigIntegerField()),
                ('origin', models.CharField(choices=[('live', '本系统记录'), ('migrated', '由其他系统接管'), ('made_up', '示例·数据虚构')], default='live', max_length=10)),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='records.bodydecision')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='body_decisions', to='records.unit')),
            ],
        ),
        migrations.CreateModel(
            name='DecisionPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('paper', '会议材料'), ('minuted', '要求记入记录的意见'), ('recused', '回避')], max_length=7)),
                ('person', models.BigIntegerField(help_text='pseudonym', null=True)),
                ('text', models.TextField(default='')),
                ('attachment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.attachment')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='records.bodydecision')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(default='planned', max_length=12)),
                ('stage_on', models.DateField(null=True)),
                ('fed_back_on', models.DateField(null=True)),
                ('relook_on', models.DateField(help_text='the day until which it is to be looked at again', null=True)),
                ('version', models.IntegerField(default=1)),
                ('follows', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='relooks', to='records.inspection')),
                ('unit', models.ForeignKey(help_text='who is inspected', on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to='records.unit')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Checked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('fine', '未发现问题'), ('finding', '发现问题'), ('none', '不适用')], max_length=7)),
                ('note', models.TextField(default='')),
                ('who', models.BigIntegerField()),
                ('matter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.matter')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checked', to='records.checkitem')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checked', to='records.inspection')),
            ],
        ),
        migrations.CreateModel(
            name='InspectionStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('stage', models.CharField(max_length=12)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('by', models.BigIntegerField(help_text='account number')),
                ('who', models.BigIntegerField(help_text="see matters' rules.Mover")),
                ('note', models.TextField(default='')),
                ('attachment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.attachment')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='records.inspection')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='InspectionTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('origin', models.CharField(choices=[('live', '本系统记录'), ('migrated', '由其他系统接管'), ('made_up', '示例·数据虚构')], default='live', max_length=10)),
                ('unit', models.ForeignKey(help_text='who inspects', on_delete=django.db.models.deletion.PROTECT, related_name='inspection_terms', to='records.unit')),
            ],
        ),
        migrations.CreateModel(
            name='PublicVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('drafted_by', models.BigIntegerField()),
                ('looked_by', models.BigIntegerField(null=True)),
                ('looked_on', models.DateField(null=True)),
                ('published_on', models.DateField(null=True)),
                ('version', models.IntegerField(default=1)),
                ('inspection', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='public', to='records.inspection')),
            ],
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('kind', models.CharField(choices=[('regular', '常规巡察'), ('special', '专项巡察'), ('relook', '回头看')], default='regular', max_length=8)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('topic', models.CharField(default='', help_text='what a special round looks at', max_length=200)),
                ('terms', models.JSONField(default=dict)),
                ('recusal_years', models.IntegerField(default=3)),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='records.inspectionterm')),
                ('unit', models.ForeignKey(help_text="who inspects: the term's", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.unit')),
            ],
            options={
                'ordering': ['since', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Recusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField(help_text='pseudonym')),
                ('reason', models.CharField(max_length=200)),
                ('on', models.DateField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.unit')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recusals', to='records.round')),
            ],
        ),
        migrations.AddField(
            model_name='inspection',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to='records.round'),
        ),
        migrations.AddField(
            model_name='checkitem',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='records.round'),
        ),
        migrations.CreateModel(
            name='Authorisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField(help_text='pseudonym')),
                ('role', models.CharField(choices=[('leader', '组长'), ('deputy', '副组长'), ('member', '组员')], max_length=6)),
                ('document', models.CharField(help_text='the document by which they are authorised', max_length=200)),
                ('on', models.DateField()),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='team', to='records.round')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='TermUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scope', to='records.inspectionterm')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.unit')),
            ],
        ),
        migrations.AddIndex(
            model_name='bodydecision',
            index=models.Index(fields=['unit', '-held_on'], name='body_decision_unit'),
        ),
        migrations.AddConstraint(
            model_name='bodydecision',
            constraint=models.CheckConstraint(condition=models.Q(('present__lte', models.F('expected')), ('present__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('votes_for'), '+', models.F('votes_against')), '+', models.F('abstained')))), name='body_decision_votes'),
        ),
        migrations.AddConstraint(
            model_name='checked',
            constraint=models.UniqueConstraint(fields=('inspection', 'item'), name='one_checked'),
        ),
        migrations.AddConstraint(
            model_name='inspectionstep',
            constraint=models.UniqueConstraint(fields=('inspection', 'number'), name='one_inspection_step'),
        ),
        migrations.AddConstraint(
            model_name='inspectionterm',
            constraint=models.UniqueConstraint(fields=('unit', 'name'), name='one_inspection_term'),
        ),
        migrations.AddConstraint(
            model_name='inspectionterm',
            constraint=models.CheckConstraint(condition=models.Q(('since__lte', models.F('until'))), name='inspection_term_days'),
        ),
        migrations.AddConstraint(
            model_name='publicversion',
            constraint=models.CheckConstraint(condition=models.Q(('published_on__isnull', True), ('looked_by__isnull', False), _connector='OR'), name='public_looked_over'),
        ),
        migrations.AddConstraint(
            model_name='publicversion',
            constraint=models.CheckConstraint(condition=models.Q(('looked_by', models.F('drafted_by')), _negated=True), name='public_by_another'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.UniqueConstraint(fields=('term', 'name'), name='one_round'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('since__lte', models.F('until'))), name='round_days'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=models.UniqueConstraint(fields=('round', 'person', 'unit'), name='one_recusal'),
        ),
        migrations.AddIndex(
            model_name='inspection',
            index=models.Index(fields=['unit', 'fed_back_on'], name='inspection_unit'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.UniqueConstraint(fields=('round', 'unit'), name='one_inspection'),
        ),
        migrations.AddConstraint(
            model_name='authorisation',
            constraint=models.UniqueConstraint(fields=('round', 'person'), name='one_authorisation'),
        ),
        migrations.AddConstraint(
            model_name='authorisation',
            constraint=models.UniqueConstraint(condition=models.Q(('role', 'leader')), fields=('round',), name='one_team_leader'),
        ),
        migrations.AddConstraint(
            model_name='termunit',
            constraint=models.UniqueConstraint(fields=('term', 'unit'), name='one_term_unit'),
        ),
        migrations.RunPython(wall, unwall),
    ])
