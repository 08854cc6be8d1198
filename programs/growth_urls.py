"""Addresses of learning routes, difficulties and resources of growth."""

from django.urls import path

from .views import diagnoses, growth_resources, route_items, routes, tutors

urlpatterns = [
    path("routes/", routes.route_list, name="route_list"),
    path("routes/new/", routes.route_new, name="route_new"),
    path("routes/<int:pk>/", routes.route_detail, name="route_detail"),
    path("routes/<int:pk>/step/<slug:step>/", routes.route_step, name="route_step"),
    path("routes/<int:pk>/move/", routes.route_move, name="route_move"),
    path("routes/<int:pk>/revise/", routes.route_revise, name="route_revise"),
    path("routes/<int:pk>/abandon/", routes.route_abandon, name="route_abandon"),
    path("routes/<int:pk>/tutor/", routes.route_tutor, name="route_tutor"),
    path("routes/<int:pk>/remark/", routes.route_remark, name="route_remark"),
    path("routes/<int:pk>/program/", route_items.route_take_program, name="route_take_program"),
    path("routes/<int:pk>/items/new/", route_items.route_item_new, name="route_item_new"),
    path("tutors/", tutors.tutor_board, name="tutor_board"),
    path("tutors/<int:pk>/", tutors.tutor_attach, name="tutor_attach"),
    path("tutors/<int:pk>/part/", tutors.tutor_detach, name="tutor_detach"),
    path("route-items/<int:pk>/", route_items.route_item, name="route_item"),
    path("route-items/<int:pk>/drop/", route_items.route_item_drop, name="route_item_drop"),
    path("route-items/<int:pk>/result/", route_items.route_item_result, name="route_item_result"),
    path("route-items/<int:pk>/exclude/", route_items.route_item_exclude, name="route_item_exclude"),
    path("route-items/<int:pk>/unmark/", route_items.route_item_unmark, name="route_item_unmark"),
    path("route-items/<int:pk>/product/", route_items.route_product, name="route_product"),
    path("route-grants/<int:pk>/part/", routes.route_tutor_part, name="route_tutor_part"),
    path("diagnoses/", diagnoses.diagnosis_list, name="diagnosis_list"),
    path("diagnoses/below/", diagnoses.diagnosis_board, name="diagnosis_board"),
    path("diagnoses/mine/", diagnoses.diagnosis_self, name="diagnosis_self"),
    path("diagnoses/import/", diagnoses.diagnosis_import, name="diagnosis_import"),
    path("diagnoses/of/<int:pk>/", diagnoses.diagnosis_new, name="diagnosis_new"),
    path("diagnoses/<int:pk>/", diagnoses.diagnosis_detail, name="diagnosis_detail"),
    path("diagnoses/<int:pk>/file/", diagnoses.diagnosis_file, name="diagnosis_file"),
    path("diagnoses/<int:pk>/to-request/", diagnoses.diagnosis_to_request, name="diagnosis_to_request"),
    path("diagnoses/<int:pk>/to-plan/", diagnoses.diagnosis_to_plan, name="diagnosis_to_plan"),
    path("difficulties/<int:pk>/close/", diagnoses.difficulty_close, name="difficulty_close"),
    path("growth/", growth_resources.resource_list, name="resource_list"),
    path("growth/new/", growth_resources.resource_new, name="resource_new"),
    path("growth/<int:pk>/", growth_resources.resource_edit, name="resource_edit"),
]
