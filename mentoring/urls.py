from django.contrib import admin
from django.urls import include, path

from .health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", include("mentoring.api.urls")),
    path("", include("accounts.urls")),
    path("", include("programs.urls")),
    path("", include("monitoring.urls")),
    path("", include("reports.urls")),
    path("account/", include("allauth.urls")),
    path("platform/", admin.site.urls),
]

# Pages of errors (accounts.views.errors); under /api/ the same as problem+json.
handler400 = "mentoring.api.problems.bad_request"
handler403 = "mentoring.api.problems.permission_denied"
handler404 = "mentoring.api.problems.page_not_found"
handler500 = "mentoring.api.problems.server_error"
handler429 = "accounts.views.errors.too_many_requests"  # allauth answers its rate limits by it
