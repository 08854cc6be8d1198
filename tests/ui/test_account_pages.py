"""The ways in through django-allauth, in our pages and our words."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User

from .text import words

pytestmark = pytest.mark.django_db

EMAIL = "curator@school.example"
PASSWORD = "три случайных слова"


@pytest.fixture
def user() -> User:
    user = User.objects.create_user(EMAIL, PASSWORD)
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    return user


@pytest.fixture
def signed_in(user: User) -> Client:
    """Signed in by the page itself, and the password given once more, as settings of sign-in ask."""
    client = Client()
    client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def code_for(page: str) -> str:
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert secret
    return totp.format_hotp_value(totp.hotp_value(secret[1], next(totp.yield_hotp_counters_from_time())))


def with_second_factor(client: Client) -> str:
    """Turns the application on; the page of recovery codes that follows."""
    page = words(client.get(reverse("mfa_activate_totp")))
    return words(client.post(reverse("mfa_activate_totp"), {"code": code_for(page)}, follow=True))


def test_sign_in_page_asks_and_helps(client: Client) -> None:
    page = words(client.get(reverse("account_login")))
    for said in ("Электронная почта", "Пароль", "Войти", "Забыли пароль?", "Нет доступа?", "Нет почты"):
        assert said in page
    assert "placeholder" not in page


def test_a_wrong_password_keeps_the_address(client: Client, user: User) -> None:
    page = words(client.post(reverse("account_login"), {"login": EMAIL, "password": "не тот"}))
    assert "Вы не вошли" in page
    assert f'value="{EMAIL}"' in page
    nobody = words(client.post(reverse("account_login"), {"login": "no@school.example", "password": "не тот"}))
    assert nobody.replace("no@school.example", EMAIL).count("Вы не вошли") == page.count("Вы не вошли")


def test_empty_form_is_answered_by_field(client: Client) -> None:
    page = words(client.post(reverse("account_login"), {"login": "ivanova", "password": ""}))
    assert "Вы не вошли: исправьте 2 поля" in page
    assert "Электронная почта: проверьте адрес" in page
    assert "Пароль: заполните это поле" in page


def test_a_new_password_by_letter(client: Client, user: User) -> None:
    assert "Прислать ссылку" in words(client.get(reverse("account_reset_password")))
    done = client.post(reverse("account_reset_password"), {"email": EMAIL}, follow=True)
    assert "Проверьте почту" in words(done)
    letter = mail.outbox[-1]
    assert "Новый пароль" in letter.subject
    assert "Здравствуйте!" in letter.body
    address = re.search(r"https?://[^/\s]+(/\S+)", letter.body)
    assert address
    form = client.get(address[1], follow=True)
    assert "Придумайте пароль" in words(form)
    posted = form.request["PATH_INFO"]
    short = words(client.post(posted, {"password1": "123", "password2": "123"}))
    assert "Пароль не сохранён: исправьте 1 поле" in short
    saved = client.post(posted, {"password1": PASSWORD + "!", "password2": PASSWORD + "!"}, follow=True)
    assert "Пароль сохранён" in words(saved)
    assert "Эта ссылка больше не действует" in words(Client().get(address[1], follow=True))


def test_an_unknown_address_gets_the_same_answer_and_another_letter(client: Client) -> None:
    done = client.post(reverse("account_reset_password"), {"email": "no@school.example"}, follow=True)
    assert "Проверьте почту" in words(done)
    assert "входа с такой почтой у нас нет" in mail.outbox[-1].body


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("account_signup", "Сюда приглашают"),
        ("account_inactive", "Вход для этой почты закрыт"),
        ("account_email_verification_sent", "Проверьте почту"),
        ("account_reset_password_from_key_done", "Пароль сохранён"),
    ],
)
def test_other_doors(client: Client, name: str, said: str) -> None:
    assert said in words(client.get(reverse(name)))


def test_a_foreign_link_to_confirm_an_address(client: Client) -> None:
    page = words(client.get(reverse("account_confirm_email", args=["no-such-key"])))
    assert "Эта ссылка больше не действует" in page


def test_own_settings_of_sign_in(signed_in: Client) -> None:
    assert "Подключить приложение" in words(signed_in.get(reverse("mfa_index")))
    assert EMAIL in words(signed_in.get(reverse("account_email")))
    assert "Пароль сейчас" in words(signed_in.get(reverse("account_change_password")))
    changed = {"oldpassword": PASSWORD, "password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    assert "Пароль изменён." in words(signed_in.post(reverse("account_change_password"), changed, follow=True))


def test_a_login_without_password_makes_one(user: User) -> None:
    user.set_unusable_password()
    user.save()
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    assert "Придумайте пароль" in words(client.get(reverse("account_set_password")))


def test_second_factor_from_the_first_look_to_sign_in(signed_in: Client) -> None:
    wrong = words(signed_in.post(reverse("mfa_activate_totp"), {"code": "000000"}))
    assert "Приложение не подключено: исправьте 1 поле" in wrong
    assert "data:image/svg+xml" in wrong
    codes = with_second_factor(signed_in)
    assert "Осталось 10 из 10" in codes
    assert "Отключить" in words(signed_in.get(reverse("mfa_index")))
    assert "10 прежних кодов перестанут действовать" in words(signed_in.get(reverse("mfa_generate_recovery_codes")))
    assert "Осталось 10 из 10" in words(signed_in.post(reverse("mfa_generate_recovery_codes"), follow=True))

    spare = re.search(r"<code>([\w-]+)</code>", words(signed_in.get(reverse("mfa_view_recovery_codes"))))
    assert spare

    other = Client()
    asked = other.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD}, follow=True)
    assert "Введите код из приложения" in words(asked)
    assert "Вы не вошли: исправьте 1 поле" in words(other.post(reverse("mfa_authenticate"), {"code": "111"}))
    entered = other.post(reverse("mfa_authenticate"), {"code": spare[1]})
    assert entered.status_code == 302
    assert "Осталось 9 из 10" in words(other.get(reverse("mfa_index")))

    assert "Отключить приложение с кодами?" in words(signed_in.get(reverse("mfa_deactivate_totp")))
    assert "Приложение с кодами отключено" in words(signed_in.post(reverse("mfa_deactivate_totp"), follow=True))


def test_who_has_been_away_proves_himself_again(signed_in: Client) -> None:
    assert "Подтвердите, что это вы" in words(signed_in.get(reverse("account_reauthenticate")))
    with_second_factor(signed_in)
    assert "Код из приложения или запасной код" in words(signed_in.get(reverse("mfa_reauthenticate")))


def test_leaving(signed_in: Client) -> None:
    assert "Выйти на этом устройстве?" in words(signed_in.get(reverse("account_logout")))
    assert "Вы вышли." in words(signed_in.post(reverse("account_logout"), follow=True))


def test_pages_that_we_have_not_drawn_stand_in_our_frame(client: Client) -> None:
    page = words(client.get(reverse("socialaccount_login_cancelled")))
    assert "Для слабовидящих" in page
