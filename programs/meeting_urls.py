"""Addresses of what a pair does: meetings ahead, the calendar."""

from django.urls import path

from .views import meeting_plans, pair_feed, pair_work, photos, timetable

urlpatterns = [
    path("units/<int:pk>/plan/", meeting_plans.meeting_plan, name="meeting_plan"),
    path("meetings/<int:pk>/move/", meeting_plans.meeting_move, name="meeting_move"),
    path("meetings/<int:pk>/miss/", meeting_plans.meeting_miss, name="meeting_miss"),
    path("meetings/<int:pk>/off/", meeting_plans.meeting_off, name="meeting_off"),
    path("meetings/<int:pk>/photo/remove/", photos.photo_remove, name="photo_remove"),
    path("units/<int:pk>/photos/", photos.photo_consents, name="photo_consents"),
    path("calendar/", meeting_plans.calendar, name="calendar"),
    path("calendar/<slug:region>/<str:secret>.ics", meeting_plans.calendar_feed, name="calendar_feed"),
    path("calendar/hours/", timetable.week_hours, name="week_hours"),
    path("rooms/", timetable.room_list, name="room_list"),
    path("rooms/<int:pk>/close/", timetable.room_close, name="room_close"),
    path("units/<int:pk>/feed/", pair_feed.unit_feed, name="unit_feed"),
    path("units/<int:pk>/chat/", pair_feed.unit_chat, name="unit_chat"),
    path("rooms/chat/", pair_feed.school_chat, name="school_chat"),
    path("notes/<int:pk>/remove/", pair_feed.note_remove, name="pair_note_remove"),
    path("notes/<int:pk>/file/", pair_feed.note_file, name="pair_note_file"),
    path("units/<int:pk>/tasks/new/", pair_work.task_new, name="task_new"),
    path("tasks/<int:pk>/move/", pair_work.task_move, name="task_move"),
    path("units/<int:pk>/help/", pair_work.help_new, name="help_new"),
    path("help/<int:pk>/", pair_work.help_detail, name="help_detail"),
]
