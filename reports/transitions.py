"""The way of an analytic report: written → confirmed; taken back to work, its former snapshot stays."""

from django.utils.translation import gettext_lazy as _

from programs.transition import Transition
from programs.transition_registry import register

from .models import AnalyticReport

ANALYTIC_TRANSITIONS = {
    "confirm": Transition(
        sources=("draft",), target="confirmed", permission="analytic.write", done=_("Отчёт уже подтверждён")
    ),
    "reopen": Transition(
        sources=("confirmed",), target="draft", permission="analytic.write", done=_("Отчёт уже в работе")
    ),
}

register(AnalyticReport, ANALYTIC_TRANSITIONS)
