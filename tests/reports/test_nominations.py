"""Nominations: who may be put forward for what, by which records, who decides at each level, and every no."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from accounts import clock
from accounts.models import Organization, Region
from accounts.permissions import Actor
from accounts.refusal import Refusal, Stale
from accounts.services.organizations import move
from accounts.tenancy import tenant_scope
from programs.models import (
    Consent,
    CouncilDecision,
    Event,
    EventParticipant,
    MenteeEntry,
    MentorEntry,
    Program,
    Regulation,
    Unit,
    UnitMember,
)
from programs.queries.names import is_named
from programs.regulation.loader import load_preset
from programs.regulation.settings import dump_settings
from programs.scenarios import s5_altai_duc as s5
from programs.scenarios.play import Play
from reports.award_catalogue import shipped
from reports.documents.kinds import KINDS
from reports.models import Document, Nomination, OwnAward
from reports.queries.recognition import Candidate, candidates, checks_of, offers_of, waiting
from reports.queries.year_growth import awards
from reports.queries.year_scope import Pot, scope_of
from reports.services import contests, own_awards
from reports.services import nominations as service

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 5, 20)


@pytest.fixture
def play(clock_at):
    clock_at(datetime.datetime(2026, 5, 20, 9, tzinfo=datetime.UTC))
    region = Region.objects.create(code="scratch", name="Черновой край", time_zone="Europe/Moscow")
    with tenant_scope(region.pk):
        yield Play(region)


def test_s5_puts_its_mentor_forward(play: Play) -> None:
    """Domain 7.5 step 5 through the services, with its refusals: no EXIT, no council, no consent, no words."""
    s5.play_all(play)
    assert [line for line in play.lines if not line.ok] == []
    refused = {line.expected for line in play.lines}
    assert {"нет замера после программы (EXIT)", "нет рекомендации органа наставников"} <= refused


def stage(play: Play, preset: str, *, district: bool = True) -> Candidate:
    """A school under the preset's regulation with a completed programme of a young teacher; its mentor."""
    top = play.organization("ministry", "region_authority")
    above = play.organization("district", "municipality", top) if district else top
    school = play.organization("school", "school", above, school_kind="general")
    for name, at, post, role in (
        ("Директорова А А", school, "директор", "head"), ("Кураторова Б Б", school, "заместитель", "curator"),
        ("Советова В В", school, "учитель", "council_chair"), ("Районова Г Г", above, "специалист", "coordinator"),
        ("Краева Д Д", top, "специалист", "ministry"), ("Наставникова Е Е", school, "учитель", ""),
        ("Ученикова Ж Ж", school, "учитель", ""),
    ):  # fmt: skip
        play.person(name, at, post, role if district or role != "coordinator" else "")
    Regulation.objects.create(
        organization=school, number=1, title="Положение", preset=preset, state="in_force", created_at=clock.now(),
        settings=dump_settings(load_preset(preset).settings), effective_from=datetime.date(2022, 9, 1),
    )  # fmt: skip
    people, common = play.people, {"organization": school, "created_at": clock.now()}
    mentor = MentorEntry.objects.create(person=people["Наставникова"], state="active", **common)
    mentee = MenteeEntry.objects.create(person=people["Ученикова"], category="YOUNG_SPECIALIST", **common)
    unit = Unit.objects.create(
        organization=school, kind="pair", form="TEACHER_TEACHER", curator=people["Кураторова"], people_key="1:2",
        kinds=["TRADITIONAL"], state="closed", closed_on=TODAY, proposed_at=clock.now(),
    )  # fmt: skip
    UnitMember.objects.create(unit=unit, person=mentor.person, side="mentor", mentor_entry=mentor)
    UnitMember.objects.create(unit=unit, person=mentee.person, side="mentee", mentee_entry=mentee)
    Program.objects.create(
        unit=unit, title="Первый год", state="completed", start_on=datetime.date(2025, 9, 1), end_on=TODAY,
        approved_on=datetime.date(2025, 9, 1), closed_on=TODAY, closure_reason="PLAN_COMPLETED", **common,
    )  # fmt: skip
    return candidates(play.actor("Кураторова"))[0]


def put_forward(play: Play, award: str, who: Candidate, **words: str) -> Nomination:
    return service.propose(actor=play.actor("Кураторова"), award=award, who=who.key, reason="За дело", **words)


def head(play: Play) -> Actor:
    return play.actor("Директорова")


def agree(nomination: Nomination) -> None:
    Consent.objects.create(
        organization=nomination.organization, person=nomination.person, kind="pdn_transfer", state="signed",
        text_version="1", text="согласен", signed_on=TODAY, created_at=clock.now(),
    )  # fmt: skip


def test_each_regulation_brings_the_awards_that_it_names(play: Play) -> None:
    stage(play, "kalmanka")
    everywhere = {award.key for award in shipped() if not award.measure}
    offers = offers_of(head(play))
    assert set(offers) - everywhere == {"reserve_org", "badge_94", "honorary_mentor", "youth_professionalism"}
    assert offers["honorary_mentor"].conditions == ("PROGRAM_COMPLETED", "EXIT", "COUNCIL", "OWN_WORKER", "YOUNG")
    assert offers["honorary_mentor"].clauses["YOUNG"].startswith("п. 3.4")
    assert "№ 400" in offers["honorary_mentor"].basis


def test_without_a_municipality_its_awards_are_not_offered(play: Play) -> None:
    stage(play, "altai_duc", district=False)
    offers = offers_of(head(play))
    assert {"reserve_state", "forum", "regional_contest"} <= set(offers)
    assert not {"reserve_municipal", "municipal_contest"} & set(offers)
    assert "YOUNG" not in offers["honorary_mentor"].conditions


def test_every_condition_names_its_clause_and_where_it_is_done(play: Play) -> None:
    row = put_forward(play, "honorary_mentor", stage(play, "kalmanka"))
    checks = {check.code: check for check in checks_of(row, TODAY)}
    assert {code for code, check in checks.items() if check.met} == {"PROGRAM_COMPLETED", "OWN_WORKER", "YOUNG"}
    assert all(check.clause and check.todo for check in checks.values())
    with pytest.raises(Refusal) as refusal:
        service.submit(actor=head(play), nomination=row)
    assert refusal.value.missing == ("нет замера после программы (EXIT)", "нет рекомендации органа наставников")
    assert refusal.value.clause and refusal.value.todo


def test_a_mentor_of_nobody_young_is_not_put_forward_by_kalmanka(play: Play) -> None:
    row = put_forward(play, "honorary_mentor", stage(play, "kalmanka"))
    MenteeEntry.objects.update(category="ICT_LOW")
    with pytest.raises(Refusal, match="нет молодых специалистов"):
        service.submit(actor=head(play), nomination=row)


def test_the_same_person_is_put_forward_once_and_is_no_candidate_any_more(play: Play) -> None:
    who = stage(play, "tashtagol")
    assert [one.part for one in waiting(play.actor("Кураторова"))] == ["mentor", "mentee"]
    first = put_forward(play, "school_thanks", who)
    with pytest.raises(Refusal, match="уже представляют"):
        put_forward(play, "school_thanks", who)
    assert [one.part for one in waiting(play.actor("Кураторова"))] == ["mentee"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.create(
            organization=first.organization, code=first.code, person=first.person, program=first.program,
            school_year=2025, part="mentor", level="school", title="x", reason="x", created_by=first.person,
            created_at=clock.now(),
        )  # fmt: skip


def test_a_school_that_has_gone_over_takes_its_paper_back(play: Play) -> None:
    row = put_forward(play, "school_thanks", stage(play, "kalmanka"))
    school = row.organization
    district, other = school.parent, play.organization("other", "municipality", school.parent.parent)
    Nomination.objects.filter(pk=row.pk).update(state="submitted", submitted_on=TODAY, desk=district)
    row.refresh_from_db()
    with pytest.raises(Refusal, match="рассматривают"):
        service.take_back(actor=head(play), nomination=row)
    play.person("Операторова З З", district.parent, "специалист", "region_operator")
    move(actor=play.actor("Операторова"), organization=school, parent=other, on=TODAY, reason="Приказ")
    assert not Nomination.objects.visible_to(play.actor("Районова")).exists()
    row = service.take_back(actor=head(play), nomination=Nomination.objects.get(pk=row.pk))
    assert row.state == "returned" and "другой орган" in row.remark


def test_what_was_dropped_is_no_genuine_paper(play: Play) -> None:
    row = put_forward(play, "school_thanks", stage(play, "schekino11"))
    assert KINDS["nomination"].build(row, head(play)).draft
    row = service.drop(actor=head(play), nomination=row, remark="Рано")
    assert KINDS["nomination"].build(row, head(play)).draft


def test_minutes_about_somebody_else_recommend_nobody(play: Play) -> None:
    """A surname of two letters stands in half of all words."""
    row = put_forward(play, "school_thanks", stage(play, "schekino11"))
    row.person.last_name = "Ли"
    assert not is_named(row.person, "Поощрить Сидорову: провели открытые уроки, помогли или поддержали")
    assert is_named(row.person, "Поощрить Ли за труд")


def test_an_award_is_for_those_it_is_for(play: Play) -> None:
    stage(play, "tashtagol")
    mentee = next(one for one in candidates(head(play)) if one.part == "mentee")
    with pytest.raises(Refusal, match="вручают другим: наставник"):
        put_forward(play, "best_mentor", mentee)
    assert put_forward(play, "school_thanks", mentee).part == "mentee"  # S3 п. 4.5: mentees too
    curator = next(one for one in candidates(head(play), at_work=True) if one.part == "curator")
    assert put_forward(play, "school_certificate", curator).program is None
    with pytest.raises(Refusal, match="Такой награды или такого кандидата"):
        put_forward(play, "honorary_mentor", mentee)  # the regulation of Tashtagol names no such award


def test_the_school_grants_its_own_award_and_says_where_it_was_handed_over(play: Play) -> None:
    row = put_forward(play, "school_thanks", stage(play, "schekino11"))
    with pytest.raises(Refusal, match="вручает сама организация"):
        service.submit(actor=head(play), nomination=row)
    with pytest.raises(Refusal, match="Награды ещё нет"):
        service.present(actor=head(play), nomination=row, on=TODAY, where="педсовет")
    row = service.grant(actor=head(play), nomination=row)
    assert MentorEntry.objects.get().honors == "Благодарность за успехи в программе наставничества, 2026"
    with pytest.raises(Refusal, match="не раньше дня награждения"):
        service.present(actor=head(play), nomination=row, on=TODAY - datetime.timedelta(days=1), where="педсовет")
    with pytest.raises(Refusal, match="где вручена"):
        service.present(actor=head(play), nomination=row, on=TODAY)
    council = Event.objects.create(
        organization=row.organization, reaches=row.organization, kind="council", title="Педсовет", state="held",
        starts_at=clock.now(), created_by=row.person, created_at=clock.now(),
    )  # fmt: skip
    row = service.present(actor=head(play), nomination=row, on=TODAY, ceremony=council)
    assert (row.presented_on, row.ceremony) == (TODAY, council)
    with pytest.raises(Refusal, match="Уже награждён"):
        service.grant(actor=head(play), nomination=row)


def test_a_municipality_passes_on_what_the_region_decides(play: Play) -> None:
    who = stage(play, "kalmanka")
    row = put_forward(play, "regional_contest", who, body="«Педагог года»")
    with pytest.raises(Refusal, match="согласия на передачу"):
        service.submit(actor=head(play), nomination=row)
    agree(row)
    row = service.submit(actor=head(play), nomination=row)
    district, region = play.actor("Районова"), play.actor("Краева")
    assert [Nomination.objects.visible_to(actor).count() for actor in (district, region)] == [1, 0]
    with pytest.raises(Refusal, match="другая роль"):
        service.accept(actor=region, nomination=row)
    with pytest.raises(Refusal, match="Последнее слово за уровнем выше"):
        service.accept(actor=district, nomination=row)
    row = service.pass_on(actor=district, nomination=row)
    assert row.desk == region.organization
    assert [Nomination.objects.visible_to(actor).count() for actor in (district, region)] == [1, 1]
    with pytest.raises(Refusal, match="Последнее слово за вами"):
        service.pass_on(actor=region, nomination=row)
    row = service.accept(actor=region, nomination=row)
    Consent.objects.update(state="revoked", revoked_on=TODAY)
    with pytest.raises(Refusal, match="отозвал согласие"):
        service.award(actor=region, nomination=row, act="приказ № 1")
    row = service.decline(actor=region, nomination=row, remark="Согласия нет")
    assert row.state == "declined"
    assert put_forward(play, "regional_contest", who, body="«Педагог года»") != row  # a no is not for ever


def test_where_to_is_named_before_it_goes_above(play: Play) -> None:
    row = put_forward(play, "municipal_contest", stage(play, "tashtagol"))
    agree(row)
    with pytest.raises(Refusal, match="на какой конкурс"):
        service.submit(actor=head(play), nomination=row)


def test_a_recommendation_falls_with_its_words(play: Play) -> None:
    row = put_forward(play, "school_certificate", stage(play, "tatarstan"))
    chair = play.actor("Советова")
    with pytest.raises(Refusal, match="изменили"):
        service.recommend(actor=chair, nomination=row, version=row.version + 1)
    words = {"reason": "За другое дело", "body": ""}
    row = service.write(actor=chair, nomination=row, version=row.version, fields=words)
    with pytest.raises(Stale):
        service.write(actor=chair, nomination=row, version=1, fields={"reason": "Третье", "body": ""})
    row = service.recommend(actor=chair, nomination=row)
    with pytest.raises(Refusal, match="Править можно"):
        service.write(actor=chair, nomination=row, version=row.version, fields=words)
    with pytest.raises(Refusal, match="Не сказано, почему"):
        service.drop(actor=chair, nomination=row, remark=" ")
    assert service.drop(actor=chair, nomination=row, remark="Передумали").state == "declined"


def test_nobody_decides_about_himself_without_minutes(play: Play) -> None:
    stage(play, "tashtagol")
    curator = next(one for one in candidates(head(play), at_work=True) if one.part == "curator")
    row = put_forward(play, "school_certificate", curator)
    Nomination.objects.update(person=play.people["Директорова"])
    with pytest.raises(Refusal, match="Самого себя"):
        service.grant(actor=head(play), nomination=row)
    with pytest.raises(Refusal, match="не о поощрении"):
        service.recommend(actor=play.actor("Советова"), nomination=row, decision=CouncilDecision(pk=1))


def test_an_organization_adds_its_own_awards_and_those_below_see_them(play: Play) -> None:
    who = stage(play, "tashtagol")
    words = {"title": "Премия района", "parts": ["mentor"], "conditions": ["PROGRAM_COMPLETED"], "basis": "п. 5"}
    with pytest.raises(Refusal, match="заводит тот уровень"):
        own_awards.add(actor=head(play), fields={**words, "level": "municipality"})
    award = own_awards.add(actor=play.actor("Районова"), fields={**words, "level": "municipality"})
    with pytest.raises(Refusal, match="уже есть"):
        own_awards.add(actor=play.actor("Районова"), fields={**words, "level": "municipality"})
    row = put_forward(play, f"own-{award.pk}", who)
    assert (row.own_award, row.level, row.basis) == (award, "municipality", "п. 5")
    with pytest.raises(Refusal, match="тот, чей он"):
        own_awards.retire(actor=head(play), award=award)
    own_awards.retire(actor=play.actor("Районова"), award=award)
    assert f"own-{award.pk}" not in offers_of(head(play))
    assert OwnAward.objects.get().retired_on == TODAY


def test_a_contest_becomes_awards_and_diplomas_by_one_press(play: Play) -> None:
    """S2 разд. 11 п. 3: «Лучшая пара»; both get theirs, the second press makes nothing."""
    who = stage(play, "tashtagol")
    school = who.program.organization if who.program else Organization()
    event = Event.objects.create(
        organization=school, reaches=school, kind="contest", title="Наставник года", starts_at=clock.now(),
        created_by=who.person, created_at=clock.now(),
    )  # fmt: skip
    press = {"actor": head(play), "event": event, "award": "contest_best_pair"}
    with pytest.raises(Refusal, match="ещё не проведён"):
        contests.award_winners(**press)
    Event.objects.filter(pk=event.pk).update(state="held")
    with pytest.raises(Refusal, match="Ни у кого нет места"):
        contests.award_winners(**press)
    for name, result in (("Наставникова", "first"), ("Ученикова", "first"), ("Советова", "none")):
        EventParticipant.objects.create(
            event=event, person=play.people[name], organization=school, result=result, marked_by=who.person,
            marked_at=clock.now(),
        )  # fmt: skip
    with pytest.raises(Refusal, match="руководитель"):
        contests.award_winners(**{**press, "actor": play.actor("Кураторова")})
    with pytest.raises(Refusal, match="Наставникова Е Е: Условия"):
        contests.award_winners(**press)  # no EXIT
    assert not Nomination.objects.exists()
    press["award"] = "contest_place"
    made, again = contests.award_winners(**press), contests.award_winners(**press)
    assert [row.pk for row in made] == [row.pk for row in again]
    assert [row.number for row in made] == [1, 2]
    assert {(row.part, row.place, row.state) for row in Nomination.objects.all()} == {
        ("mentor", "1-е место, победитель", "awarded"), ("mentee", "1-е место, победитель", "awarded"),
    }  # fmt: skip
    assert Document.objects.filter(kind="diploma").count() == 2
    EventParticipant.objects.filter(event=event, result="none").update(result="second")
    with pytest.raises(Refusal, match="награждают его участников") as refusal:
        contests.award_winners(**press)
    assert refusal.value.missing == (play.people["Советова"].full_name,)


def test_the_paper_of_a_schools_award_is_called_by_its_name(play: Play) -> None:
    who = stage(play, "schekino11")
    rows = [put_forward(play, award, who) for award in ("school_thanks", "school_certificate")]
    rows = [service.grant(actor=head(play), nomination=row) for row in rows]
    thanks, certificate = (KINDS["diploma"].build(row, head(play)) for row in rows)
    assert (thanks.label, certificate.label) == ("Благодарность", "Почётная грамота")
    assert thanks.blocks[0].paragraphs[:3] == ("объявляется", "Наставниковой Е Е", "учителю")
    assert certificate.blocks[0].paragraphs[:3] == ("Награждается", "Наставникова Е Е", "учитель")


def test_the_years_report_counts_who_was_awarded(play: Play) -> None:
    row = put_forward(play, "school_thanks", stage(play, "schekino11"))
    row = service.grant(actor=head(play), nomination=row)
    scope = scope_of(row.organization, 2025, TODAY)
    pot = Pot(inside=True)
    awards(scope, pot)
    assert pot.lines["awarded"]["value"] == 1
