from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import ExtractYear, Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Employment, Membership, ObjectGrant, Organization, Person
from accounts.models.grant import GrantManager
from accounts.tenancy import TenantManager, TenantModel, TenantQuerySet

from .application import MentorReplacement
from .council import Council
from .duty import DutyRelease
from .order_kind import OrderKind
from .reference import LegalAct
from .regulation import Regulation
from .roadmap import Roadmap
from .unit import Unit


def same_number(written: str | Value = "number") -> Func:
    """«13 – А» and «13-а» are one number: without spaces, dashes and case. Of a column, or of a ``Value``."""
    signs = r"[\s\u00a0\u2009\u202f\u2010-\u2015\u2212-]+"
    return Func(
        Lower(written), Value(signs), Value(""), Value("g"), function="regexp_replace", output_field=models.CharField()
    )


class OrderQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "OrderQuerySet":
        """Whole orders of the actor's own node; those he agrees or must acknowledge; those opened to him by a grant."""
        seen = Q(pk__in=Acknowledgement.objects.filter(person_id=actor.person_id).values("order_id"))
        mine = Visa.objects.filter(person_id=actor.person_id)
        seen |= Q(pk__in=mine.values("order_id"), organization_id__in=_places_of(actor))
        if actor.may("order.view"):
            seen |= Q(organization_id=actor.organization_id)
        elif actor.may("order.publish"):
            seen |= Q(
                organization_id=actor.organization_id,
                state__in=[Order.State.REGISTERED, Order.State.PUBLISHED],
            )
        if actor.user_id is not None:
            grants = OrderGrant.objects.filter(
                user_id=actor.user_id,
                valid_from__lte=actor.today,
                valid_to__gte=actor.today,
                revoked_at=None,
            )
            seen |= Q(pk__in=grants.values("content_object_id"))
        return self.filter(seen) if actor.may("agreement.manage") else self.filter(seen).without_money()

    def without_money(self) -> "OrderQuerySet":
        """What is paid to whom is the business of the head and the curator alone."""
        return self.exclude(pk__in=OrderClause.objects.filter(kind=OrderKind.PAYMENT).values("order_id"))

    def requisites_for(self, actor) -> "OrderQuerySet":
        """Number, date and title of the registered orders below the actor's node (the municipality's right)."""
        if not actor.may("order.requisites"):
            return self.none()
        return self.filter(
            organization_id__in=actor.organization_ids,
            state__in=[
                Order.State.REGISTERED,
                Order.State.PUBLISHED,
                Order.State.CANCELLED,
            ],
        ).exclude(organization_id=actor.organization_id)


def _places_of(actor) -> "models.QuerySet[Organization]":
    """Where the person works or holds a role today: whoever has left agrees no drafts there, and reads none."""
    roles = Membership.objects.in_force(actor.today).filter(person_id=actor.person_id)
    jobs = Employment.objects.in_force(actor.today).filter(person_id=actor.person_id)
    return Organization.objects.filter(
        Q(pk__in=roles.values("organization_id")) | Q(pk__in=jobs.values("organization_id"))
    )


class Order(TenantModel):
    """An order (приказ) of one organization. Its life is programs.transitions; its effects are its clauses'.

    ``number`` is kept exactly as typed («13 – А», «47/1») and held once in a year, however its spaces and dashes are
    written; ``number_apart`` says knowingly why it stands twice: another journal, an old order. ``stamp_number`` is the
    number in the approval stamp where it differs from the head's (S1: 7711 and 47/1).
    ``version`` grows with every edit and refuses stale forms. ``content_hash`` is what the head signed.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("черновик")
        AGREEING = "agreeing", _("на согласовании")
        FOR_REVIEW = "for_review", _("на утверждении")
        RETURNED = "returned", _("возвращён")
        APPROVED = "approved", _("утверждён")
        SIGNED = "signed", _("подписан")
        REGISTERED = "registered", _("зарегистрирован")
        PUBLISHED = "published", _("опубликован")
        CANCELLED = "cancelled", _("отменён")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="orders")
    title = models.CharField(_("заголовок"), max_length=300, help_text=_("Начните с «Об» или «О»"))
    preamble = models.TextField(_("преамбула"), max_length=4000, blank=True)
    number = models.CharField(_("номер"), max_length=60, blank=True)
    stamp_number = models.CharField(_("номер в грифе приложения"), max_length=60, blank=True)
    number_apart = models.CharField(_("почему номер повторяется"), max_length=120, blank=True)
    dated = models.DateField(_("дата"), null=True, blank=True)
    place = models.CharField(_("место составления"), max_length=120, blank=True)
    state = models.CharField(_("состояние"), max_length=12, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    # Of the words as they were sent: their tables are read from the records, which may change while the order waits.
    sent_hash = models.CharField(max_length=64, blank=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    signed_as = models.CharField(_("должность подписавшего"), max_length=200, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    content = models.JSONField(null=True, blank=True, help_text=_("то, что подписано: неизменно"))
    content_hash = models.CharField(max_length=64, blank=True)
    registered_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="cancels")
    created_at = models.DateTimeField()

    objects = TenantManager.from_queryset(OrderQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("приказ")
        verbose_name_plural = _("приказы")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["region", "organization", "state"]),
            models.Index(fields=["region", "organization", "dated", "number"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["registered", "published"]) | (Q(dated__isnull=False) & ~Q(number="")),
                name="order_registered_has_number_and_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "registered", "published"])
                | (
                    Q(
                        signed_at__isnull=False,
                        signed_by__isnull=False,
                        content__isnull=False,
                    )
                    & ~Q(content_hash="")
                ),
                name="order_signed_has_signature",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(registered_at__isnull=False),
                name="order_published_is_registered",
            ),
            models.UniqueConstraint(
                "region", "organization", ExtractYear("dated"), same_number(), Lower("number_apart"),
                condition=Q(registered_at__isnull=False), name="order_number_once_a_year",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"№ {self.number}" if self.number else self.title

    @property
    def is_editable(self) -> bool:
        return self.state in {self.State.DRAFT, self.State.RETURNED}


class OrderClause(TenantModel):
    """A numbered clause: what is ordered, who does it, by when, and what its registration sets in motion."""

    class Mode(models.TextChoices):
        ORDERED = "ordered", _("приказано")
        RECOMMENDED = "recommended", _("рекомендовано")

    order = models.ForeignKey(Order, models.CASCADE, related_name="clauses")
    position = models.PositiveSmallIntegerField(_("№"))
    kind = models.CharField(_("вид"), max_length=24, choices=OrderKind)
    text = models.TextField(_("текст"), max_length=4000)
    mode = models.CharField(_("сила"), max_length=12, choices=Mode, default=Mode.ORDERED)
    executor = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("исполнитель"),
    )
    due_on = models.DateField(_("срок"), null=True, blank=True)
    regulation = models.ForeignKey(Regulation, models.PROTECT, null=True, blank=True, related_name="clauses")
    roadmap = models.ForeignKey(Roadmap, models.PROTECT, null=True, blank=True, related_name="clauses")
    target = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="changing_clauses", verbose_name=_("какой приказ")
    )
    replacement = models.ForeignKey(MentorReplacement, models.PROTECT, null=True, blank=True, related_name="clauses")
    release = models.ForeignKey(DutyRelease, models.PROTECT, null=True, blank=True, related_name="clauses")
    council = models.ForeignKey(Council, models.PROTECT, null=True, blank=True, related_name="clauses")
    done_on = models.DateField(_("исполнено"), null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(kind="pair_change") | Q(replacement__isnull=False))
                & (~Q(kind="duty_release") | Q(release__isnull=False))
                & (~Q(kind="council_creation") | Q(council__isnull=False)),
                name="clause_names_its_subject",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["order_cancellation", "order_amendment"]) | Q(target__isnull=False),
                name="clause_about_order_names_it",
            ),
            models.UniqueConstraint(
                fields=["region", "order", "position"],
                name="clause_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["statute_approval", "statute_repeal"]) | Q(regulation__isnull=False),
                name="clause_about_statute_names_it",
            ),
            models.CheckConstraint(
                condition=~Q(kind="roadmap_approval") | Q(roadmap__isnull=False), name="clause_about_roadmap_names_it"
            ),
            models.CheckConstraint(
                condition=~Q(
                    kind__in=[
                        "curator_appointment",
                        "coordinator_appointment",
                        "responsible_mnc",
                        "mentor_appointment",
                    ]
                )
                | Q(executor__isnull=False),
                name="clause_of_appointment_names_person",
            ),
        ]


class OrderUnit(TenantModel):
    """A pair or group in the table of a clause (OF_UNITS). PAIR_ASSIGNMENT and PAIR_LENDING hold it (``in_force``) from
    registration until its end or its termination; in a school it is held by one order at a time."""

    clause = models.ForeignKey(OrderClause, models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="order_units")
    in_force = models.BooleanField(default=False)
    # The order of the mentor's own school, when the pair is of another one: such a pair is held by both.
    by_lender = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "clause", "unit"], name="order_unit_once"),
            models.UniqueConstraint(
                fields=["region", "unit", "by_lender"], condition=Q(in_force=True), name="unit_in_one_order_in_force"
            ),
        ]


class OrderBasis(TenantModel):
    """An act that the preamble stands on."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="bases")
    act = models.ForeignKey(LegalAct, models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["region", "order", "act"], name="order_basis_once")]


class OrderRemark(TenantModel):
    """Why an order was returned: a remark of the head on a place in the text; answered by the next submission."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="remarks")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    place = models.CharField(_("место в тексте"), max_length=100, blank=True)
    text = models.TextField(_("замечание"), max_length=2000)
    order_version = models.PositiveIntegerField()
    words = models.JSONField(default=dict, help_text=_("текст, к которому замечание (programs.order_changes)"))
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]


class VisaKind(models.TextChoices):
    """Whose word it is. The union's is an opinion and the council's a decision of a body: each names its minutes."""

    OFFICE = "office", _("согласование")
    COUNCIL = "council", _("согласование коллегиального органа")
    UNION = "union", _("мнение профсоюзного комитета")


class Visa(TenantModel):
    """One agreement of a draft: asked once of a person for one edition of the words, so that an edit clears the sheet.

    ``post`` is the post under which it is printed, as it was when the visa was asked for.
    """

    class Verdict(models.TextChoices):
        AGREED = "agreed", _("согласен")
        REMARKS = "remarks", _("согласен с замечаниями")
        AGAINST = "against", _("не согласен")

    order = models.ForeignKey(Order, models.CASCADE, related_name="visas")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(_("вид"), max_length=8, choices=VisaKind)
    position = models.PositiveSmallIntegerField(_("№"))
    post = models.CharField(_("должность"), max_length=200, blank=True)
    order_version = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    verdict = models.CharField(_("решение"), max_length=8, choices=Verdict, blank=True)
    text = models.TextField(_("замечания"), max_length=1000, blank=True)
    minutes = models.CharField(_("протокол"), max_length=100, blank=True)
    decided_on = models.DateField(_("дата"), null=True, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("виза")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "order", "order_version", "person", "kind"], name="visa_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(verdict="", decided_on=None) | (~Q(verdict="") & Q(decided_on__isnull=False)),
                name="visa_decided_has_date",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", "agreed"]) | ~Q(text=""), name="visa_with_remarks_says_them"
            ),
        ]


class Acknowledgement(TenantModel):
    """«С приказом ознакомлен»: one row a person, dated by himself in the system or by the curator from the paper."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="acknowledgements")
    person = models.ForeignKey(Person, models.PROTECT, related_name="acknowledgements")
    acknowledged_on = models.DateField(null=True, blank=True)
    on_paper = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["region", "order", "person"], name="acknowledgement_once")]


class Appointment(TenantModel):
    """A role given by a registered clause: the curator is in force from his order (S1 order п. 2, S4 order п. 3)."""

    clause = models.ForeignKey(OrderClause, models.PROTECT, related_name="appointments")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="appointments")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["region", "clause", "membership"], name="appointment_once")]


class OrderGrantQuerySet(TenantQuerySet):
    def visible_to(self, actor) -> "OrderGrantQuerySet":
        mine = Q(content_object__organization_id__in=actor.organization_ids)
        return self.filter(mine | Q(user_id=actor.user_id))


class OrderGrantManager(GrantManager.from_queryset(OrderGrantQuerySet)):
    """Grants that may be asked for by who sees them."""


class OrderGrant(ObjectGrant):
    """A guest's look at one order, for a time."""

    content_object = models.ForeignKey(Order, models.CASCADE, related_name="grants")

    objects = OrderGrantManager()

    class Meta(ObjectGrant.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["region", "user", "permission", "content_object"],
                name="order_grant_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="order_grant_ends_after_it_begins",
            ),
        ]
