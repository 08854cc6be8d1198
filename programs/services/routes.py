"""A teacher's learning route step by step. The teacher and his tutor write, the mentor and the curator read."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import Membership, Person
from accounts.notices import notify
from accounts.permissions import Actor, grant_permission
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.services.grants import LONGEST

from ..models import (
    Diagnosis,
    DifficultyItem,
    LearningRoute,
    LearningRouteGrant,
    MenteeEntry,
    MenteeRequest,
    RouteItem,
    RouteRemark,
    RouteRevision,
)
from ..queries.diagnoses import area_name, jobs_at, standing_levels, words_about
from ..queries.regulations import effective_regulation
from ..regulation.catalogue.choices import DIFFICULTY_AREAS
from ..regulation.snapshots import snapshot
from ..terms import last_day, months_between
from ..workflow import move
from .difficulties import Word, close_what_is_over, write_words

State = LearningRoute.State
TUTORS = (Role.CNPPM_TUTOR, Role.MUNICIPAL_TUTOR)


def may_write(actor: Actor, route: LearningRoute) -> bool:
    return LearningRoute.objects.written_by(actor).filter(pk=route.pk).exists()


def check_writes(actor: Actor, route: LearningRoute) -> None:
    if not may_write(actor, route):
        raise Refusal(_("Маршрут ведут педагог и его тьютор"), code="permission")


def usual_term(actor: Actor) -> tuple[datetime.date, datetime.date]:
    """What the form offers: from the first day of this month, as long as the regulation asks at least."""
    today = actor.today
    start = today.replace(day=1)
    least = effective_regulation(actor.organization, today).value("route.months_min")
    return start, last_day(start, least or 12)


@transaction.atomic
def start_route(*, actor: Actor, start_on: datetime.date, end_on: datetime.date) -> LearningRoute:
    """A teacher begins his route at his school: where the regulation knows routes, for a term that it allows. A second
    press finds the route of the first."""
    rules = effective_regulation(actor.organization, actor.today)
    if not rules.value("route.enabled"):
        raise Refusal(
            _("Маршрутов педагогов регламент вашей организации не ведёт"),
            clause=rules["route.enabled"].basis,
            todo=_("Самодиагностика и программа с наставником доступны и без маршрута"),
        )
    if not jobs_at(actor.organization_id, actor.today).filter(person_id=actor.person_id).exists():
        raise Refusal(_("Маршрут ведёт педагог своей организации"), code="permission")
    check_months(rules, start_on, end_on)
    Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=actor.person_id)  # presses one after another
    own = LearningRoute.objects.filter(educator_id=actor.person_id, organization_id=actor.organization_id)
    open_one = own.exclude(state__in=["completed", "abandoned"]).first()
    if open_one is not None:
        if (open_one.state, open_one.start_on, open_one.end_on) == (State.DRAFT, start_on, end_on):
            return open_one
        raise Refusal(_("У вас уже есть маршрут"), todo=_("Продолжите его или прекратите с указанием причины"))
    route = LearningRoute.objects.create(
        organization=actor.organization,
        educator_id=actor.person_id,
        start_on=start_on,
        end_on=end_on,
        steps=rules.value("route.steps"),
        snapshot=snapshot(rules),
        created_at=clock.now(),
    )
    audit.record(actor, "learningroute.create", route, to_state=route.state)
    return route


def check_months(rules: Any, start_on: datetime.date, end_on: datetime.date) -> None:
    """Raise Refusal when the term is outside the regulation's limits (S1, S5: 48–60 months)."""
    if end_on <= start_on:
        raise Refusal(_("Окончание раньше начала"), todo=_("Проверьте обе даты"))
    months = months_between(start_on, end_on)
    least, most = rules.value("route.months_min"), rules.value("route.months_max")
    if least is not None and months < least:
        raise Refusal(
            _("Маршрут короче %s месяцев") % least,
            clause=rules["route.months_min"].basis,
            todo=_("Окончание не раньше %s") % f"{last_day(start_on, least):%d.%m.%Y}",
        )
    if most is not None and months > most:
        raise Refusal(
            _("Маршрут длиннее %s месяцев") % most,
            clause=rules["route.months_max"].basis,
            todo=_("Окончание не позже %s") % f"{last_day(start_on, most):%d.%m.%Y}",
        )


def _locked(actor: Actor, route: LearningRoute) -> LearningRoute:
    check_writes(actor, route)
    row = LearningRoute.objects.select_for_update(of=("self",)).select_related("diagnosis").get(pk=route.pk)
    if row.state in {State.COMPLETED, State.ABANDONED}:
        raise Refusal(_("Маршрут закончен: %s") % row.get_state_display(), code="state")
    return row


def _saved(row: LearningRoute, actor: Actor, verb: str, **changes: Any) -> LearningRoute:
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))
    audit.record(actor, verb, row)
    return row


@transaction.atomic
def describe_ideal(
    *, actor: Actor, route: LearningRoute, ideal_self: str, closeness_before: int | None = None
) -> LearningRoute:
    """Step 1; may be put in other words as long as the route goes on."""
    row = _locked(actor, route)
    changes = {"ideal_self": ideal_self.strip(), "closeness_before": closeness_before, "ideal_on": actor.today}
    if row.state == State.DRAFT and row.steps is not None:
        return move(row, "describe", actor=actor, changes=changes, as_effect=True)
    if row.steps is not None and not ideal_self.strip():
        raise Refusal(_("Образ себя не бывает пустым"), todo=_("Напишите одно-два предложения"))
    return _saved(row, actor, "learningroute.edit_ideal", **changes)


def _asked_for(route: LearningRoute, actor: Actor) -> MenteeRequest | None:
    """The teacher's open request, for himself and whoever may read it in the bank: not for his tutor."""
    entries = MenteeEntry.objects.visible_to(actor).filter(person_id=route.educator_id)
    return MenteeRequest.objects.filter(entry__in=entries, withdrawn_at=None).first()


def wished_for(route: LearningRoute, actor: Actor) -> str:
    """What the teacher's request wished for: the first words of the ideal, offered and put otherwise."""
    request = _asked_for(route, actor)
    return request.desired_result if request else ""


def offered(route: LearningRoute, actor: Actor) -> dict[str, Word]:
    """What the actor may know of each area already: the newest diagnosis, then the request (an area asked for is 2)."""
    words = {area: Word() for area in DIFFICULTY_AREAS}
    asked = _asked_for(route, actor)
    for area in asked.areas if asked else ():
        if area in words:
            words[area] = Word(level=2, description=asked.problem[:500] if len(asked.areas) == 1 else "")
    for area, item in standing_levels(route.educator_id, actor).items():
        words[area] = Word(item.level, item.description, item.evidence)
    strong = words_about(route.educator_id, actor).exclude(strength="")
    for item in strong.order_by("diagnosis__held_on"):
        words[item.area] = Word(
            words[item.area].level, words[item.area].description, words[item.area].evidence, item.strength
        )
    for item in route.diagnosis.items.all() if route.diagnosis else ():
        known = words[item.area]
        level = known.level if item.level is None else item.level
        words[item.area] = Word(
            level, item.description or known.description, item.evidence or known.evidence, item.strength
        )
    return words


def _diagnosis_of(row: LearningRoute, actor: Actor) -> Diagnosis:
    """The self-diagnosis that the route stands on; one made for it on the first need, in the teacher's name."""
    if row.diagnosis is not None:
        return row.diagnosis
    made = Diagnosis.objects.create(
        organization=row.organization,
        person_id=row.educator_id,
        method=Diagnosis.Method.SELF,
        assessor_id=row.educator_id,
        held_on=actor.today,
        created_at=clock.now(),
    )
    audit.record(actor, "diagnosis.create", made, person=row.educator_id, method="self")
    row.diagnosis = made
    row.save(update_fields=["diagnosis"])
    return made


@transaction.atomic
def tell_strengths(*, actor: Actor, route: LearningRoute, strengths: Mapping[str, str]) -> LearningRoute:
    """Step 2: what one is strong in, by areas."""
    row = _locked(actor, route)
    _not_before(row, State.SELF_DETERMINATION)
    diagnosis = _diagnosis_of(row, actor)
    kept = {item.area: item for item in diagnosis.items.all()}
    for area in DIFFICULTY_AREAS:
        said, item = strengths.get(area, "").strip()[:500], kept.get(area)
        if said or (item and item.level is not None):
            DifficultyItem.objects.update_or_create(diagnosis=diagnosis, area=area, defaults={"strength": said})
        elif item:
            item.delete()
    if row.state == State.SELF_DETERMINATION:
        return move(row, "tell_strengths", actor=actor, as_effect=True)
    audit.record(actor, "learningroute.edit_strengths", row)
    return row


@transaction.atomic
def tell_deficits(*, actor: Actor, route: LearningRoute, words: Mapping[str, Word]) -> LearningRoute:
    """Step 3: how hard each of the nine areas is; the strengths of step 2 stay."""
    row = _locked(actor, route)
    _not_before(row, State.STRENGTHS_DIAG)
    diagnosis = _diagnosis_of(row, actor)
    strong = {item.area: item.strength for item in diagnosis.items.all()}
    told = {
        area: Word(word.level, word.description, word.evidence, strong.get(area, ""))
        for area, word in words.items()
        if area in DIFFICULTY_AREAS
    }
    write_words(diagnosis, {area: word for area, word in told.items() if not word.is_empty})
    close_what_is_over(diagnosis)
    if row.state in {State.STRENGTHS_DIAG}:
        return move(row, "tell_deficits", actor=actor, as_effect=True)
    audit.record(actor, "learningroute.edit_deficits", row)
    return row


def _not_before(row: LearningRoute, state: str) -> None:
    """Step 2 is closed until step 1 is done, and so on; a free route has no such order."""
    order = list(State.values)
    if row.steps is not None and order.index(row.state) < order.index(state):
        raise Refusal(
            _("Этот шаг откроется после предыдущего"),
            todo=_("Вернитесь к маршруту: там видно, что дальше"),
            code="state",
        )


@transaction.atomic
def set_off(*, actor: Actor, route: LearningRoute) -> LearningRoute:
    """Step 4 is done and step 5 begins: one press once the day of the beginning has come."""
    row = _locked(actor, route)
    if row.state == State.DEFICITS_DIAG:
        row = move(row, "draw", actor=actor, as_effect=True)
        if row.start_on > actor.today:
            return row
    return move(row, "set_off", actor=actor, changes={"started_on": actor.today}, as_effect=True)


@transaction.atomic
def reflect(*, actor: Actor, route: LearningRoute) -> LearningRoute:
    """Step 7 opens when every item has its product or a justified exclusion."""
    return move(_locked(actor, route), "reflect", actor=actor, as_effect=True)


@transaction.atomic
def finish(
    *, actor: Actor, route: LearningRoute, reflections: Mapping[str, str], closeness: int | None, text: str,
    closed_areas: tuple[str, ...] = (),
) -> LearningRoute:  # fmt: skip
    """Step 7: a word on every difficulty, how near one has come to the ideal; what is over is closed."""
    row = _locked(actor, route)
    for item in row.diagnosis.items.filter(level__gt=0) if row.diagnosis else ():
        item.reflection = reflections.get(item.area, "").strip()[:500]
        if item.area in closed_areas and item.closed_on is None:
            item.closed_on = actor.today
        item.save(update_fields=["reflection", "closed_on"])
    changes = {"closeness": closeness, "reflection": text.strip(), "closed_on": actor.today}
    return move(row, "finish", actor=actor, changes=changes, as_effect=True)


@transaction.atomic
def abandon(*, actor: Actor, route: LearningRoute, reason: str) -> LearningRoute:
    if route.educator_id != actor.person_id:
        raise Refusal(_("Маршрут прекращает сам педагог"), code="permission")
    row = _locked(actor, route)
    RouteRevision.objects.filter(route=row, closed_on=None).update(closed_on=actor.today)
    changes = {"closed_on": actor.today, "closure_reason": reason.strip()}
    return move(row, "abandon", actor=actor, changes=changes, as_effect=True)


def is_tutor_for(route: LearningRoute, person: Person, on: datetime.date) -> bool:
    """A tutor of a ЦНППМ of the region, or of the teacher's own municipality (S1 §4.3.2, S3 п. 3.6)."""
    rows = Membership.objects.in_force(on).filter(person=person, role__in=TUTORS)
    above = set(route.organization.path_ids)
    return any(row.role == Role.CNPPM_TUTOR or row.organization_id in above for row in rows)


@transaction.atomic
def ask_tutor(*, actor: Actor, route: LearningRoute, tutor: Person) -> LearningRouteGrant:
    """The teacher opens his route, diagnosis included, to a tutor for a year: this press is his consent."""
    if route.educator_id != actor.person_id:
        raise Refusal(_("Тьютора приглашает сам педагог: это его согласие"), code="permission")
    if tutor.user_id is None or not is_tutor_for(route, tutor, actor.today):
        raise Refusal(
            _("Этот человек не тьютор ЦНППМ и не тьютор вашего муниципалитета"),
            todo=_("Попросите код у своего тьютора"),
        )
    until = min(route.end_on, actor.today + LONGEST) if route.end_on >= actor.today else actor.today + LONGEST
    common = {
        "valid_to": until, "granted_by_id": actor.person_id, "reason": _("Сопровождение маршрута"), "revoked_at": None,
    }  # fmt: skip
    grant, created = LearningRouteGrant.objects.update_or_create(
        user_id=tutor.user_id,
        permission=grant_permission(LearningRoute, "view_learningroute"),
        content_object=route,
        defaults=common,
        create_defaults={**common, "valid_from": actor.today},
    )
    audit.record(
        actor, "grant.give" if created else "grant.prolong", grant, organization_id=route.organization_id,
        basis=common["reason"], person=tutor.pk, until=until.isoformat(),
    )  # fmt: skip
    _tell(tutor, route, _("Педагог пригласил вас вести его маршрут"), f"tutor:{grant.pk}:{until}")
    return grant


@transaction.atomic
def part_with_tutor(*, actor: Actor, grant: LearningRouteGrant) -> None:
    """The teacher closes his route to the tutor; a second press changes nothing."""
    row = LearningRouteGrant.objects.select_for_update(of=("self",)).select_related("content_object").get(pk=grant.pk)
    if row.content_object.educator_id != actor.person_id:
        raise Refusal(_("Доступ к маршруту закрывает сам педагог"), code="permission")
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
        audit.record(actor, "grant.revoke", row, organization_id=row.content_object.organization_id, user=row.user_id)


@transaction.atomic
def write_remark(*, actor: Actor, route: LearningRoute, text: str) -> RouteRemark:
    """Tutor, curator, mentor and teacher exchange remarks about the route (S1 §4.3.2)."""
    if not LearningRoute.objects.visible_to(actor).filter(pk=route.pk).exists():
        raise Refusal(_("Этого маршрута вы не видите"), code="permission")
    remark = RouteRemark.objects.create(
        route=route, author_id=actor.person_id, text=text.strip(), written_at=clock.now()
    )
    audit.record(actor, "learningroute.remark", route, remark=remark.pk)
    if route.educator_id != actor.person_id:
        _tell(route.educator, route, _("Замечание к вашему маршруту"), f"remark:{remark.pk}")
    else:
        for person in _tutors_of(route):
            _tell(person, route, _("Педагог написал о своём маршруте"), f"remark:{remark.pk}:{person.pk}")
    return remark


def _tutors_of(route: LearningRoute) -> list[Person]:
    today = clock.today(route.organization.zone)
    grants = LearningRouteGrant.objects.filter(content_object=route, valid_to__gte=today, revoked_at=None)
    return list(Person.objects.filter(user_id__in=grants.values("user_id")))


def _tell(person: Person, route: LearningRoute, text: str, key: str) -> None:
    notify(
        person,
        text,
        dedupe_key=f"route.{key}"[:120],
        url=reverse("route_detail", args=[route.pk]),
        organization_id=route.organization_id,
    )


def suggested_reason(item: RouteItem) -> str:
    """A short ground of an item, offered and edited: the difficulty that it answers, or what the teacher expects."""
    if item.area:
        return _("Отвечает на затруднение: %s") % area_name(item.area)
    return item.expected or _("Помогает приблизиться к образу себя")
