"""The figures of a year: of one's own organization, or of those below it."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import Organization, OrganizationKind
from accounts.permissions import get_visible, requires
from accounts.templatetags.ui_words import number, study_year

from ..forms.imports import FiguresForm
from ..models import YearFigures
from ..queries.activity import activity_of
from ..queries.figures import denominators, figures_of_schools
from ..services import figures as service
from ..terms import school_year

PAGE = 50
FIRST_YEAR, LAST_YEAR = 2015, 2100
LABELS = (
    gettext_lazy("10–19 лет"),
    gettext_lazy("15–19 лет"),
    gettext_lazy("Педагогов"),
    gettext_lazy("Молодых специалистов"),
    gettext_lazy("Предприятий / партнёров"),
)


@requires("figures.view")
def figures(request: HttpRequest) -> HttpResponse:
    """This school year, school by school; for a school its own line."""
    asked = request.GET.get("year", "")
    now = school_year(request.actor.today)
    year = int(asked) if asked.isdecimal() and FIRST_YEAR <= int(asked[:4]) <= LAST_YEAR and len(asked) == 4 else now
    rows = figures_of_schools(request.actor, year)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for school in page:
        school.numbers = _shown(school.of_year[0] if school.of_year else None)
    above = request.actor.organization.kind != OrganizationKind.SCHOOL
    context = {
        "page": page,
        "total": _words(denominators(request.actor.organization_ids, year)) if above else None,
        "year": year,
        "years": [{"label": study_year(y), "url": f"?year={y}", "current": y == year} for y in (now - 1, now)],
        "may_enter": request.actor.may("figures.enter"),
        "activity": None if above else activity_of(request.actor.organization, year),
    }
    return render(request, "programs/figures.html", context)


def _shown(row: YearFigures | None) -> list[tuple[Promise, str]]:
    """The cells of a line with their labels; an unknown number is a dash."""
    return _words({name: getattr(row, name, None) for name in service.NUMBERS})


def _words(numbers: Mapping[str, int | None]) -> list[tuple[Promise, str]]:
    told = [number(numbers[name]) for name in service.NUMBERS]
    return list(zip(LABELS, [*told[:4], f"{told[4]} / {told[5]}"], strict=True))


@require_http_methods(["GET", "POST"])
@requires("figures.enter")
def figures_edit(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    organization = get_visible(Organization, request.actor, pk, "region")
    if organization.pk not in request.actor.organization_ids:  # opened by a grant: to look at, not to write
        raise Http404
    if organization.kind != OrganizationKind.SCHOOL or not FIRST_YEAR <= year <= LAST_YEAR:
        return redirect("figures")
    row = YearFigures.objects.visible_to(request.actor).filter(organization=organization, school_year=year).first()
    form = FiguresForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        service.enter(actor=request.actor, organization=organization, school_year=year, numbers=form.cleaned_data)
        messages.success(request, _("Численность сохранена"))
        return redirect("figures")
    context = {"form": form, "organization": organization, "year": year}
    return render(request, "programs/figures_edit.html", context, status=422 if request.method == "POST" else 200)
