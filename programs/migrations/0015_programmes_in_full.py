import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

# The composite keys that came with the old names of the tables (accounts.row_security); the new ones follow by
# themselves after the migration.
OLD_KEYS = """
    ALTER TABLE programs_amendmentsignature DROP CONSTRAINT IF EXISTS programs_extensionagreement_extension_id_reg;
    ALTER TABLE programs_amendmentsignature DROP CONSTRAINT IF EXISTS programs_extensionagreement_member_id_reg;
    ALTER TABLE programs_amendmentsignature DROP CONSTRAINT IF EXISTS programs_extensionagreement_id_region;
    ALTER TABLE programs_amendment DROP CONSTRAINT IF EXISTS programs_extension_program_id_reg;
    ALTER TABLE programs_amendment DROP CONSTRAINT IF EXISTS programs_extension_proposed_by_id_reg;
    ALTER TABLE programs_amendment DROP CONSTRAINT IF EXISTS programs_extension_id_region;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_joined_cards"),
        ("programs", "0014_events_and_roadmaps"),
    ]

    operations = [
        migrations.RemoveConstraint("extension", "extension_one_open"),
        migrations.RemoveConstraint("extensionagreement", "extension_signed_once"),
        migrations.RenameModel("Extension", "Amendment"),
        migrations.RenameModel("ExtensionAgreement", "AmendmentSignature"),
        migrations.RenameField("amendment", "reason", "words"),
        migrations.RenameField("amendmentsignature", "extension", "amendment"),
        migrations.RenameField("amendmentsignature", "agreed_on", "signed_on"),
        migrations.RenameField("program", "results", "planned_results"),
        migrations.RunSQL(OLD_KEYS, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Ending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=24, verbose_name='причина')),
                ('justification', models.TextField(blank=True, max_length=3000, verbose_name='обоснование')),
                ('filed_on', models.DateField(blank=True, null=True, verbose_name='заявление от')),
                ('filed_words', models.TextField(blank=True, max_length=2000, verbose_name='что в заявлении')),
                ('failures', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), blank=True, default=list, size=None, verbose_name='когда не исполнено')),
                ('last_day', models.DateField(blank=True, null=True, verbose_name='последний день предупреждения')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='завершается')),
                ('proposed_at', models.DateTimeField()),
                ('done_on', models.DateField(blank=True, null=True)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-proposed_at', '-pk'],
                'abstract': False,
                'base_manager_name': 'everything',
                'default_manager_name': 'objects',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everything', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='EndingWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signed_on', models.DateField(blank=True, null=True)),
                ('explanation', models.TextField(blank=True, max_length=2000, verbose_name='объяснение')),
                ('refused', models.BooleanField(default=False, verbose_name='объяснять отказался')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'everything',
                'default_manager_name': 'objects',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everything', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ProgramMenteePart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('problem', models.TextField(blank=True, max_length=2000, verbose_name='проблема')),
                ('areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), blank=True, default=list, size=None, verbose_name='затруднения')),
                ('results', models.TextField(blank=True, max_length=2000, verbose_name='ожидаемый результат')),
                ('outcome', models.TextField(blank=True, max_length=2000, verbose_name='итог')),
            ],
            options={
                'ordering': ['pk'],
                'abstract': False,
                'base_manager_name': 'everything',
                'default_manager_name': 'objects',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everything', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ProgramNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('comment', 'замечание'), ('line', 'добавить мероприятие'), ('section', 'изменить раздел'), ('agreed', 'с проектом согласен'), ('help', 'нужна помощь в составлении')], default='comment', max_length=8, verbose_name='что это')),
                ('section', models.CharField(blank=True, max_length=24, verbose_name='раздел')),
                ('text', models.TextField(blank=True, max_length=3000, verbose_name='текст')),
                ('written_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True, max_length=2000, verbose_name='ответ')),
                ('accepted', models.BooleanField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-written_at', '-pk'],
                'abstract': False,
                'base_manager_name': 'everything',
                'default_manager_name': 'objects',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everything', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ProgramTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'черновик'), ('on_trial', 'на апробации'), ('recommended', 'рекомендована'), ('not_recommended', 'не рекомендована'), ('retired', 'в архиве')], default='draft', max_length=16, verbose_name='состояние')),
                ('title', models.CharField(max_length=300, verbose_name='название')),
                ('category', models.CharField(blank=True, choices=[('YOUNG_SPECIALIST', 'молодой специалист'), ('NEW_PLACE', 'новый в организации'), ('NEW_POSITION', 'новая должность'), ('AFTER_ATTESTATION', 'по итогам аттестации'), ('DIGITAL_SKILLS', 'осваивает программы и цифровые навыки'), ('LESS_EXPERIENCED', 'менее опытный'), ('PROF_DIFFICULTY', 'профессиональные затруднения'), ('VETERAN', 'педагог с большим стажем'), ('STUDENT_TRAINEE', 'студент-стажёр'), ('GIFTED', 'одарённый'), ('LOW_ACHIEVER', 'неуспевающий'), ('LOW_MOTIVATION', 'низкая учебная мотивация'), ('ADAPTATION', 'трудно в новом коллективе'), ('NOT_INVOLVED', 'не включён в жизнь школы'), ('SENSITIVE', 'особая: знают куратор и психолог')], max_length=20, verbose_name='для кого')),
                ('form', models.CharField(blank=True, max_length=30, verbose_name='форма')),
                ('role_model', models.CharField(blank=True, max_length=30, verbose_name='ролевая модель')),
                ('subject', models.CharField(blank=True, max_length=100, verbose_name='предмет')),
                ('for_group', models.BooleanField(default=False, verbose_name='для группы')),
                ('months', models.PositiveSmallIntegerField(default=9, verbose_name='месяцев')),
                ('words', models.JSONField(default=dict)),
                ('work_mode', models.CharField(choices=[('onsite', 'очно'), ('online', 'онлайн'), ('mixed', 'смешанно')], default='onsite', max_length=6, verbose_name='режим работы')),
                ('made_at', models.DateTimeField()),
                ('trial_from', models.DateField(blank=True, null=True, verbose_name='апробация с')),
                ('trial_to', models.DateField(blank=True, null=True, verbose_name='апробация по')),
                ('trial_by', models.CharField(blank=True, max_length=300, verbose_name='кто апробирует')),
                ('trial_outcome', models.TextField(blank=True, max_length=2000, verbose_name='итог апробации')),
            ],
            options={
                'verbose_name': 'образец программы',
                'verbose_name_plural': 'образцы программ',
                'ordering': ['title', 'pk'],
                'abstract': False,
                'base_manager_name': 'everything',
                'default_manager_name': 'objects',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everything', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ProgramTemplateLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='№')),
                ('area', models.CharField(max_length=24, verbose_name='направление')),
                ('text', models.CharField(max_length=500, verbose_name='мероприятие')),
                ('form_of_work', models.CharField(blank=True, choices=[('visit', 'взаимопосещение'), ('consultation', 'консультация'), ('open_lesson', 'открытый урок'), ('master_class', 'мастер-класс'), ('contest', 'конкурс, олимпиада'), ('conference', 'форум, конференция, фестиваль'), ('course', 'курсы, повышение квалификации'), ('test', 'тестирование'), ('project', 'проект'), ('publication', 'публикация'), ('study', 'изучение документов'), ('adaptation', 'знакомство со школой'), ('social', 'общественная жизнь, инновации'), ('strength', 'поддержка сильных сторон'), ('other', 'другое')], max_length=12, verbose_name='форма работы')),
                ('due_rule', models.JSONField(blank=True, null=True)),
                ('expected', models.CharField(blank=True, max_length=500, verbose_name='ожидаемый результат')),
                ('co_executors', models.CharField(blank=True, max_length=300, verbose_name='соисполнители')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'abstract': False,
                'base_manager_name': 'everything',
                'default_manager_name': 'objects',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everything', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ProgramVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='№')),
                ('cause', models.CharField(choices=[('drafted', 'составлена'), ('edited', 'правка'), ('suggestion', 'принято предложение'), ('approved', 'утверждена'), ('extend', 'продлена'), ('shorten', 'срок сокращён'), ('plan', 'изменён план'), ('form', 'сменена форма'), ('mentor', 'замена наставника'), ('council', 'решение совета')], max_length=12, verbose_name='что произошло')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='причина')),
                ('made_at', models.DateTimeField()),
                ('content', models.JSONField()),
            ],
            options={
                'ordering': ['-number'],
                'abstract': False,
                'base_manager_name': 'everything',
                'default_manager_name': 'objects',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everything', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Reflection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=3000, verbose_name='рефлексия')),
                ('written_on', models.DateField()),
            ],
            options={
                'ordering': ['pk'],
                'abstract': False,
                'base_manager_name': 'everything',
                'default_manager_name': 'objects',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everything', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='amendment',
            name='kind',
            field=models.CharField(choices=[('extend', 'продлить'), ('shorten', 'сократить срок'), ('plan', 'изменить план'), ('form', 'сменить форму')], default='extend', max_length=8, verbose_name='что изменить'),
        ),
        migrations.AddField(
            model_name='amendment',
            name='new_form',
            field=models.CharField(blank=True, max_length=30, verbose_name='новая форма'),
        ),
        migrations.AddField(
            model_name='amendment',
            name='plan',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='amendment',
            name='reason',
            field=models.CharField(choices=[('new_request', 'новый запрос наставляемого'), ('education', 'изменения в образовании'), ('mutual', 'обоюдное желание участников'), ('form', 'смена формы наставничества'), ('mentor', 'замена наставника'), ('staff', 'кадровое изменение')], default='mutual', max_length=12, verbose_name='причина'),
        ),
        migrations.AddField(
            model_name='planactivity',
            name='co_executors',
            field=models.CharField(blank=True, max_length=300, verbose_name='соисполнители'),
        ),
        migrations.AddField(
            model_name='planactivity',
            name='due_rule',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='planactivity',
            name='form_of_work',
            field=models.CharField(blank=True, choices=[('visit', 'взаимопосещение'), ('consultation', 'консультация'), ('open_lesson', 'открытый урок'), ('master_class', 'мастер-класс'), ('contest', 'конкурс, олимпиада'), ('conference', 'форум, конференция, фестиваль'), ('course', 'курсы, повышение квалификации'), ('test', 'тестирование'), ('project', 'проект'), ('publication', 'публикация'), ('study', 'изучение документов'), ('adaptation', 'знакомство со школой'), ('social', 'общественная жизнь, инновации'), ('strength', 'поддержка сильных сторон'), ('other', 'другое')], max_length=12, verbose_name='форма работы'),
        ),
        migrations.AddField(
            model_name='planactivity',
            name='mentee_reflection',
            field=models.TextField(blank=True, max_length=2000, verbose_name='впечатления наставляемого'),
        ),
        migrations.AddField(
            model_name='planactivity',
            name='mentor_note',
            field=models.TextField(blank=True, max_length=2000, verbose_name='заметка наставника'),
        ),
        migrations.AddField(
            model_name='planactivity',
            name='product',
            field=models.CharField(blank=True, max_length=500, verbose_name='что получилось'),
        ),
        migrations.AddField(
            model_name='program',
            name='council_agreed_on',
            field=models.DateField(blank=True, null=True, verbose_name='согласована советом'),
        ),
        migrations.AddField(
            model_name='program',
            name='council_words',
            field=models.CharField(blank=True, max_length=300, verbose_name='решение совета'),
        ),
        migrations.AddField(
            model_name='program',
            name='course',
            field=models.CharField(blank=True, max_length=300, verbose_name='часть программы повышения квалификации'),
        ),
        migrations.AddField(
            model_name='program',
            name='developer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person', verbose_name='кто составляет'),
        ),
        migrations.AddField(
            model_name='program',
            name='entry_measured_on',
            field=models.DateField(blank=True, null=True, verbose_name='замер на входе'),
        ),
        migrations.AddField(
            model_name='program',
            name='exit_measured_on',
            field=models.DateField(blank=True, null=True, verbose_name='замер на выходе'),
        ),
        migrations.AddField(
            model_name='program',
            name='interim_results',
            field=models.TextField(blank=True, max_length=3000, verbose_name='промежуточные результаты'),
        ),
        migrations.AddField(
            model_name='program',
            name='mentee_activity',
            field=models.TextField(blank=True, max_length=3000, verbose_name='что делает наставляемый'),
        ),
        migrations.AddField(
            model_name='program',
            name='mentor_report',
            field=models.TextField(blank=True, max_length=10000, verbose_name='отчёт наставника'),
        ),
        migrations.AddField(
            model_name='program',
            name='mentor_reported_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='program',
            name='outcome',
            field=models.TextField(blank=True, max_length=3000, verbose_name='итог'),
        ),
        migrations.AddField(
            model_name='program',
            name='risks',
            field=models.TextField(blank=True, max_length=2000, verbose_name='риски и что с ними делать'),
        ),
        migrations.AddField(
            model_name='program',
            name='strengths_supported',
            field=models.TextField(blank=True, max_length=3000, verbose_name='сильные стороны и их поддержка'),
        ),
        migrations.AddField(
            model_name='program',
            name='tasks',
            field=models.TextField(blank=True, max_length=3000, verbose_name='задачи'),
        ),
        migrations.AddField(
            model_name='unit',
            name='pause_reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='почему приостановлена'),
        ),
        migrations.AddField(
            model_name='unit',
            name='paused_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='amendment',
            name='new_end_on',
            field=models.DateField(blank=True, null=True, verbose_name='новая дата окончания'),
        ),
        migrations.AlterField(
            model_name='amendment',
            name='program',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='amendments', to='programs.program'),
        ),
        migrations.AlterField(
            model_name='amendmentsignature',
            name='amendment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='programs.amendment'),
        ),
        migrations.AlterField(
            model_name='planactivity',
            name='responsible',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.unitmember', verbose_name='ответственный'),
        ),
        migrations.AlterField(
            model_name='program',
            name='activities',
            field=models.TextField(blank=True, max_length=3000, verbose_name='что делает наставник'),
        ),
        migrations.AlterField(
            model_name='program',
            name='goal',
            field=models.TextField(blank=True, max_length=3000, verbose_name='цель'),
        ),
        migrations.AlterField(
            model_name='program',
            name='planned_results',
            field=models.TextField(blank=True, max_length=3000, verbose_name='планируемые результаты'),
        ),
        migrations.AlterField(
            model_name='program',
            name='state',
            field=models.CharField(choices=[('draft', 'составляют'), ('on_council', 'у совета наставников'), ('curator_check', 'на проверке куратора'), ('approved', 'утверждена'), ('running', 'идёт'), ('completing', 'завершается'), ('completed', 'завершена'), ('terminated', 'завершена досрочно')], default='draft', max_length=14, verbose_name='состояние'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.UniqueConstraint(condition=models.Q(('in_force_on', None), ('refused_on', None)), fields=('region', 'program'), name='amendment_one_open'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['extend', 'shorten']), ('new_end_on__isnull', False), ('new_form', ''), ('plan', None)), models.Q(('kind', 'plan'), ('new_end_on', None), ('new_form', ''), ('plan__isnull', False)), models.Q(('kind', 'form'), ('new_end_on', None), ('plan', None), models.Q(('new_form', ''), _negated=True)), _connector='OR'), name='amendment_brings_what_it_changes'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(('in_force_on', None), ('refused_on', None), _connector='OR'), name='amendment_decided_one_way'),
        ),
        migrations.AddConstraint(
            model_name='amendmentsignature',
            constraint=models.UniqueConstraint(fields=('region', 'amendment', 'member'), name='amendment_signed_once'),
        ),
        migrations.AddConstraint(
            model_name='program',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'running', 'completing', 'completed']), _negated=True), ('approved_on__isnull', False), _connector='OR'), name='program_at_work_was_approved'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'paused'), _negated=True), ('paused_on__isnull', False), _connector='OR'), name='unit_paused_has_a_day'),
        ),
        migrations.AddField(
            model_name='ending',
            name='program',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='endings', to='programs.program'),
        ),
        migrations.AddField(
            model_name='ending',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person'),
        ),
        migrations.AddField(
            model_name='ending',
            name='region',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region'),
        ),
        migrations.AddField(
            model_name='endingword',
            name='ending',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='programs.ending'),
        ),
        migrations.AddField(
            model_name='endingword',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.unitmember'),
        ),
        migrations.AddField(
            model_name='endingword',
            name='region',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region'),
        ),
        migrations.AddField(
            model_name='programmenteepart',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.unitmember'),
        ),
        migrations.AddField(
            model_name='programmenteepart',
            name='program',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='programs.program'),
        ),
        migrations.AddField(
            model_name='programmenteepart',
            name='region',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region'),
        ),
        migrations.AddField(
            model_name='programnote',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person'),
        ),
        migrations.AddField(
            model_name='programnote',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person'),
        ),
        migrations.AddField(
            model_name='programnote',
            name='line',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notes', to='programs.planactivity'),
        ),
        migrations.AddField(
            model_name='programnote',
            name='program',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='programs.program'),
        ),
        migrations.AddField(
            model_name='programnote',
            name='region',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region'),
        ),
        migrations.AddField(
            model_name='programtemplate',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person'),
        ),
        migrations.AddField(
            model_name='programtemplate',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='program_templates', to='accounts.organization'),
        ),
        migrations.AddField(
            model_name='programtemplate',
            name='region',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region'),
        ),
        migrations.AddField(
            model_name='programtemplateline',
            name='region',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region'),
        ),
        migrations.AddField(
            model_name='programtemplateline',
            name='template',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='programs.programtemplate'),
        ),
        migrations.AddField(
            model_name='programversion',
            name='made_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person'),
        ),
        migrations.AddField(
            model_name='programversion',
            name='program',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='programs.program'),
        ),
        migrations.AddField(
            model_name='programversion',
            name='region',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region'),
        ),
        migrations.AddField(
            model_name='reflection',
            name='member',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.unitmember'),
        ),
        migrations.AddField(
            model_name='reflection',
            name='program',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reflections', to='programs.program'),
        ),
        migrations.AddField(
            model_name='reflection',
            name='region',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region'),
        ),
        migrations.AddConstraint(
            model_name='ending',
            constraint=models.UniqueConstraint(condition=models.Q(('done_on', None), ('withdrawn_on', None)), fields=('region', 'program'), name='ending_one_open'),
        ),
        migrations.AddConstraint(
            model_name='ending',
            constraint=models.UniqueConstraint(condition=models.Q(('done_on__isnull', False)), fields=('region', 'program'), name='ending_done_once'),
        ),
        migrations.AddConstraint(
            model_name='ending',
            constraint=models.CheckConstraint(condition=models.Q(('done_on', None), ('withdrawn_on', None), _connector='OR'), name='ending_decided_one_way'),
        ),
        migrations.AddConstraint(
            model_name='ending',
            constraint=models.CheckConstraint(condition=models.Q(('done_on', None), ('ends_on', None), ('done_on__gte', models.F('ends_on')), _connector='OR'), name='ending_not_before_its_day'),
        ),
        migrations.AddConstraint(
            model_name='ending',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason__in', ['MENTOR_INITIATIVE', 'MENTEE_INITIATIVE', 'EMPLOYER_CANCEL']), _negated=True), ('filed_on__isnull', False), _connector='OR'), name='ending_by_statement_has_its_day'),
        ),
        migrations.AddConstraint(
            model_name='endingword',
            constraint=models.UniqueConstraint(fields=('region', 'ending', 'member'), name='ending_word_once'),
        ),
        migrations.AddConstraint(
            model_name='programmenteepart',
            constraint=models.UniqueConstraint(fields=('region', 'program', 'member'), name='program_part_once'),
        ),
        migrations.AddConstraint(
            model_name='programnote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='program_note_answered_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='programnote',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'agreed'), models.Q(('text', ''), _negated=True), _connector='OR'), name='program_note_says_something'),
        ),
        migrations.AddConstraint(
            model_name='programtemplate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['on_trial', 'recommended', 'not_recommended']), _negated=True), ('trial_from__isnull', False), _connector='OR'), name='template_tried_has_a_day'),
        ),
        migrations.AddConstraint(
            model_name='programtemplate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['recommended', 'not_recommended']), _negated=True), models.Q(('trial_to__gte', models.F('trial_from')), models.Q(('trial_outcome', ''), _negated=True)), _connector='OR'), name='template_judged_by_its_trial'),
        ),
        migrations.AddConstraint(
            model_name='programtemplateline',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('region', 'template', 'position'), name='template_position_once'),
        ),
        migrations.AddConstraint(
            model_name='programversion',
            constraint=models.UniqueConstraint(fields=('region', 'program', 'number'), name='program_version_number_once'),
        ),
        migrations.AddConstraint(
            model_name='reflection',
            constraint=models.UniqueConstraint(fields=('region', 'program', 'member'), name='reflection_once', nulls_distinct=False),
        ),
        ]
