from django.urls import path

from .views import contests, nominations, own_awards

urlpatterns = [
    path("recognition/", nominations.nomination_list, name="nomination_list"),
    path("recognition/file.xlsx", nominations.nomination_export, name="nomination_export"),
    path("recognition/new/", nominations.nomination_new, name="nomination_new"),
    path("recognition/awards/", own_awards.award_catalogue, name="award_catalogue"),
    path("recognition/awards/<int:pk>/retire/", own_awards.own_award_retire, name="own_award_retire"),
    path("recognition/contests/", contests.contest_list, name="contest_list"),
    path("recognition/contests/<int:pk>/", contests.contest_detail, name="contest_detail"),
    path("recognition/<int:pk>/", nominations.nomination_detail, name="nomination_detail"),
    path("recognition/<int:pk>/edit/", nominations.nomination_edit, name="nomination_edit"),
    path("recognition/<int:pk>/present/", nominations.nomination_present, name="nomination_present"),
    path("recognition/<int:pk>/<slug:verb>/", nominations.nomination_move, name="nomination_move"),
]
