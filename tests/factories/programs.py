import datetime

import factory
from factory.django import DjangoModelFactory

from accounts import clock
from programs import models as p

from .accounts import MembershipFactory, PersonFactory, SchoolFactory, StoredFileFactory


class LegalActFactory(DjangoModelFactory):
    class Meta:
        model = p.LegalAct

    code = factory.Sequence(lambda n: f"act-{n}")
    level = "federal"
    title = "Указ о Годе педагога и наставника"
    instrumental = "Указом о Годе педагога и наставника"
    issued_on = datetime.date(2022, 6, 27)
    number = "401"
    effective_from = datetime.date(2022, 6, 27)


class RegulationFactory(DjangoModelFactory):
    """A draft: it comes into force by its order (programs.workflow)."""

    class Meta:
        model = p.Regulation

    organization = factory.SubFactory(SchoolFactory)
    number = factory.Sequence(lambda n: 100 + n)
    title = "Положение о системе наставничества"
    created_at = factory.LazyFunction(clock.now)


class OrderFactory(DjangoModelFactory):
    """A draft without clauses (add them with ClauseFactory); other states are reached by programs.workflow.move."""

    class Meta:
        model = p.Order

    organization = factory.SubFactory(SchoolFactory)
    title = "Об утверждении Положения о системе наставничества"
    preamble = "В целях развития наставничества"
    place = "г. Приозёрск"
    drafted_by = factory.SubFactory(PersonFactory)
    created_at = factory.LazyFunction(clock.now)


class ClauseFactory(DjangoModelFactory):
    class Meta:
        model = p.OrderClause

    order = factory.SubFactory(OrderFactory)
    position = factory.LazyAttribute(lambda row: row.order.clauses.count() + 1)
    kind = "task"
    text = "Довести приказ до работников."


class ImportBatchFactory(DjangoModelFactory):
    class Meta:
        model = p.ImportBatch

    organization = factory.SubFactory(SchoolFactory)
    kind = "mentors"
    file = factory.SubFactory(StoredFileFactory, purpose="import")
    sha256 = factory.LazyAttribute(lambda row: row.file.sha256)
    created_by = factory.SubFactory(PersonFactory)
    membership = factory.SubFactory(MembershipFactory)
    created_at = factory.LazyFunction(clock.now)
