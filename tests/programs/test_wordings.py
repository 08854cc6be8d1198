"""The organization's own words: what is taken, what is refused, whose papers they change."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.refusal import Refusal, Stale
from programs.models import Order, Regulation, Wording
from programs.order_content import content_of, letterhead
from programs.order_templates import statute_order
from programs.services.orders import create_order
from programs.services.wordings import reset_wording, save_wording
from programs.wording import LONGEST, WORDINGS, differences, fill, trouble
from reports.documents.kinds.awards import LABELS
from tests.support.people import acting, signed_in_client
from tests.world import World

STATUTE, THANKS, HEAD = WORDINGS["statute_approval"], WORDINGS["thanks"], WORDINGS["letterhead"]

HOSTILE = [
    "{{ secret }}", "{{secret}}", "{% include 'pdf/order.html' %}", "{% load i18n %}", "${HOME}", "{}", "{0}",
    "{0.__class__}", "{наставник.__class__}", "{наставник!r}", "{наставник:>99999999}", "{организация[0]}",
    "{Наставник}", "{ наставник }", "{пароль}", "{", "}", "{наставник", "}{", "{{наставник}}",
    "тихо\x00", "тихо\x0b", "тихо\x1b[31m", "справа налево \u202e", "невидимый \u200b",
    "ы" * (LONGEST + 1), "{наставник}" * 400,
]  # fmt: skip
HARMLESS = ["%(x)s", "%s %d", "<script>alert(1)</script>", "{наставник} & <b>", "$HOME `id`", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_place_of_the_list_is_refused(text: str) -> None:
    assert trouble(THANKS.parts[0], text)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_looks_like_code_is_but_words(text: str) -> None:
    assert not trouble(THANKS.parts[0], text)
    assert fill(text, {"наставник": "Ия"}) == text.replace("{наставник}", "Ия")


def test_the_refusal_names_what_there_is() -> None:
    assert "{наставник}" in trouble(THANKS.parts[0], "{директор}") and "{директор}" in trouble(
        THANKS.parts[0], "{директор}"
    )


def test_what_is_put_in_is_not_looked_through_again() -> None:
    """A mentor whose name is a place, or a template, is printed as he is called."""
    assert (
        fill("{наставник}, {программа}", {"наставник": "{программа}", "программа": "{{ x }}"}) == "{программа}, {{ x }}"
    )


def test_the_shipped_texts_pass_their_own_check() -> None:
    for kind in WORDINGS.values():
        for part in kind.parts:
            assert not trouble(part, str(part.shipped)), (kind.slug, part.name)
    assert LABELS.keys() - {"diploma"} <= WORDINGS.keys()  # a diploma speaks by its award


def test_a_reader_sees_what_differs() -> None:
    assert differences("Благодарим вас", "Сердечно благодарим вас") == [
        ("delete", "Благодарим "), ("insert", "Сердечно благодарим "), ("equal", "вас"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_new_drafts_speak_in_own_words_and_former_ones_stay(world: World) -> None:
    with acting(world.a11.curator) as curator:
        regulation = Regulation.objects.filter(organization_id=world.a11.id).first()
        before = create_order(actor=curator, draft=statute_order(curator, regulation, None))
        shipped = before.preamble
        texts = {
            "preamble": "{основания}, по решению педсовета",
            "clauses": "Довести до {краткое название}.\n\nХранить.",
        }
        made = save_wording(actor=curator, kind=STATUTE, version=0, texts=texts)
        assert save_wording(actor=curator, kind=STATUTE, version=0, texts=texts) == made, "a second press"
        after = create_order(actor=curator, draft=statute_order(curator, regulation, None))
        assert after.preamble == f"{shipped}, по решению педсовета"
        said = [clause.text for clause in after.clauses.all()]
        assert said[-3:-1] == [f"Довести до {curator.organization.short_name}.", "Хранить."] and "Контроль" in said[-1]
        assert Order.objects.get(pk=before.pk).preamble == shipped
        reset_wording(actor=curator, kind=STATUTE)
        assert statute_order(curator, regulation, None).preamble == shipped
        rows = list(Wording.objects.filter(kind="statute_approval").values_list("version", "texts__preamble"))
        assert rows == [(2, None), (1, texts["preamble"])]
        verbs = AuditEvent.objects.filter(object_type="programs.Wording", object_id=made.pk)
        assert [event.data["texts"] for event in verbs] == [texts | {"clauses": texts["clauses"]}]


@pytest.mark.django_db
def test_what_was_issued_keeps_its_letterhead(world: World) -> None:
    with acting(world.a11.curator) as curator:
        order = Order.objects.get(pk=world.a11.orders["registered"])
        kept, draft = dict(order.content), Order.objects.get(pk=world.a11.orders["draft"])
        texts = {"above": "Министерство\n{учредитель}", "below": "Сайт"}
        save_wording(actor=curator, kind=HEAD, version=0, texts=texts)
        assert letterhead(curator.organization)["below"] == "Сайт"
        content = content_of(draft, actor=None, on=curator.today)
        assert content["issuer"]["founder"].startswith("Министерство\n")
        assert Order.objects.get(pk=order.pk).content == kept


@pytest.mark.django_db
def test_who_comes_second_sees_both_texts_and_another_school_is_not_touched(world: World) -> None:
    with acting(world.a11.curator) as curator:
        save_wording(actor=curator, kind=THANKS, version=0, texts={"body": "Спасибо!"})
        with pytest.raises(Stale) as stale:
            save_wording(actor=curator, kind=THANKS, version=0, texts={"body": "Благодарим!"})
        assert stale.value.rows
        with pytest.raises(Refusal, match="наставник"):
            save_wording(actor=curator, kind=THANKS, version=1, texts={"body": "{секрет}"})
    with acting(world.a12.curator) as other:
        assert not Wording.objects.visible_to(other).filter(kind="thanks").exists()
    with acting(world.a11.mentor) as mentor, pytest.raises(Refusal):
        save_wording(actor=mentor, kind=THANKS, version=1, texts={"body": "Моё"})


@pytest.mark.django_db
def test_the_page_its_preview_and_the_shipped_text_back(world: World) -> None:
    client = signed_in_client(world.a11.curator)
    assert "Преамбула" in client.get(reverse("wording_edit", args=["pair_assignment"])).content.decode()
    look = reverse("wording_preview", args=["thanks"])
    shown = client.post(look, {"body": "Дорогие родители {наставника}! <script>%(x)s</script>"}).content.decode()
    assert "Мухаметшиной" in shown and "<ins>" in shown and "&lt;script&gt;%(x)s" in shown and "<script>" not in shown
    refused = client.post(look, {"body": "{{ settings.SECRET_KEY }}"})
    assert refused.status_code == 422 and "{наставник}" in refused.content.decode()
    for slug in WORDINGS:
        assert 'class="doc' in client.post(reverse("wording_preview", args=[slug]), {}).content.decode()
    edit = reverse("wording_edit", args=["thanks"])
    assert client.post(edit, {"version": 0, "body": "{секрет}"}).status_code == 422
    assert client.post(edit, {"version": 0, "body": "Спасибо, {наставник}!"}).status_code == 302
    assert "Спасибо, {наставник}!" in client.get(edit).content.decode()
    assert "свой" in client.get(reverse("wording_list")).content.decode()
    assert client.post(reverse("wording_reset", args=["thanks"])).status_code == 302
    assert "Уважаемые родители" in client.get(edit).content.decode()
    assert client.get(reverse("wording_edit", args=["nothing"])).status_code == 404
