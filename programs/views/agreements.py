"""Agreements about mentoring (ТК, ст. 351.8): read and signed by one tap; the register of payments."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import get_visible, requires
from accounts.templatetags.ui_words import ru_date
from accounts.views.shared import done_by, page_of, posted, version_read, whole_number

from ..forms.papers import AgreementForm, PaymentForm
from ..models import MentoringAgreement, Unit
from ..paper_orders import payments_order
from ..queries.payments import offered_payment, payment_rows, without_an_order
from ..services import agreement_answers as service
from ..services import orders, payments
from .papers import Paper, Press, form_page, heads, paper_page, tag_of
from .signing import confirm, confirmed_today

State = MentoringAgreement.State
PAID = (State.SIGNED, State.ACTIVE, State.NOTICE_GIVEN)
RELATED = ("organization__region", "person", "unit__curator", "signed_by")


@requires("agreement.manage")
def agreement_list(request: HttpRequest) -> HttpResponse:
    rows = MentoringAgreement.objects.visible_to(request.actor).select_related("person")
    return render(request, "programs/agreement_list.html", {"page": page_of(request, rows)})


@requires()
def agreement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor = request.actor
    row = get_visible(MentoringAgreement, actor, pk, *RELATED)
    manages = actor.may("agreement.manage") and actor.signs_for(row.organization_id)
    amount = _("%s руб. в месяц") % f"{row.amount:.2f}".replace(".", ",") if row.amount else ""
    paper = Paper(
        title=_("Соглашение о наставничестве"),
        crumb=(_("Соглашения"), reverse("agreement_list")) if manages else (_("Рабочий стол"), reverse("home")),
        lead=_("%(who)s и %(school)s. Дополнение к трудовому договору, ст. 351.8 ТК РФ.")
        % {"who": row.person.full_name, "school": row.organization.short_name},
        tag=("off", _("не нужно")) if row.duties_in_job_description else tag_of(row),
        text=row.duties,
        facts=[
            (_("Срок"), f"{row.starts:%d.%m.%Y} – {row.ends:%d.%m.%Y}"),
            (_("Форма выполнения работы"), row.form_of_work),
            (_("Часов в месяц"), str(row.hours or "")),
            (_("Выплата"), amount),
            (_("Условия выплат"), "" if row.duties_in_job_description else row.pay_terms),
            (_("Подписал работник"), ru_date(row.consent_on) if row.consent_on else ""),
            (
                _("Подписал руководитель"),
                f"{row.signed_by.full_name}, {ru_date(row.signed_on)}" if row.signed_by and row.signed_on else "",
            ),
            (_("Предупреждение подано"), ru_date(row.notice_on) if row.notice_on else ""),
            (_("Последний день обязанностей"), ru_date(row.last_day) if row.last_day else ""),
            (_("Прекращено с"), ru_date(row.ended_on) if row.ended_on else ""),
        ],
    )
    if row.duties_in_job_description:
        paper.hint = _("Наставничество входит в должностную инструкцию: подпись и выплата не нужны.")
    elif row.state == State.DRAFT and row.person_id == actor.person_id:
        paper.presses = [
            Press(reverse("agreement_agree", args=[pk]), _("Подписать соглашение"), version=row.version),
            Press(reverse("agreement_refuse", args=[pk]), _("Отказаться")),
        ]
        paper.hint = _("Отказаться можно без объяснений и потом: за три рабочих дня, заявлением в карточке пары.")
    elif row.state == State.CONSENT_SIGNED and row.unit.state in service.HELD and heads(actor, row.organization_id):
        paper.presses = [Press(reverse("agreement_sign", args=[pk]), _("Подписать соглашение"))]
    elif row.state == State.ACTIVE and heads(actor, row.organization_id):
        paper.presses = [Press(reverse("agreement_cancel", args=[pk]), _("Отменить поручение"), danger=True)]
        paper.hint = _("Работник будет предупреждён за три рабочих дня, паре понадобится новый наставник.")
    if manages and row.state in PAID and not row.duties_in_job_description:
        paper.links.append((f"{reverse('payment_new')}?agreement={pk}", _("Записать выплату")))
    if manages and row.state == State.DRAFT:
        paper.links.append((reverse("agreement_edit", args=[pk]), _("Поправить условия")))
    paper.links += [
        (reverse("paper_page", args=["agreement", pk]), _("Соглашение на бумаге: PDF и DOCX")),
        (reverse("unit_detail", args=[row.unit_id]), _("Карточка пары")),
    ]
    return paper_page(request, paper)


@require_http_methods(["GET", "POST"])
@requires("agreement.manage")
def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(MentoringAgreement, request.actor, pk, *RELATED)
    form = AgreementForm(posted(request), instance=row, initial={"version": row.version})
    if form.is_valid():
        data = form.cleaned_data
        saved = MentoringAgreement.objects.select_related("unit").get(pk=pk)
        if done_by(form, lambda: service.edit(actor=request.actor, agreement=saved, **data)):
            messages.success(request, _("Условия сохранены"))
            return redirect("agreement_detail", pk)
    back = reverse("agreement_detail", args=[pk])
    return form_page(
        request, form, title=_("Условия соглашения"), label=_("Сохранить"), back=back, crumb=_("Соглашение"),
        keep=_("Не сохранять"), lead=row.person.full_name,
    )  # fmt: skip


def _press(verb: str, done: str, permission: str | None = None, *, signs: bool = False):
    @require_POST
    @requires(permission)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row = get_visible(MentoringAgreement, request.actor, pk, *RELATED)
        if signs and not confirmed_today(request):
            return confirm(request, reverse("agreement_detail", args=[pk]))
        getattr(service, verb)(actor=request.actor, agreement=row)
        messages.success(request, done)
        return redirect("agreement_detail", pk)

    return view


@require_POST
@requires()
def agreement_agree(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(MentoringAgreement, request.actor, pk, *RELATED)
    service.agree(actor=request.actor, agreement=row, version=version_read(request))
    messages.success(request, _("Соглашение подписано. Руководитель подпишет его вместе с приказом"))
    return redirect("agreement_detail", pk)


agreement_refuse = _press("refuse", _("Вы отказались: это никак не отразится на вас"))
agreement_sign = _press("sign_now", _("Соглашение подписано и действует"), "order.approve", signs=True)
agreement_cancel = _press("cancel_by_employer", _("Работник предупреждён"), "order.approve")


@require_POST
@requires("unit.manage")
def agreement_offer(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_visible(Unit, request.actor, pk, "organization__region", "curator")
    row = service.offer_again(actor=request.actor, unit=unit)
    messages.success(request, _("Наставник получил соглашение"))
    return redirect("agreement_detail", row.pk)


@requires("agreement.manage")
def payment_list(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    context = {"page": page_of(request, payment_rows(actor)), "unordered": without_an_order(actor).count()}
    return render(request, "programs/payment_list.html", context)


@require_POST
@requires("agreement.manage")
def payment_order(request: HttpRequest) -> HttpResponse:
    """The draft of an order with the table of the register: what no order sets yet."""
    order = orders.create_order(actor=request.actor, draft=payments_order(request.actor))
    messages.success(request, _("Черновик приказа готов: проверьте и отправьте на утверждение"))
    return redirect("order_detail", order.pk)


@require_http_methods(["GET", "POST"])
@requires("agreement.manage")
def payment_new(request: HttpRequest) -> HttpResponse:
    """``agreement`` of the address: whose payment it is, how much and for how long are taken from it."""
    agreement = None
    if number := whole_number(request.GET.get("agreement")):
        agreement = get_visible(MentoringAgreement, request.actor, number)
    form = PaymentForm(posted(request), actor=request.actor, initial=offered_payment(request.actor, agreement))
    if form.is_valid():
        data = form.cleaned_data
        if done_by(form, lambda: payments.write_down(actor=request.actor, **data)):
            messages.success(request, _("Выплата записана"))
            return redirect("payment_list")
    back, crumb = reverse("payment_list"), _("Выплаты")
    if agreement is not None:
        back, crumb = reverse("agreement_detail", args=[agreement.pk]), _("Соглашение")
    return form_page(
        request, form, title=_("Записать выплату"), label=_("Записать"), back=back, crumb=crumb,
        keep=_("Не записывать"), lead=_("Без основания с датой и пунктом выплату не записывают."),
    )  # fmt: skip
