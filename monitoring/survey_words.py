"""Words of surveys: who has answered, figures as people read them. Pure."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

GROUPS = {
    ("mentee", "student"): _("Наставляемые обучающиеся"),
    ("mentor", "student"): _("Наставники обучающихся"),
    ("mentee", "staff"): _("Наставляемые педагоги"),
    ("mentor", "staff"): _("Наставники педагогов"),
}
# Whoever is led in these forms is a teacher, also where a school knows the contour of pupils alone (S2 разд. 7.2).
OF_TEACHERS = (
    "TEACHER_TEACHER", "EDUCATOR_EDUCATOR", "HEAD_EDUCATOR", "EDUCATOR_YOUNG_EDUCATOR", "UNI_EDUCATOR_YOUNG_EDUCATOR",
)  # fmt: skip
OTHERS = {"parent": _("Родители"), "curator": _("Кураторы")}


def asked_as(track: str, form: str) -> str:
    """The contour by which people of a pair are asked and measured."""
    return "staff" if form in OF_TEACHERS else track


def group_name(role: str, track: str) -> str:
    return str(GROUPS.get((role, track)) or OTHERS.get(role, role))


def decimal_words(number: Decimal | None) -> str:
    """«8,25», «н/д»; no zeros at the end."""
    if number is None:
        return str(_("н/д"))
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",").replace("-", "−")


def signed_words(number: Decimal | None) -> str:
    if number is None:
        return str(_("н/д"))
    return f"+{decimal_words(number)}" if number > 0 else decimal_words(number)
