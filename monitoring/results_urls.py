"""Addresses of what a campaign's answers say and what is made of them."""

from django.urls import path

from .views import findings, survey_results, swot

urlpatterns = [
    path("campaigns/<int:pk>/results/", survey_results.campaign_results, name="campaign_results"),
    path("campaigns/<int:pk>/words/", survey_results.campaign_words, name="campaign_words"),
    path("campaigns/<int:pk>/words/tag/", survey_results.answer_tag, name="answer_tag"),
    path("campaigns/<int:pk>/swot/", swot.campaign_swot, name="campaign_swot"),
    path("campaigns/<int:pk>/swot/decide/", swot.swot_decide, name="swot_decide"),
    path("campaigns/<int:pk>/swot/keep/", swot.swot_keep, name="swot_keep"),
    path("campaigns/<int:pk>/swot/<int:line>/", swot.swot_line, name="swot_line"),
    path("campaigns/<int:pk>/criteria/", findings.campaign_criteria, name="campaign_criteria"),
    path("campaigns/<int:pk>/difficulties/", findings.campaign_difficulties, name="campaign_difficulties"),
    path("campaigns/<int:pk>/opinion/", findings.campaign_opinion, name="campaign_opinion"),
    path("campaigns/<int:pk>/conclusions/", findings.campaign_conclusions, name="campaign_conclusions"),
    path("campaigns/<int:pk>/conclusions/approve/", findings.conclusions_approve, name="conclusions_approve"),
    path("campaigns/<int:pk>/archive/", findings.campaign_archive, name="campaign_archive"),
]
