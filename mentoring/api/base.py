"""What every address of the API does: lets in, checks the scope and the page's permission, answers."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from rest_framework import mixins, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.viewsets import GenericViewSet

from accounts.models import AuditEvent
from accounts.permissions import Actor

from .entrance import BearerAuthentication, Session, entered
from .paging import LARGEST, Cursor
from .parsing import StrictJSON
from .problems import Problem

SAFE = ("GET", "HEAD")
BIGGEST = 2**63 - 1
UNTOLD = ("menteeentry.seal", "menteeentry.unseal")  # even that something was sealed or read is told to nobody here
VERSION = "1"


class Strict(serializers.Serializer):
    """Refuses what it does not know: a misspelt name must not be lost behind a success."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            if unknown := sorted(set(map(str, data)) - known):
                raise serializers.ValidationError({name: [_("Такого поля нет")] for name in unknown})
        return super().to_internal_value(data)


class Id(serializers.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=BIGGEST, **options)


class Asked(Strict):
    """Parameters of every list."""

    cursor = serializers.CharField(required=False, max_length=200, help_text="From `next` of the page before")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST, help_text="Rows of a page")


class AskedOfRows(Asked):
    """Parameters of lists of rows with an organization and a history."""

    organization = Id(required=False, help_text="Rows of this organization alone")
    updated_since = serializers.DateTimeField(
        required=False, help_text="Rows of which the journal has an event since then (RFC 3339)"
    )


class ApiView(GenericViewSet):
    """``family`` names the scopes of a token; ``needs`` the permission of the same page, where the page has one."""

    authentication_classes = [BearerAuthentication, Session]
    permission_classes = [IsAuthenticated]  # the rights are those of the pages: asked in ``dispatch``
    parser_classes = [StrictJSON]
    renderer_classes = [JSONRenderer]
    pagination_class = Cursor
    http_method_names = ["get", "head", "post"]
    metadata_class = None
    basename = ""
    family = ""
    needs = ""
    actor: Actor

    @classmethod
    def as_view(cls, actions: Any = None, **options: Any) -> Any:
        view = conditional_page(super().as_view(actions, **options))
        view.access = "api"
        return view

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """DRF's own, with the scope around the work: whatever is raised inside rolls back what was written."""
        self.args, self.kwargs, self.headers = args, kwargs, self.default_response_headers
        self.request = self.initialize_request(request, *args, **kwargs)
        try:
            self.initial(self.request, *args, **kwargs)
            method = self.request.method.lower()
            work = getattr(self, method, None) if method in self.http_method_names else None
            with entered(self.request) as self.actor:
                if work is None:
                    self.http_method_not_allowed(self.request)
                self._check_rights()
                answer = work(self.request, *args, **kwargs)
        except Exception as error:  # noqa: BLE001  every kind of «no» has its words; a failure of ours is raised again
            answer = self.handle_exception(error)
        self.response = self.finalize_response(self.request, answer, *args, **kwargs)
        self.response.headers.setdefault("Api-Version", VERSION)
        self.response.headers["Cache-Control"] = "private, no-cache"
        self.response.headers["Vary"] = "Authorization, Cookie, Accept-Language"
        return self.response

    def _check_rights(self) -> None:
        token = self.request.auth
        if token is not None and self.family:
            scope = f"{self.family}:{'read' if self.request.method in SAFE else 'write'}"
            if scope not in token.scopes:
                raise Problem("scope", scope=scope)
        if self.needs and not self.actor.may(self.needs):
            raise Problem("forbidden")

    def parameters(self, serializer: type[Strict]) -> dict[str, Any]:
        query = serializer(data=self.request.query_params.dict())
        if not query.is_valid():
            raise Problem("parameters", errors=query.errors)
        return dict(query.validated_data)

    def must(self, permission: str) -> None:
        """What the page of the same verb asks for."""
        if not self.actor.may(permission):
            raise Problem("forbidden")

    def told(self, row: Any) -> Any:
        """A row that was just made, as its own address tells it."""
        fresh = self.rows().get(pk=row.pk)
        return self.get_serializer(fresh).data

    def valid_body(self, serializer: type[serializers.Serializer]) -> dict[str, Any]:
        checked = serializer(data=self.request.data)
        checked.is_valid(raise_exception=True)
        return checked.validated_data


class Rows(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiView):
    """A list and its rows: what ``visible_to`` shows the actor, narrowed by the address."""

    model: type[Model]
    asks: type[Asked] = AskedOfRows
    whose = "organization_id"  # through what a row is an organization's
    lookup_value_converter = "int"

    @property
    def asked(self) -> dict[str, Any]:
        if not hasattr(self, "_asked"):
            self._asked = self.parameters(self.asks if self.action == "list" else Strict)
        return self._asked

    def rows(self) -> QuerySet:
        return self.model.objects.visible_to(self.actor)

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        rows, asked = self.rows(), self.asked
        if "organization" in asked:
            rows = rows.filter(**{self.whose: asked["organization"]})
        if "updated_since" in asked:
            events = AuditEvent.objects.filter(object_type=self.model._meta.label, at__gte=asked["updated_since"])
            rows = rows.filter(pk__in=events.exclude(verb__in=UNTOLD).values("object_id"))
        for name in set(asked) - {"cursor", "limit", "organization", "updated_since"}:
            rows = rows.filter(**{name: asked[name]})
        return rows

    def get_object(self) -> Any:
        row = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404
        return row
