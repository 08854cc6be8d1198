import re

import pytest
from django import forms
from django.template import engines

from accounts.templatetags.ui_forms import problems_of

from .kitchen import FilterForm, MeetingForm, broken_form


def render(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


def field(bound: forms.BoundField, options: str = "") -> str:
    return render(f"{{% field bound {options} %}}", bound=bound)


def test_label_stands_over_hint_over_error_over_input() -> None:
    html = field(broken_form()["date"])
    order = [html.index(mark) for mark in ("<label", 'class="hint"', 'class="err"', "<input")]
    assert order == sorted(order)


def test_input_names_its_hint_and_error() -> None:
    html = field(broken_form()["date"])
    described = re.search(r'<input[^>]* aria-describedby="([^"]+)"', html)
    assert described
    assert all(f'id="{identity}"' in html for identity in described[1].split())
    assert 'aria-invalid="true"' in html
    assert "Ошибка:" in html
    assert 'class="field bad"' in html


def test_a_date_is_typed_in_digits() -> None:
    assert 'inputmode="numeric"' in field(MeetingForm()["date"])
    assert 'class="in w-m"' in field(MeetingForm()["date"])


def test_choices_are_a_fieldset_with_a_legend() -> None:
    html = field(broken_form()["mark"])
    assert re.search(r"<fieldset[^>]+><legend>Полезно ли</legend>", html)
    assert html.count('<label class="pick">') == 3
    assert "aria-invalid" not in html
    tiles = field(MeetingForm()["mark"], 'look="taps four"')
    assert '<div class="taps four"><label><input type="radio"' in tiles


def test_a_checkbox_has_its_label_beside_it() -> None:
    assert re.search(r'<label class="pick"><input type="checkbox"[^>]+><span>Показать', field(MeetingForm()["sure"]))


def test_a_password_can_be_shown_only_with_script() -> None:
    assert 'data-show="id_password" aria-pressed="false" hidden>' in field(MeetingForm()["password"])


def test_optional_fields_say_so_and_filters_do_not() -> None:
    assert "Необязательно." in field(MeetingForm()["file"])
    assert "Необязательно." not in field(MeetingForm()["date"])
    assert "Необязательно." not in render('{% filters form "Поиск" %}', form=FilterForm())


def test_the_page_may_word_a_field_itself() -> None:
    html = field(MeetingForm()["date"], 'label="День" hint=False autocomplete="bday"')
    assert ">День</label>" in html
    assert "Например" not in html
    assert 'autocomplete="bday"' in html


def test_summary_links_to_each_field() -> None:
    html = render('{% errors form "Встреча не записана" %}', form=broken_form()).replace("\u00a0", " ")
    assert "Встреча не записана: исправьте 4 поля" in html
    assert '<a href="#id_bad-date">Дата: в ноябре 30 дней. Укажите день с 1 по 30</a>' in html
    assert '<a href="#id_bad-mark_0">' in html
    assert "<li>Пара завершила программу" in html
    assert render("{% errors form %}", form=MeetingForm()).strip() == ""


def test_summary_repeats_the_label_of_the_page() -> None:
    assert "Итоги: заполните" in render('{% errors form result="Итоги" %}', form=broken_form())


def test_summary_of_a_formset_names_the_row() -> None:
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-1-q": "", "form-1-kind": "x"}
    formset = forms.formset_factory(FilterForm)(data)
    assert not formset.is_valid()
    assert problems_of(formset) == [
        {"id": "id_form-1-kind", "text": "строка 2, Вид: такого варианта больше нет. Выберите из списка"}
    ]


class Odd(forms.Form):
    email = forms.EmailField(required=False)
    number = forms.IntegerField(required=False)
    date = forms.DateField(required=False)
    text = forms.CharField(max_length=3, required=False)
    own = forms.CharField(error_messages={"required": "Напишите, о чём договорились."})


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("email", "ivanova", "нужны знак @"),
        ("number", "сорок", "Укажите число цифрами"),
        ("date", "завтра", "Укажите дату цифрами, например 18.11.2026"),
        ("date", "30.02.2027", "В феврале 28 дней. Укажите день с 1 по 28"),
        ("date", "01.13.2027", "Укажите дату цифрами"),
        ("text", "a\0b", "невидимый служебный знак"),
        ("own", "", "Напишите, о чём договорились</span>"),
    ],
)
def test_errors_say_how_to_put_it_right(name: str, typed: str, said: str) -> None:
    form = Odd({name: typed})
    assert said in field(form[name])


def test_text_of_the_reader_is_escaped() -> None:
    form = MeetingForm({"result": "</textarea><script>alert(1)</script>", "date": '"><img>'})
    page = render("{% errors form %}{% fields form %}", form=form)
    assert "<script>" not in page
    assert "<img>" not in page
