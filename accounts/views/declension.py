"""The cases of a person's name, corrected by hand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms.declension import CasesForm
from accounts.models import Person
from accounts.permissions import get_visible, requires
from accounts.services import people as services

from .shared import done_by, posted, say


@requires("people.manage")
def person_cases(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_visible(Person, request.actor, pk)
    form = CasesForm(posted(request), person=row)
    if request.method == "POST" and form.is_valid():
        told = {"version": form.cleaned_data["version"], "forms": form.by_hand()}
        if done_by(form, lambda: services.decline_by_hand(actor=request.actor, person=row, **told)):
            say(request, _("Имя в документах будет писаться так"))
            return redirect("person", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/person_cases.html", {"form": form, "person": row}, status=status)
