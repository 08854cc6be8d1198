"""A programme in the hands of its people: a ready plan in two presses, a change that both sign, marks, the closing."""

import re
from pathlib import Path
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page, expect

from programs.models import PlanActivity, Program
from tests.e2e.steps import Looks
from tests.support.people import acting
from tests.world import World


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).first.click()


def test_a_programme_from_a_sample_to_its_closing(
    world: World, desktop: Any, phone: Any, sign_in: Any, axe: Any, tmp_path: Path
) -> None:
    a, looks = world.a11, Looks(axe, tmp_path)
    mentor = sign_in(phone(), a.mentor)
    mentor.goto(reverse("unit_detail", args=[a.rows["unit_waiting"]]))
    mentor.get_by_role("link", name="Составить программу").click()
    looks(mentor, "new")
    mentor.get_by_role("button", name=re.compile("Взять.образец.*Первый.год")).click()
    expect(mentor.get_by_text("До отправки:")).to_be_visible()
    looks(mentor, "draft")
    mentor.get_by_role("link", name="Править").click()
    looks(mentor, "edit")

    with acting(a.curator):
        program = Program.objects.get(pk=a.rows["program"])
        PlanActivity.objects.bulk_create(
            PlanActivity(program=program, position=number, area="METHOD", text=f"Мероприятие плана № {number}")
            for number in range(2, 41)
        )
    address = reverse("program_detail", args=[a.rows["program"]])
    mentee = sign_in(phone(), a.mentee)
    mentee.goto(address)
    looks(mentee, "asked-to-sign")
    press(mentee, "Не завершать")
    press(mentee, "Согласиться продлить")
    expect(mentee.get_by_text("Вы согласились изменить программу")).to_be_visible()

    mentor.goto(address)
    looks(mentor, "forty-lines")
    for box in mentor.get_by_role("checkbox").all()[:3]:
        box.check()
    press(mentor, "Отметить сделанными")
    expect(mentor.get_by_text("Отмечено сделанным: 3")).to_be_visible()

    curator = sign_in(desktop(), a.curator)
    for name, path in (
        ("list", reverse("program_list")),
        ("amend", reverse("program_amend", args=[a.rows["program"], "plan"])),
        ("ending", reverse("program_terminate", args=[a.rows["program"]])),
        ("closing", reverse("program_closing", args=[a.rows["program"]])),
        ("versions", reverse("program_versions", args=[a.rows["program"]])),
        ("samples", reverse("template_list")),
        ("sample", reverse("template_detail", args=[a.rows["template"]])),
        ("sample-edit", reverse("template_edit", args=[a.rows["template"]])),
    ):
        curator.goto(path)
        looks(curator, name)
    curator.goto(reverse("program_terminate", args=[a.rows["program"]]))
    curator.get_by_label("Причина").select_option("CURATOR_NONPERFORMANCE")
    curator.get_by_label("Обоснование").fill("Не приходят")
    press(curator, "Завершить досрочно")
    expect(curator.get_by_text(re.compile("не.меньше.2.пропусков"))).to_be_visible()
