"""S2, steps 1 and 10: the liaison, the map, the order of implementation with its three parts; awards."""

from dataclasses import replace

from django.db.models import QuerySet

from accounts.models import Deadline, Membership
from programs.models import OrderKind, Program, Roadmap, Unit, UnitMember
from programs.order_templates import roadmap_order
from programs.queries.order_sources import waiting_for
from programs.ready_orders import award_order, implementation_order, liaison_order
from programs.services import orders, roadmaps
from programs.services.order_drafts import OrderDraft

from .play import Play

HEAD, CURATOR, LIAISON = "Зотова", "Мишина", "Учитель01"


def liaison(play: Play) -> None:
    """May 2021: the law asks for him before anything else of the year."""
    with play.on("12.05.2021"):
        draft = liaison_order(play.actor(CURATOR), play.people[LIAISON])
        order = play.sign(draft, number="44", drafter=CURATOR, head=HEAD)
        held = Membership.objects.get(person=play.people[LIAISON], role="mnc_liaison")
    play.check("1. Ответственный за МНЦ назначен с", "12.05.2021", f"{held.valid_from:%d.%m.%Y}")
    play.check("1. Основание роли", "приказ от 12.05.2021 № 44", held.basis)
    play.check(
        "1. Заголовок приказа",
        "О назначении ответственного за взаимодействие с муниципальным наставническим центром",
        order.title,
    )


def implementation(play: Play) -> None:
    """September: the map, then the act; without any of the three it is refused by its clause."""
    with play.on("10.09.2021"):
        curator = play.actor(CURATOR)
        plan = roadmaps.draft_roadmap(actor=curator)
        play.sign(roadmap_order(curator, plan, "Дорожная карта"), number="66", drafter=CURATOR, head=HEAD)
        play.check("1. Дорожная карта", "утверждена", Roadmap.objects.get(pk=plan.pk).get_state_display())
    with play.on("13.09.2021"):
        curator = play.actor(CURATOR)
        whole = implementation_order(curator)
        for kind, words in (
            (OrderKind.MODEL_IMPLEMENTATION, "сроков внедрения"),
            (OrderKind.MONITORING, "сроков мониторинга эффективности программ"),
            (OrderKind.PLANNED_RESULTS, "планируемых результатов"),
        ):
            refusal = play.refused(
                f"1. Приказ без {words}", f"В приказе о внедрении нет: {words}",
                lambda kind=kind: orders.send_order(actor=curator, draft=_without(whole, kind)),
            )  # fmt: skip
            clause = refusal.clause if refusal is not None else "нет"
            play.check("1. Пункт отказа", "назван", "назван" if clause.startswith("п. ") else clause)
        order = play.sign(whole, number="67", drafter=CURATOR, head=HEAD)
        terms = Deadline.objects.filter(kind="order_clause", key__startswith=f"{order.pk}.")
        days = {f"{term.due_at.astimezone(play.region.zone):%d.%m.%Y}" for term in terms if term.due_at}
    play.check("1. Приказ о внедрении", "зарегистрирован", order.get_state_display())
    play.check("1. Издан до конца сентября", "13.09.2021", f"{order.dated:%d.%m.%Y}")
    play.check("1. Сроки внедрения и мониторинга", "31.05.2022", ", ".join(sorted(days)))


def _without(draft: OrderDraft, kind: str) -> OrderDraft:
    """The results without their clause; implementation and monitoring without their terms."""
    clauses = [one for one in draft.clauses if one.kind != kind or kind != OrderKind.PLANNED_RESULTS]
    if kind != OrderKind.PLANNED_RESULTS:
        clauses = [replace(one, due_on=None) if one.kind == kind else one for one in clauses]
    return replace(draft, clauses=clauses)


def awards(play: Play) -> None:
    """31 May: three best mentors, one best pair, a letter to the parents of each pupil who was a mentor."""
    with play.on("31.05.2022"):
        curator = play.actor(CURATOR)
        units = waiting_for(OrderKind.AWARD, curator)
        best = {"mentor": units[:3], "pair": units[3:4]}
        broken = Unit.objects.filter(programs__state=Program.State.TERMINATED).order_by("pk")[:1]
        play.refused(
            "10. Поощрить за прерванную программу", "программа не выполнена до конца",
            lambda: orders.send_order(actor=curator, draft=award_order(curator, {"pair": list(broken)})),
        )  # fmt: skip
        order = play.sign(award_order(curator, best), number="58", drafter=CURATOR, head=HEAD)
    tables = [part["table"]["rows"] for part in (order.content or {})["clauses"] if part.get("table")]
    play.check("10. Грамот «Лучший наставник»", "3", len(tables[0]))
    play.check("10. Грамот «Лучшая пара»", "1", len(tables[1]))
    said = " ".join(part["text"] for part in (order.content or {})["clauses"])
    play.check("10. Письма родителям в приказе", "да", "да" if "письма родителям" in said else "нет")
    play.check("10. Писем родителям наставников-учеников", "14", letters_to_parents().count())
    play.check("10. Ждут поощрения", "13", len(waiting_for(OrderKind.AWARD, curator)))


def letters_to_parents() -> QuerySet[UnitMember]:
    """Pupils who led a programme to its end: their parents are thanked."""
    done = Program.objects.filter(state=Program.State.COMPLETED)
    rows = UnitMember.objects.filter(side=UnitMember.Side.MENTOR, unit__in=done.values("unit_id"))
    return rows.filter(person__student_profiles__isnull=False).distinct()
