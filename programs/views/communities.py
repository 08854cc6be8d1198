"""Professional communities: the list, the page of one, joining and leaving, what its keeper does."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Actor, get_visible, requires
from accounts.tables import as_xlsx, attached
from accounts.views.shared import done_by, page_of, posted, say, ticked, whole_number

from ..forms.communities import CommunityFilter, CommunityForm, NewsForm
from ..models import Community
from ..queries import communities as queries
from ..queries.bank_words import ALL_AREAS
from ..services import communities as service


@require_safe
@requires("community.view")
def community_list(request: HttpRequest) -> HttpResponse:
    form = CommunityFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    context = {
        "filter": form,
        "page": page_of(request, queries.communities(request.actor, wanted)),
        "manages": request.actor.may("community.manage"),
        "asked": any(wanted.values()),
    }
    return render(request, "programs/community_list.html", context)


@require_safe
@requires("community.view")
def community_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Names of members are read by whoever keeps or leads it; everybody else reads how many they are."""
    row = _seen(request, pk)
    return _page(request, row, NewsForm())


def _seen(request: HttpRequest, pk: int) -> Community:
    return get_visible(Community, request.actor, pk, "organization__region", "leader")


def _page(request: HttpRequest, row: Community, news: NewsForm) -> HttpResponse:
    actor: Actor = request.actor
    leads, keeps = queries.leads(actor, row), queries.keeps(actor, row)
    ahead, behind = queries.meetings_of(row, actor)
    own = queries.own_membership(actor, row)
    context = {
        "row": row, "own": own, "joined": own is not None and own.joined_on is not None,
        "areas": [ALL_AREAS[code] for code in row.areas if code in ALL_AREAS],
        "ahead": ahead, "behind": behind, "news": row.news.select_related("author")[: queries.NEWS],
        "number": queries.members_of(row, actor.today).count(),
        "leads": leads, "keeps": keeps, "announces": keeps and actor.may("events.manage"),
        "numbers": queries.numbers_of(row, actor.today) if leads else [],
        "members": page_of(request, queries.members_of(row, actor.today)) if leads else None,
        "awaited": list(queries.awaited(row)) if keeps else [], "form": news,
    }  # fmt: skip
    return render(request, "programs/community_detail.html", context, status=422 if news.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("community.manage")
def community_new(request: HttpRequest) -> HttpResponse:
    form = CommunityForm(posted(request), actor=request.actor)
    made: list[Community] = []
    if form.is_valid() and done_by(
        form, lambda: made.append(service.create(actor=request.actor, fields=form.told()))
    ):  # fmt: skip
        say(request, _("Сообщество открыто: в него могут вступать работники вашей организации и всех, кто ниже"))
        return redirect("community_detail", made[0].pk)
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("community.manage")
def community_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own; a press may also close it or open it again."""
    row = _kept(request, pk)
    if request.method == "POST" and ("close" in request.POST or "open" in request.POST):
        is_open = "open" in request.POST
        service.set_open(actor=request.actor, community=row, is_open=is_open)
        say(request, _("Сообщество снова открыто") if is_open else _("Сообщество закрыто: вступить в него нельзя"))
        return redirect("community_detail", pk)
    form = CommunityForm(posted(request), instance=row, actor=request.actor)
    if form.is_valid() and done_by(
        form,
        lambda: service.edit(
            actor=request.actor, community=row, version=form.cleaned_data["version"] or 0, fields=form.told()
        ),
    ):
        say(request, _("Сообщество сохранено"))
        return redirect("community_detail", pk)
    return _form(request, form, row)


def _kept(request: HttpRequest, pk: int) -> Community:
    row = _seen(request, pk)
    if not queries.keeps(request.actor, row):
        raise Http404
    return row


def _form(request: HttpRequest, form: CommunityForm, row: Community | None) -> HttpResponse:
    context = {"form": form, "row": row}
    return render(request, "programs/community_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("community.view")
def community_join(request: HttpRequest, pk: int) -> HttpResponse:
    service.join(actor=request.actor, community=_seen(request, pk))
    say(request, _("Вы в сообществе: его встречи – в вашем календаре"))
    return redirect("community_detail", pk)


@require_POST
@requires("community.view")
def community_leave(request: HttpRequest, pk: int) -> HttpResponse:
    service.leave(actor=request.actor, community=_seen(request, pk))
    say(request, _("Вы больше не в сообществе"))
    return redirect("community_list")


@require_POST
@requires("community.view")
def community_announce(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = _seen(request, pk), NewsForm(request.POST)
    if not queries.leads(request.actor, row):
        raise Http404
    if form.is_valid() and done_by(
        form, lambda: service.announce(actor=request.actor, community=row, text=form.cleaned_data["text"])
    ):
        say(request, _("Объявление отправлено участникам"))
        return redirect("community_detail", pk)
    return _page(request, row, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("community.manage")
def community_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Employees within the keeper's reach, ticked."""
    row = _kept(request, pk)
    if request.method == "POST":
        told = service.invite(actor=request.actor, community=row, people=ticked(request, "person"))
        say(request, ngettext("Приглашён %s человек", "Приглашено людей: %s", told) % told)
        return redirect("community_detail", pk)
    words = request.GET.get("q", "").strip()[:100]
    page = page_of(request, queries.may_be_invited(request.actor, row, words), service.MOST)
    return render(request, "programs/community_invite.html", {"row": row, "page": page, "q": words})


@require_POST
@requires("community.manage")
def community_take_off(request: HttpRequest, pk: int) -> HttpResponse:
    row = _kept(request, pk)
    service.take_off(actor=request.actor, community=row, member=whole_number(request.POST.get("member")) or 0)
    say(request, _("Человек убран из сообщества"))
    return redirect("community_detail", pk)


@require_safe
@requires("community.view")
def community_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Members by municipality and school, then by name: for whoever keeps or leads it."""
    row, actor = _seen(request, pk), request.actor
    if not queries.leads(actor, row):
        raise Http404
    notes = [row.name, _("На %s") % f"{actor.today:%d.%m.%Y}"]
    rows: list[list[str | int | None]] = []
    for body in queries.numbers_of(row, actor.today):
        rows.append([body["body"], None, body["total"]])
        rows += [["", school, number] for school, number in body["schools"]]
    rows += [[], [_("Участник"), _("Организация"), _("В сообществе с")]]
    rows += [
        [member.person.full_name, member.organization.short_name, f"{member.joined_on:%d.%m.%Y}"]
        for member in service.download(actor=actor, community=row)
    ]
    head = [_("Муниципалитет"), _("Организация"), _("Участников")]
    return attached(as_xlsx(_("Участники"), notes, head, rows), f"community-{row.pk}.xlsx")
