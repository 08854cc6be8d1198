"""Letters of the outbox, over SMTP."""

import re
import smtplib
from email.mime.text import MIMEText
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from . import outbox
from .models import OutboxMessage
from .outbox import TryLater, Undeliverable

_ADDRESS = re.compile(r"[^\s<>()\"',;:]+@[^\s<>()\"',;:]+")


@outbox.handles(OutboxMessage.Kind.MAIL)
def send(message: OutboxMessage) -> None:
    """Payload: ``to``, ``subject``, ``template`` of plain text, ``context``, ``calendars`` to be attached.

    A refusal of the address for good (5xx at RCPT) gives up at once, unless its enhanced code is 5.7.x: that one is
    about our server, not about the person, and may be put right.
    """
    letter = compose(message)
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        words = _words(code, text)
        if 500 <= code < 600 and not re.match(r"5\.7\.", _decoded(text)):
            raise Undeliverable(words) from error
        raise TryLater(words) from error
    except smtplib.SMTPResponseException as error:
        raise TryLater(_words(error.smtp_code, error.smtp_error)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise TryLater(_("Почтовый сервер недоступен: %(kind)s") % {"kind": type(error).__name__}) from error
    # A letter may carry a personal link; once it has gone, only the mailbox knows it.
    kept = {key: value for key, value in message.payload.items() if key not in ("context", "calendars")}
    OutboxMessage.objects.filter(pk=message.pk).update(payload=kept)


def compose(message: OutboxMessage) -> EmailMessage:
    """The letter of a row, the same at each attempt. Raises Undeliverable for an address that cannot be one."""
    payload = message.payload
    try:
        validate_email(payload["to"])
    except ValidationError as error:
        raise Undeliverable(_("Адрес записан неверно.")) from error
    letter = EmailMessage(
        subject=" ".join(payload["subject"].split()),
        body=render_to_string(payload["template"], {**payload["context"], "site_url": settings.SITE_URL}),
        to=[payload["to"]],
        headers={
            "Message-ID": message_id(message),
            "Auto-Submitted": "auto-generated",  # answering machines keep silent
        },
    )
    for invitation in payload.get("calendars", []):
        letter.attach(_calendar(**invitation))
    return letter


def _calendar(method: str, text: str) -> MIMEText:
    """RFC 6047: the method stands in the type too, so that mail programs offer to take the event over."""
    part = MIMEText(text, "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename="vstrecha.ics")
    return part


def message_id(message: OutboxMessage) -> str:
    """Stable for a row, so that a server may drop a repeat; the moment tells it from a row of a restored database."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<outbox.{message.pk}.{int(message.created_at.timestamp() * 1_000_000)}@{host}>"


def _decoded(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text


def _words(code: int, text: bytes | str) -> str:
    """The server's answer, with whatever looks like an address taken out of it."""
    answer = _ADDRESS.sub(_("адрес"), " ".join(_decoded(text).split()))
    return _("Почтовый сервер ответил: %(code)d %(text)s") % {"code": code, "text": answer[:300]}
