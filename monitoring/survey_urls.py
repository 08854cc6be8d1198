"""Addresses of campaigns, questionnaires and of answering."""

from django.urls import path

from .views import campaigns, questionnaires, surveys

urlpatterns = [
    path("survey/<slug:region>/", surveys.survey_enter, name="survey_enter"),
    path("survey/<slug:region>/<str:secret>/", surveys.survey_fill, name="survey_fill"),
    path("survey/<slug:region>/<str:secret>/draft/", surveys.survey_draft, name="survey_draft"),
    path("campaigns/", campaigns.campaign_list, name="campaign_list"),
    path("campaigns/new/", campaigns.campaign_new, name="campaign_new"),
    path("campaigns/answer/<int:pk>/", surveys.survey_mine, name="survey_mine"),
    path("campaigns/<int:pk>/", campaigns.campaign_detail, name="campaign_detail"),
    path("campaigns/<int:pk>/open/", campaigns.campaign_open, name="campaign_open"),
    path("campaigns/<int:pk>/invite/", campaigns.campaign_invite, name="campaign_invite"),
    path("campaigns/<int:pk>/remind/", campaigns.campaign_remind, name="campaign_remind"),
    path("campaigns/<int:pk>/close/", campaigns.campaign_close, name="campaign_close"),
    path("campaigns/<int:pk>/sheet/", campaigns.campaign_sheet, name="campaign_sheet"),
    path("questionnaires/", questionnaires.questionnaire_list, name="questionnaire_list"),
    path("questionnaires/<int:pk>/", questionnaires.questionnaire_edit, name="questionnaire_edit"),
    path("questionnaires/<int:pk>/publish/", questionnaires.questionnaire_publish, name="questionnaire_publish"),
    path("questionnaires/<int:pk>/preview/", questionnaires.questionnaire_preview, name="questionnaire_preview"),
    path("questionnaires/<int:pk>/copy/", questionnaires.questionnaire_copy, name="questionnaire_copy"),
    path("questionnaires/bank/<slug:code>/copy/", questionnaires.shipped_copy, name="shipped_copy"),
    path("questionnaires/bank/<slug:code>/preview/", questionnaires.shipped_preview, name="shipped_preview"),
]
