"""Reference data of the platform, the check of presets, and what the admin site holds."""

import datetime
from io import StringIO

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command

from accounts.models import Position, User
from accounts.tenancy import TenantModel
from programs.models import FederalBody, LegalAct
from programs.services.reference import BadReference, load_reference


def run(command: str, *args: object) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_second_run_changes_nothing():
    first = load_reference()
    assert first["правовые акты"] >= 10
    assert first["федеральные органы"] == 2
    assert set(load_reference().values()) == {0}


@pytest.mark.django_db
def test_acts_are_in_the_words_of_a_preamble():
    load_reference()
    act = LegalAct.objects.get(code="273-fz")
    assert act.instrumental.startswith("Федеральным законом от 29.12.2012 № 273-ФЗ «Об образовании")
    assert {"az-1128-08", "r-145", "tk-351-8", "152-fz"} <= set(LegalAct.objects.values_list("code", flat=True))
    regional = LegalAct.objects.get(code="altai-404")
    assert (regional.level, regional.region_code) == ("regional", "altai")
    assert LegalAct.objects.get(code="pp-678").repealed_on == LegalAct.objects.get(code="pp-225").effective_from


@pytest.mark.django_db
def test_posts_of_both_nomenclatures():
    load_reference()
    posts = Position.objects.filter(title="учитель")
    assert set(posts.values_list("nomenclature", flat=True)) == {"225", "678"}
    adviser = Position.objects.filter(title__startswith="советник директора")
    assert list(adviser.values_list("nomenclature", flat=True)) == ["225"]
    deputy = Position.objects.get(nomenclature="225", title="заместитель директора")
    assert (deputy.is_deputy_head, deputy.is_head) == (True, False)
    assert Position.objects.get(nomenclature="225", title="директор").is_head


@pytest.mark.django_db
def test_what_platform_staff_noted_stays():
    load_reference()
    repealed = datetime.date(2030, 1, 1)
    LegalAct.objects.filter(code="r-145").update(repealed_on=repealed, title="Опечатка")
    FederalBody.objects.create(code="other", name="Иной центр", duty="Иное")
    assert load_reference()["правовые акты"] == 1
    act = LegalAct.objects.get(code="r-145")
    assert act.repealed_on == repealed
    assert act.title.startswith("Распоряжение")
    assert FederalBody.objects.filter(code="other").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[a]\nlevel = 'federal", "legal_acts.toml"),
        ("[a]\nlevl = 'federal'", "levl"),
        ("[a]\nlevel = 'federal'\ntitle = 'Акт'", "a: "),
        (
            "[a]\nlevel = 'regional'\ntitle = 'А'\ninstrumental = 'А'\nissued_on = 2020-01-01\nnumber = '1'\n"
            "effective_from = 2020-01-01",
            "legal_act_region_by_level",
        ),
    ],
)
def test_a_broken_file_is_named_and_nothing_is_taken(tmp_path, text, words):
    (tmp_path / "legal_acts.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadReference, match=words):
        load_reference(tmp_path)
    assert not LegalAct.objects.filter(code="a").exists()


@pytest.mark.django_db
def test_the_command_says_what_it_did():
    assert "правовые акты" in run("load_reference")


def test_shipped_presets_can_be_taken():
    assert run("check_presets").count(": OK") == 6


def test_a_wrong_key_is_named_with_file_and_line(tmp_path):
    path = tmp_path / "wrong.toml"
    path.write_text(
        '[preset]\ncode = "wrong"\ntitle = "П"\nlevel = "school"\norganization = "О"\n\n[settings]\nform = 1\n'
    )
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_presets", path, stdout=out)
    assert "wrong.toml, строка 8: form" in out.getvalue()


def test_no_tenant_row_is_in_the_admin_site():
    registered = admin.site._registry
    assert not [model for model in registered if issubclass(model, TenantModel)]
    assert {LegalAct, FederalBody} <= registered.keys()


@pytest.mark.parametrize("name", ["legalact", "federalbody", "federalprogram"])
def test_reference_data_is_edited_by_platform_staff_alone(world, client_of, name):
    path = f"/platform/programs/{name}/"
    User.objects.filter(pk=world.platform_operator.user_id).update(is_superuser=True)  # as create_operator makes him
    assert client_of(world.platform_operator).get(path).status_code == 200
    for member in (world.a11.head, world.a00.region_operator, world.federal_observer):
        assert client_of(member).get(path).status_code in (302, 403)
