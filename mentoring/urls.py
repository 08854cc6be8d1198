from django.contrib import admin
from django.urls import include, path

from .health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("accounts.urls")),
    path("", include("programs.urls")),
    path("", include("monitoring.urls")),
    path("", include("reports.urls")),
    path("account/", include("allauth.urls")),
    path("platform/", admin.site.urls),
]

handler400 = "accounts.views.errors.bad_request"
handler403 = "accounts.views.errors.permission_denied"
handler404 = "accounts.views.errors.page_not_found"
handler500 = "accounts.views.errors.server_error"
handler429 = "accounts.views.errors.too_many_requests"  # allauth answers its rate limits by it
