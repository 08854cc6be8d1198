from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """People come by invitation or personal link; nobody signs up by himself."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Почта и пароль не подходят друг к другу. Проверьте раскладку и Caps Lock"),
        "incorrect_password": _("Пароль не подошёл. Проверьте раскладку"),
        "too_many_login_attempts": _("Слишком много попыток. Подождите 5 минут или задайте новый пароль"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class MfaAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Код не подошёл: он меняется каждые 30 секунд, введите новый"),
    }
