"""A page with every part of the interface, for the tests that look at it in a browser."""

import datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.messages import ERROR, SUCCESS
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator

FORMATS = [("live", "Очно"), ("video", "По видеосвязи"), ("lesson", "Посещение урока")]


class MeetingForm(forms.Form):
    """One field of each kind."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=3)
    date = forms.DateField(label="Дата", help_text="Например, 18.11.2026", widget=forms.DateInput)
    minutes = forms.IntegerField(label="Сколько длилась, мин", min_value=5, initial=45)
    format = forms.ChoiceField(label="Как встретились", choices=FORMATS, widget=forms.RadioSelect)
    mark = forms.ChoiceField(
        label="Полезно ли", choices=[(1, "Да"), (2, "Отчасти"), (3, "Нет")], widget=forms.RadioSelect
    )
    scale = forms.ChoiceField(
        label="Оценка, 1–10", choices=[(n, n) for n in range(1, 11)], widget=forms.RadioSelect, required=False
    )
    item = forms.ChoiceField(
        label="Мероприятие плана", choices=[("4", "4. Лабораторная работа в 8 «А»: подготовка и разбор")]
    )
    topics = forms.MultipleChoiceField(
        label="О чём говорили",
        help_text="Можно отметить несколько",
        choices=[("plan", "План урока"), ("class", "Дисциплина в классе")],
        widget=forms.CheckboxSelectMultiple,
    )
    result = forms.CharField(label="Итог", help_text="О чём договорились, 1–3 предложения", widget=forms.Textarea)
    file = forms.FileField(label="Материалы", help_text="PDF, DOCX, JPG до 10 МБ", required=False)
    password = forms.CharField(label="Пароль", widget=forms.PasswordInput, required=False)
    sure = forms.BooleanField(label="Показать наставляемому запись и материалы")


class FilterForm(forms.Form):
    q = forms.CharField(
        label="Номер, человек или слово", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label="Вид", required=False, choices=[("", "Все виды"), ("units", "О закреплении пар")])


def nav_item(label: str, **extra: Any) -> dict[str, Any]:
    return {
        "label": label,
        "url": "/",
        "current": False,
        "count": 0,
        "count_label": "",
        "late": False,
        "gap": False,
    } | extra


def broken_form() -> MeetingForm:
    typed = {"version": "3", "date": "31.11.2026", "minutes": "45", "format": "live", "item": "4", "sure": "on"}
    form = MeetingForm({f"bad-{name}": value for name, value in typed.items()}, prefix="bad")
    form.full_clean()
    form.add_error(None, "Пара завершила программу 20 ноября: запишите встречу раньше этого дня")
    return form


def context() -> dict[str, Any]:
    today = datetime.date(2026, 11, 25)
    return {
        "actor": SimpleNamespace(
            person_name="Мельникова Ольга Викторовна",
            role_label="Куратор",
            organization_name="МБОУ «СОШ № 3», Белоречье",
            roles_count=2,
        ),
        "home_url": "/",
        "appearance": {"text": "", "colors": "", "space": ""},
        "support": "(84700) 2-14-33, в рабочие дни с 8:00 до 17:00",
        "demo": {
            "now": datetime.datetime(2026, 11, 25, 18, tzinfo=datetime.UTC),
            "clock_url": "/clock",
            "switch_url": "/who",
            "shifts": [{"value": "1", "label": "+1 день"}, {"value": "6", "label": "К закрытию ноября, 1 декабря"}],
        },
        "nav": [
            nav_item("Рабочий стол", current=True, count=7, count_label="дел"),
            nav_item("Документы", count=1, count_label="возвращён", late=True),
            nav_item("Регламент", gap=True),
        ],
        "messages": [
            Message(SUCCESS, "Доступ Гусевой Т. П. закрыт, в журнале появилась строка."),
            Message(ERROR, "Письмо Зуеву П. И. не доставлено: такой почты нет."),
        ],
        "form": MeetingForm(prefix="ok"),
        "bad": broken_form(),
        "filter_form": FilterForm(),
        "page": Paginator([f"№ {n}" for n in range(214)], 50).page(2),
        "today": today,
        "dates": [today + datetime.timedelta(days=days) for days in (0, -1, 3, -500)],
        "tabs": [
            {"label": "Действует", "url": "/a", "current": True, "count": 46},
            {"label": "Сравнить версии", "url": "/b", "current": False, "count": 0},
        ],
        "levels": [
            ("law", "152-ФЗ, ст. 9"),
            ("region", "Положение области, п. 4.2"),
            ("municipality", "Приказ отдела № 41, п. 5"),
            ("school", "Положение школы, п. 7.1"),
            ("default", "ни один документ не называет"),
        ],
    }
