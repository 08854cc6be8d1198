import re

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory


def render(source: str, address: str = "/list", **context: object) -> str:
    text = engines["django"].from_string(source).render(context, RequestFactory().get(address))
    return text.replace("\u00a0", " ")


def test_tag_is_a_figure_and_a_word() -> None:
    assert render('{% tag "late" text %}', text="нет <b>") == '<span class="tag late">нет &lt;b&gt;</span>'


def test_a_misspelt_kind_of_tag_does_not_pass() -> None:
    with pytest.raises(ValueError, match="kind of tag"):
        render('{% tag "red" "нет" %}')


def test_progress_says_what_it_measures() -> None:
    assert render('{% progress 2 7 "2 шага" %}') == '<progress value="2" max="7" aria-label="2 шага"></progress>'


def test_stepper_tells_the_step_in_words() -> None:
    steps = render('{% stepper "Файл|Графы|Итог" 2 "Загрузка" %}')
    assert re.findall(r'<li( class="\w+")?', steps) == [' class="done"', ' class="now"', ""]
    assert "Шаг 2 из 3: графы" in steps


@pytest.mark.parametrize(
    ("level", "name", "painted"),
    [("law", "закон", 0), ("region", "регион", 1), ("municipality", "район", 2), ("school", "школа", 3)],
)
def test_level_is_painted_and_named(level: str, name: str, painted: int) -> None:
    cells = render(f'{{% lvl "{level}" "п. 4" %}}')
    assert f'<span class="vh">{name}: </span>п. 4' in cells
    assert [found == "k1" for found in re.findall(r'rect class="(\w+)"', cells)] == [n == painted for n in range(4)]


def test_a_value_that_no_document_names_paints_no_level() -> None:
    assert 'class="k1"' not in render('{% lvl "default" %}')
    assert "по умолчанию системы" in render('{% lvl "default" %}')


def test_slots_are_circles_and_words() -> None:
    places = render("{% slots 1 3 %}")
    assert places.count("<circle") == 3
    assert "1 из 3" in places


def test_paginate_keeps_filters_of_the_address() -> None:
    page = Paginator(range(214), 50).page(2)
    links = render("{% paginate page %}", "/list?q=%D0%B0&page=2&kind=1&kind=2", page=page)
    assert "Показаны 51–100 из 214" in links
    assert 'href="?q=%D0%B0&amp;page=3&amp;kind=1&amp;kind=2"' in links
    assert "Следующие 50" in links
    assert "Следующие 14" in render("{% paginate page %}", page=Paginator(range(214), 50).page(4))


def test_paginate_is_silent_on_a_single_page() -> None:
    assert render("{% paginate page %}", page=Paginator(range(3), 50).page(1)).strip() == ""


def test_crumbs_end_where_one_is() -> None:
    crumbs = render('{% crumbs "Пары" "/units" "Зуев П. И." %}')
    assert '<a href="/units">Пары</a> / <span>Зуев П. И.</span>' in crumbs


def test_empty_offers_what_to_do() -> None:
    assert '<a class="btn main-action" href="/add">Добавить</a>' in render(
        '{% empty "Пусто" "Почему" "/add" "Добавить" %}'
    )
    assert "<h3>Пусто</h3>" in render('{% empty "Пусто" level=3 %}')


def test_tabs_mark_the_current_one() -> None:
    items = [{"label": "Вход", "url": "/a", "current": True, "count": 0}]
    assert '<a href="/a" aria-current="page">Вход</a>' in render('{% tabs items "Кабинет" %}', items=items)


QUESTION = (
    '{% confirm title="Закрыть доступ?" action="/close" label="Закрыть доступ" keep="Не закрывать" WHERE %}'
    "<p>Что{% endconfirm %}"
)


def test_confirm_is_a_page_and_the_same_dialog() -> None:
    page = render(QUESTION.replace("WHERE", 'keep_url="/back"'))
    dialog = render(QUESTION.replace("WHERE", 'dialog="close"'))
    for words in ("Закрыть доступ?", "<p>Что", 'action="/close"', "csrfmiddlewaretoken", "Не закрывать"):
        assert words in page, words
        assert words in dialog, words
    assert '<a class="btn" href="/back">' in page
    assert 'formmethod="dialog" formnovalidate autofocus>Не закрывать' in dialog


def test_typo_block_covers_what_is_inside() -> None:
    plain = (
        engines["django"].from_string("{% typo %}<p>в школе {{ name }}</p>{% endtypo %}").render({"name": "№ 5 <b>"})
    )
    assert plain == "<p>в\u00a0школе №\u00a05 &lt;b&gt;</p>"
