"""/api/v1/: addresses of the resources, the OpenAPI document, its interactive reference."""

from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from .document import openapi
from .views.accounts import Me, Organizations, People
from .views.learning import Communities, Courses, Enrolments, Materials, Resources
from .views.monitoring import Campaigns, Reports
from .views.programs import Meetings, Mentees, Mentors, Orders, Programs, Requisites, Units
from .views.recognition import Awards, Nominations, Practices
from .views.staff import Staff, StaffLists

router = SimpleRouter(use_regex_path=False)
for prefix, view in {
    "organizations": Organizations, "people": People, "staff": Staff, "staff-lists": StaffLists,
    "mentors": Mentors, "mentees": Mentees, "units": Units,
    "programs": Programs, "meetings": Meetings, "orders": Orders, "order-requisites": Requisites,
    "reports": Reports, "campaigns": Campaigns,
    "courses": Courses, "course-enrolments": Enrolments, "communities": Communities, "materials": Materials,
    "growth-resources": Resources, "practices": Practices, "nominations": Nominations,
}.items():  # fmt: skip
    router.register(prefix, view, f"api_{prefix.replace('-', '_')}")

urlpatterns = [
    path("me/", Me.as_view({"get": "retrieve"}), name="api_me"),
    path("awards/", Awards.as_view({"get": "retrieve"}), name="api_awards"),
    path("", include(router.urls)),
    path("schema/", openapi, name="api_schema"),
    path(
        "reference/",
        SpectacularSwaggerSplitView.as_view(url_name="api_schema", template_name="api/reference.html"),
        name="api_reference",
    ),
]
