import datetime
import hashlib

import factory
from factory.django import DjangoModelFactory

from accounts import clock
from accounts import models as a
from tests.support.names import next_name
from tests.world import BEGAN, PASSWORD

DAY = datetime.timedelta(days=1)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class UserFactory(DjangoModelFactory):
    class Meta:
        model = a.User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@factory.test")

    @classmethod
    def _create(cls, model_class, *args, **fields):
        return model_class.objects.create_user(fields.pop("email"), fields.pop("password", PASSWORD), **fields)


class SchoolFactory(DjangoModelFactory):
    """Under the region's authority unless ``parent`` says where; its path follows."""

    class Meta:
        model = a.Organization

    kind = "school"
    school_kind = "general"
    name = factory.Sequence(lambda n: f"Муниципальное бюджетное учреждение «Средняя школа № {100 + n}»")
    short_name = factory.Sequence(lambda n: f"Школа № {100 + n}")
    slug = factory.Sequence(lambda n: f"school-{100 + n}")
    place = "г. Приозёрск"
    parent = factory.LazyFunction(lambda: a.Organization.objects.get(parent=None))

    @classmethod
    def _create(cls, model_class, *args, **fields):
        row = super()._create(model_class, *args, **fields)
        row.path = f"{row.parent.path}{row.pk}/"
        row.save(update_fields=["path"])
        return row


class MunicipalityFactory(SchoolFactory):
    kind = "municipality"
    school_kind = ""
    name = factory.Sequence(lambda n: f"Комитет по образованию района {n}")
    short_name = factory.Sequence(lambda n: f"Комитет {n}")
    slug = factory.Sequence(lambda n: f"municipality-{n}")


class PersonFactory(DjangoModelFactory):
    """A woman or a man in turn; ``last_name`` and the rest may be given."""

    class Meta:
        model = a.Person
        exclude = ["name"]

    name = factory.LazyFunction(next_name)
    last_name = factory.LazyAttribute(lambda row: row.name.last_name)
    first_name = factory.LazyAttribute(lambda row: row.name.first_name)
    patronymic = factory.LazyAttribute(lambda row: row.name.patronymic)
    gender = factory.LazyAttribute(lambda row: row.name.gender)
    email = factory.Sequence(lambda n: f"person{n}@factory.test")


class EmploymentFactory(DjangoModelFactory):
    class Meta:
        model = a.Employment

    person = factory.SubFactory(PersonFactory)
    organization = factory.SubFactory(SchoolFactory)
    title = "учитель математики"
    valid_from = BEGAN


class StudentProfileFactory(DjangoModelFactory):
    class Meta:
        model = a.StudentProfile

    person = factory.SubFactory(PersonFactory, email="")
    organization = factory.SubFactory(SchoolFactory)
    class_label = "7Б"
    valid_from = BEGAN


class MembershipFactory(DjangoModelFactory):
    """With a login of the person's: ``MembershipFactory(role="head", organization_id=…)``."""

    class Meta:
        model = a.Membership

    person = factory.SubFactory(PersonFactory, user=factory.SubFactory(UserFactory))
    user = factory.LazyAttribute(lambda row: row.person.user)
    organization = factory.SubFactory(SchoolFactory)
    role = "curator"
    valid_from = BEGAN


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = a.Invitation

    person = factory.SubFactory(PersonFactory)
    email = factory.LazyAttribute(lambda row: row.person.email)
    secret_hash = factory.Sequence(lambda n: sha(f"invitation {n}"))
    created_at = factory.LazyFunction(clock.now)
    expires_at = factory.LazyAttribute(lambda row: row.created_at + 7 * DAY)


class NoticeFactory(DjangoModelFactory):
    class Meta:
        model = a.Notice

    person = factory.SubFactory(PersonFactory)
    text = "Приказ ждёт вашей подписи"
    dedupe_key = factory.Sequence(lambda n: f"factory:{n}")
    created_at = factory.LazyFunction(clock.now)


class DeadlineFactory(DjangoModelFactory):
    """Open since yesterday, due in a week."""

    class Meta:
        model = a.Deadline

    organization = factory.SubFactory(SchoolFactory)
    kind = "factory"
    key = factory.Sequence(lambda n: f"{n}")
    title = "Отправить отчёт"
    role = "curator"
    due_at = factory.LazyFunction(lambda: clock.now() + 7 * DAY)
    opens_at = factory.LazyFunction(lambda: clock.now() - DAY)
    opened_at = factory.LazyAttribute(lambda row: row.opens_at)


class OutboxMessageFactory(DjangoModelFactory):
    class Meta:
        model = a.OutboxMessage

    kind = "mail"
    payload = factory.LazyFunction(lambda: {"to": "person@factory.test", "subject": "Проба"})
    dedupe_key = factory.Sequence(lambda n: f"factory:{n}")
    created_at = factory.LazyFunction(clock.now)
    next_attempt_at = factory.LazyAttribute(lambda row: row.created_at)


class StoredFileFactory(DjangoModelFactory):
    """The row alone: what stands behind it on the disk is the service's matter."""

    class Meta:
        model = a.StoredFile

    organization = factory.SubFactory(SchoolFactory)
    purpose = "scan"
    sha256 = factory.Sequence(lambda n: sha(f"file {n}"))
    size = 1024
    content_type = "application/pdf"
    name = "скан.pdf"
    created_at = factory.LazyFunction(clock.now)


class AuditEventFactory(DjangoModelFactory):
    class Meta:
        model = a.AuditEvent

    at = factory.LazyFunction(clock.now)
    organization = factory.SubFactory(SchoolFactory)
    verb = "order.submit"
    object_type = "programs.Order"
    object_id = 1
