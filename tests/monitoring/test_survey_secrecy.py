"""Attacks on answers without a name: by a link that the school holds too, in another's name, by guessing codes."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.rate_limit import TooMany, count, take
from accounts.refusal import Refusal
from accounts.tenancy import tenant_scope
from monitoring import models as m
from monitoring.services import answering, questionnaires
from monitoring.survey_secrets import code_of
from monitoring.views.surveys import GUESSED, LIMITS, WATCHED
from tests.engine.kit import at_once
from tests.monitoring.month import page_text
from tests.monitoring.survey import token_of
from tests.support.people import acting
from tests.world import World

pytestmark = pytest.mark.django_db
ANSWERS = {"q-useful": "3", "q-satisfied": "no", "q-words": "тайное слово"}


def link(token: str, name: str = "survey_fill") -> str:
    return reverse(name, args=["region-a", token])


def mentees_token(world: World) -> str:
    """Of the world's mentee, who has a login."""
    with tenant_scope(world.region_a):
        return token_of(m.SurveyInvitation.objects.get(pk=world.a11.rows["survey_invitation"]))


def test_whoever_has_the_link_reads_no_draft_of_another_browser(world: World, client_of) -> None:
    """The attack: the curator opens «открыть» of a pupil on the sheet and reads what he has typed so far."""
    pupil, address = Client(), link(world.a11.codes["survey"])
    cookie = pupil.get(address).cookies["survey"]
    assert cookie["httponly"] and cookie["path"] == address and cookie["samesite"] == "Lax" and not cookie["max-age"]
    draft = link(world.a11.codes["survey"], "survey_draft")
    assert pupil.post(draft, ANSWERS).status_code == 200
    assert "тайное слово" in page_text(pupil.get(address))
    curator = client_of(world.a11.curator)
    sheet = page_text(curator.get(reverse("campaign_sheet", args=[world.a11.rows["campaign"]])))
    assert address in sheet
    for reader in (curator, Client()):
        read = page_text(reader.get(address))
        assert "data-q=" in read and "тайное слово" not in read and 'value="3" checked' not in read
    with tenant_scope(world.region_a):
        invitation = answering.by_token(world.region_a, world.a11.codes["survey"])
        assert invitation is not None
        assert answering.draft_of(invitation, world.a11.codes["survey"], "") == {}
    assert pupil.post(draft, ANSWERS | {"forget": "1"}).status_code == 200, "a strange computer"
    assert "тайное слово" not in page_text(pupil.get(address))


def test_a_key_laid_into_a_shared_browser_before_opens_nothing(world: World) -> None:
    """The attack: the cookie of a shared computer is written down before the pupil sits down at it."""
    shared, address = Client(), link(world.a11.codes["survey"])
    laid = shared.get(address).cookies["survey"].value
    assert shared.get(address).cookies["survey"].value != laid
    other = Client().post(link(world.a11.codes["survey"], "survey_draft"), ANSWERS)
    assert other.status_code == 200 and other.cookies["survey"].value not in ("", laid), "without a key: one of its own"
    assert "тайное слово" not in page_text(shared.get(address))


def test_nobody_answers_for_whoever_has_a_login(world: World, client_of) -> None:
    """The attack: the curator answers for all but one from the sheet; what is left is the one's answer."""
    address, draft = link(mentees_token(world)), link(mentees_token(world), "survey_draft")
    curator, mentee = client_of(world.a11.curator), client_of(world.a11.mentee)
    sheet = page_text(curator.get(reverse("campaign_sheet", args=[world.a11.rows["campaign"]])))
    assert f"Новиков-{world.a11.pupils_word}" in sheet and address not in sheet and sheet.count('<b class="big">') == 1
    assert Client().get(address)["Location"] == f"{reverse('account_login')}?next={address}"
    for stranger in (Client(), curator):
        assert stranger.post(address, ANSWERS).status_code == 403
        assert stranger.post(draft, ANSWERS).status_code == 403
    assert "открывает сам человек" in page_text(curator.get(address))
    with tenant_scope(world.region_a):
        assert not m.Response.objects.filter(campaign_id=world.a11.rows["campaign"]).exists()
    assert mentee.get(reverse("survey_mine", args=[world.a11.rows["survey_invitation"]]))["Location"] == address
    assert "Спасибо, ответы получены" in page_text(mentee.post(address, ANSWERS, follow=True))
    paper = curator.post(link(world.a11.codes["survey"]), ANSWERS, follow=True)
    assert "Спасибо, ответы получены" in page_text(paper), "a pupil without a login has answered on paper"


def test_what_is_counted_over_schools_is_asked_of_everybody(world: World) -> None:
    """The attack: «довольны ли вы» is put under a branch, and the figure of satisfaction is subtracted."""
    with acting(world.a11.curator) as actor:
        own = m.Questionnaire.objects.get(pk=world.a11.rows["questionnaire"])
        useful, satisfied, words = own.draft
        m.Questionnaire.objects.filter(pk=own.pk).update(
            draft=[useful, {**satisfied, "show_if": {"question": "useful", "is": ["9"]}}, words]
        )
        with pytest.raises(Refusal, match="Вопрос 2 входит в показатели"):
            questionnaires.publish(actor=actor, questionnaire=own)


def test_presses_at_one_moment_guess_no_more_codes_than_one_after_another() -> None:
    """The attack: 64 wrong codes at once, all of them looked at before the first one is counted."""

    def press() -> bool:
        try:
            take("survey", "192.0.2.64", LIMITS)
        except TooMany:
            return False
        return True

    assert sum(at_once(64, press)) == LIMITS[60]


def test_a_class_types_its_right_codes_and_guessing_from_many_addresses_slows(world: World) -> None:
    enter, right = (
        reverse("survey_enter", args=["region-a"]),
        code_of(world.region_a, world.a11.rows["survey_of_pupil"]),
    )
    for _pupil in range(LIMITS[60] + 5):
        assert Client().post(enter, {"code": right}).status_code == 302
    statuses = [Client().post(enter, {"code": "0000000000"}).status_code for _guess in range(LIMITS[60] + 1)]
    assert statuses == [422] * LIMITS[60] + [429]
    for _guess in range(GUESSED[3600]):
        count("survey.region", str(world.region_a), GUESSED)
    other = {"REMOTE_ADDR": "192.0.2.77"}
    statuses = [Client().post(enter, {"code": "0000000000"}, **other).status_code for _guess in range(WATCHED[60] + 1)]
    assert statuses == [422] * WATCHED[60] + [429]
    assert Client().post(enter, {"code": right}, REMOTE_ADDR="192.0.2.78").status_code == 302
