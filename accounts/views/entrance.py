"""The door for people without e-mail: a personal link, a QR code or ten digits read aloud."""

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.forms.entrance import CodeForm, LinkForm
from accounts.models import Region, User
from accounts.permissions import public
from accounts.rate_limit import TooMany, check, client_of, count
from accounts.services import access_links
from accounts.views.errors import too_many_requests
from accounts.views.invitations import BACKEND
from accounts.views.shared import posted, public_region

# Wrong codes from one address: a class that types its codes at once is not stopped, a guesser is.
LIMITS = {60: 10, 3600: 60}
REMEMBER_SECONDS = 30 * 24 * 3600


@public
def enter(request: HttpRequest) -> HttpResponse:
    """Which region: the sheet of the curator names it; who has lost the sheet's address chooses here."""
    return render(request, "accounts/enter.html", {"regions": Region.objects.all()})


@never_cache
@public
def enter_region(request: HttpRequest, region: str) -> HttpResponse:
    """The code. Wrong, used, expired and revoked ones get one answer."""
    form = CodeForm(posted(request))
    user = None
    with public_region(region) as place:
        if request.method == "POST" and form.is_valid():
            try:
                user = _by_code(request, place, form.cleaned_data["code"])
            except TooMany as trouble:
                return too_many_requests(request, trouble)
            if user is None:
                form.add_error("code", _("Код не подошёл: проверьте цифры. Использованный код заново даст куратор"))
    if user is not None:
        return _come_in(request, user, remember=form.cleaned_data["remember"])
    context = {"form": form, "region": place}
    return render(request, "accounts/enter_region.html", context, status=422 if form.errors else 200)


def _by_code(request: HttpRequest, region: Region, code: str) -> User | None:
    client = client_of(request)
    check("code", client, LIMITS)
    link = access_links.find_by_code(region, code)
    user = access_links.use(link=link) if link is not None else None
    if user is None:
        count("code", client, LIMITS)
    return user


@never_cache
@public
def enter_by_link(request: HttpRequest, region: str, secret: str) -> HttpResponse:
    """A press, not the opening, takes the link: messengers open links by themselves to preview them."""
    form = LinkForm(posted(request))
    user: User | None = None
    try:
        with public_region(region) as place:
            link = access_links.find_by_secret(place, secret)
            if link is not None and request.method == "POST" and form.is_valid():
                user = access_links.use(link=link)
                link = link if user is not None else None
    except Http404:
        link = None
    if link is None:
        return render(request, "accounts/enter_gone.html", status=410)
    if user is not None:
        return _come_in(request, user, remember=form.cleaned_data["remember"])
    return render(request, "accounts/enter_by_link.html", {"form": form, "first_name": link.person.first_name})


def _come_in(request: HttpRequest, user: User, *, remember: bool) -> HttpResponse:
    login(request, user, backend=BACKEND)
    if remember:
        request.session.set_expiry(REMEMBER_SECONDS)
    return redirect("home")
