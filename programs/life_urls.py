"""Addresses of roadmaps, events, projects, the school's programmes, questions and proposals."""

from django.urls import path

from .views import appeals, events, projects, roadmap_imports, roadmaps, school_programs

urlpatterns = [
    path("roadmap/", roadmaps.roadmap, name="roadmap"),
    path("roadmap/draft/", roadmaps.roadmap_draft, name="roadmap_draft"),
    path("roadmap/take/", roadmaps.roadmap_take, name="roadmap_take"),
    path("roadmap/below/", roadmaps.roadmap_below, name="roadmap_below"),
    path("roadmap/table/", roadmap_imports.roadmap_import, name="roadmap_import"),
    path("roadmap/<int:pk>/", roadmaps.roadmap_detail, name="roadmap_detail"),
    path("roadmap/<int:pk>/move/", roadmaps.roadmap_move, name="roadmap_move"),
    path("roadmap/<int:pk>/order/", roadmaps.roadmap_order, name="roadmap_order"),
    path("roadmap/<int:pk>/line/", roadmaps.roadmap_item_new, name="roadmap_item_new"),
    path("roadmap/items/<int:pk>/", roadmaps.roadmap_item, name="roadmap_item"),
    path("roadmap/items/<int:pk>/mark/", roadmaps.roadmap_mark, name="roadmap_mark"),
    path("roadmap/items/<int:pk>/edit/", roadmaps.roadmap_item_edit, name="roadmap_item_edit"),
    path("roadmap/items/<int:pk>/remove/", roadmaps.roadmap_item_remove, name="roadmap_item_remove"),
    path("events/", events.event_list, name="event_list"),
    path("events/new/", events.event_new, name="event_new"),
    path("events/<int:pk>/", events.event_detail, name="event_detail"),
    path("events/<int:pk>/edit/", events.event_edit, name="event_edit"),
    path("events/<int:pk>/move/", events.event_move, name="event_move"),
    path("events/<int:pk>/participants/", events.event_participants, name="event_participants"),
    path("projects/", projects.project_list, name="project_list"),
    path("projects/new/", projects.project_new, name="project_new"),
    path("projects/<int:pk>/", projects.project_detail, name="project_detail"),
    path("projects/<int:pk>/edit/", projects.project_edit, name="project_edit"),
    path("projects/<int:pk>/move/", projects.project_move, name="project_move"),
    path("projects/<int:pk>/expert/", projects.project_expert, name="project_expert"),
    path("school-programs/", school_programs.school_program_list, name="school_program_list"),
    path("school-programs/new/", school_programs.school_program_new, name="school_program_new"),
    path("school-programs/<int:pk>/", school_programs.school_program, name="school_program"),
    path("school-programs/<int:pk>/edit/", school_programs.school_program_edit, name="school_program_edit"),
    path("school-programs/<int:pk>/move/", school_programs.school_program_move, name="school_program_move"),
    path("appeals/", appeals.appeal_list, name="appeal_list"),
    path("appeals/new/", appeals.appeal_new, name="appeal_new"),
    path("appeals/above/", appeals.question_new, name="question_new"),
    path("appeals/<int:pk>/", appeals.appeal_detail, name="appeal_detail"),
    path("appeals/<int:pk>/consider/", appeals.appeal_consider, name="appeal_consider"),
]
