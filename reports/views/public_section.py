"""The open page of an organization and what hangs on it: mentors, news, practices, one text, feeds.

Everything that can be taken back is read anew on each visit; copies may be kept, and must be asked about before they
are shown («no-cache»), so that a withdrawn name is gone with the next look. The first page, the lists and the feeds
hold no names of people and may be searched; a page on which somebody is named asks not to be: a copy in a search engine
would outlive his consent.
"""

import datetime
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import feedgenerator, timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.models import Organization, Region
from accounts.permissions import public
from accounts.tenancy import tenant_scope
from accounts.views.shared import page_of
from programs.queries.bank_words import ALL_AREAS
from programs.queries.library import for_visitors

from ..forms import PracticeFilter
from ..glyphs import printable
from ..models import Publication, PublicSection
from ..queries import public as queries
from ..queries.public_counts import counts_of
from ..queries.public_people import lines_of, mentors_of
from ..queries.section_names import names_somebody, spoken_of

Kind = Publication.Kind
NEWS = (Kind.NEWS, Kind.ANNOUNCEMENT)
ON_FIRST, IN_FEED, ON_PAGE = 3, 20, 20
JSON_FEED = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True)
class Open:
    """An open page, its day and what its regulation lets stand there."""

    section: PublicSection
    organization: Organization
    today: datetime.date
    rules: queries.Rules

    def url(self, name: str, *more: Any) -> str:
        return reverse(name, args=[self.organization.region.code, self.organization.slug, *more])


@contextmanager
def opened(region_code: str, slug: str = "", *, of_text: int = 0) -> Iterator[Open]:
    """The scope of an open page, in its own time, found by its address or by a text on it. Raises Http404 where there
    is none."""
    region = get_object_or_404(Region, code=region_code)
    with tenant_scope(region.pk):
        section = queries.open_page(slug or queries.address_of(of_text))
        if section is None:
            raise Http404
        organization = section.organization
        with timezone.override(organization.zone):
            today = clock.today(organization.zone)
            yield Open(section, organization, today, queries.rules_of(organization, today))


def answered(request: HttpRequest, answer: HttpResponse, *, named: bool = False) -> HttpResponse:
    """May be kept and must be asked about; 304 to whoever has this very one."""
    answer["Cache-Control"] = "public, no-cache"
    answer["ETag"] = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    patch_vary_headers(answer, ["Cookie"])
    if named:
        answer["X-Robots-Tag"] = "noindex, noarchive"
    return get_conditional_response(request, etag=answer["ETag"], response=answer)


def page(request: HttpRequest, at: Open, template: str, more: dict[str, Any], *, named: bool = False) -> HttpResponse:
    context = {"organization": at.organization, "section": at.section, "rules": at.rules, "today": at.today, **more}
    return answered(request, render(request, template, context), named=named)


@require_safe
@public
def public_section(request: HttpRequest, region_code: str, slug: str) -> HttpResponse:
    with opened(region_code, slug) as at:
        organization, rules = at.organization, at.rules
        mentors = mentors_of(organization, named=rules.named) if rules.bases else []
        practices = queries.texts(organization, Kind.PRACTICE, below=True)[:ON_FIRST] if rules.cases else []
        below = queries.pages_below(organization)
        news = queries.texts(organization, *NEWS, below=True)
        context = {
            "groups": queries.section_documents(organization),
            "own_acts": queries.acts_shown(organization, at.today),
            "acts": queries.acts_above(organization, at.today),
            "statute": queries.statute_in_force(organization, at.today),
            "curator_post": queries.curator_post(organization, at.today),
            "counts": counts_of(organization, at.today),
            "to_come": queries.to_come(organization, at.today)[:ON_FIRST],
            "news": queries.texts(organization, Kind.NEWS)[:ON_FIRST],
            "practices": practices,
            "below": below,
            "news_below": news.exclude(organization=organization)[: 2 * ON_FIRST] if below else [],
            "links": for_visitors(organization),
            "lists_mentors": rules.bases and mentors[:1],
        }  # fmt: skip
        return page(request, at, "reports/public_section.html", context)


@require_safe
@public
def public_mentors(request: HttpRequest, region_code: str, slug: str) -> HttpResponse:
    """The base of mentors; names where their owners let them be spread (S3 п. 3.6, п. 4.14; S4 п. 8.1)."""
    with opened(region_code, slug) as at:
        rows = mentors_of(at.organization, named=at.rules.named)
        shown = page_of(request, rows if at.rules.bases else rows.none())
        lines = lines_of(list(shown), at.today)
        context = {"page": shown, "lines": lines, "counts": counts_of(at.organization, at.today)}
        return page(request, at, "reports/public_mentors.html", context, named=any(line.name for line in lines))


@require_safe
@public
def public_news(request: HttpRequest, region_code: str, slug: str) -> HttpResponse:
    with opened(region_code, slug) as at:
        rows = queries.texts(at.organization, *NEWS)
        return page(request, at, "reports/public_news.html", {"page": page_of(request, rows, ON_PAGE)})


@require_safe
@public
def public_practices(request: HttpRequest, region_code: str, slug: str) -> HttpResponse:
    """The bank of practices of a node and of everything below it, by what they help with and by words."""
    with opened(region_code, slug) as at:
        every = queries.texts(at.organization, Kind.PRACTICE, below=True)
        used = {code for codes in every.values_list("areas", flat=True) for code in codes}
        form = PracticeFilter(request.GET, codes=used)
        told = form.cleaned_data if form.is_valid() else {}
        rows = queries.searched(every, told.get("area", ""), told.get("q", ""))
        context = {"page": page_of(request, rows, ON_PAGE), "form": form, "asked": any(told.values())}
        return page(request, at, "reports/public_practices.html", context)


@require_safe
@public
def public_publication(request: HttpRequest, region_code: str, pk: int) -> HttpResponse:
    with opened(region_code, of_text=pk) as at:
        rows = names_somebody(Publication.objects.for_anybody().filter(organization=at.organization))
        row = get_object_or_404(rows.select_related("organization__region"), pk=pk)
        context = {
            "row": row, "authors": spoken_of([row]).get(row.pk, []),
            "areas": [ALL_AREAS[code] for code in row.areas if code in ALL_AREAS],
        }  # fmt: skip
        return page(request, at, "reports/public_publication.html", context, named=row.has_names)


@require_safe
@public
def public_feed(request: HttpRequest, region_code: str, slug: str, kind: str) -> HttpResponse:
    """News for the organization's own site. A copy taken by another site cannot be called back: what names people goes
    by its heading alone, and headings name nobody."""
    if kind not in ("rss", "json"):
        raise Http404
    with opened(region_code, slug) as at:
        rows = list(queries.texts(at.organization, *NEWS)[:IN_FEED])
        items = [
            {
                "id": request.build_absolute_uri(reverse("public_publication", args=[region_code, row.pk])),
                "url": request.build_absolute_uri(reverse("public_publication", args=[region_code, row.pk])),
                "title": row.title,
                "content_text": _("Полностью — на открытой странице") if row.has_names else row.text,
                "date_published": row.published_at.astimezone(at.organization.zone).isoformat(timespec="seconds"),
            }
            for row in rows
        ]
        title = f"{at.rules.title}: {at.organization.short_name}"
        home = request.build_absolute_uri(at.url("public_section"))
        own = request.build_absolute_uri(at.url("public_feed", kind))
        answer = _rss(title, home, own, rows, items) if kind == "rss" else _json(title, home, own, items)
    answer["Access-Control-Allow-Origin"] = "*"  # the site of the school reads it from the visitor's browser
    return answered(request, answer)


def _json(title: str, home: str, own: str, items: list[dict[str, str]]) -> HttpResponse:
    told = {"version": JSON_FEED, "title": title, "home_page_url": home, "feed_url": own, "language": "ru"}
    answer = JsonResponse({**told, "items": items}, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = "application/feed+json; charset=utf-8"
    return answer


def _rss(title: str, home: str, own: str, rows: list[Publication], items: list[dict[str, str]]) -> HttpResponse:
    feed = feedgenerator.Rss201rev2Feed(title=title, link=home, description=title, language="ru", feed_url=own)
    # the same bytes while nothing is placed: an empty feed would otherwise be dated now
    feed.latest_post_date = lambda: rows[0].published_at if rows else datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    for row, item in zip(rows, items, strict=True):
        feed.add_item(
            title=printable(item["title"]), link=item["url"], description=printable(item["content_text"]),
            pubdate=row.published_at, unique_id=item["id"],
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


@require_safe
@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was made for people who see, hear or move otherwise, and whom to tell what is in the way."""
    return answered(request, render(request, "reports/accessibility.html"))
