"""Files that are made while somebody waits: so many a minute to a person, or one tab takes the processor of all."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.rate_limit import TooMany, take
from accounts.views.errors import too_many_requests

ONE_BY_ONE = {60: 20, 3600: 300}
MANY_IN_A_FILE = {60: 6, 3600: 60}  # sixty sheets each

View = Callable[..., HttpResponse]


def limited(limits: dict[int, int] = ONE_BY_ONE) -> Callable[[View], View]:
    """Stands under ``requires``: the actor is known. A person's tries are counted over all his roles and tabs."""

    def wrap(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            key, name = str(request.actor.person_id), f"file:{max(limits.values())}"
            try:
                take(name, key, limits)
            except TooMany as trouble:
                trouble.why = _("Вы скачиваете файлы слишком часто: сервер делает их по одному для всех школ.")
                return too_many_requests(request, trouble)
            return view(request, *args, **options)

        return counted

    return wrap
