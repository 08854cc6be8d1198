"""Addresses of the life of orders around its main way: agreement, packs, scans, the register."""

from django.urls import path

from .views import clause_execution, order_packs, order_remarks, order_scans, order_visas

urlpatterns = [
    path("orders/agreeing/", order_visas.visa_route, name="visa_route"),
    path("orders/agreeing/<int:pk>/drop/", order_visas.visa_step_drop, name="visa_step_drop"),
    path("orders/decide/", order_packs.order_pack, name="order_pack"),
    path("orders/<int:pk>/visa/", order_visas.order_visa, name="order_visa"),
    path("orders/<int:pk>/scan/", order_scans.order_scan, name="order_scan"),
    path("orders/scans/<int:pk>/", order_scans.order_scan_file, name="order_scan_file"),
    path("orders/scans/<int:pk>/drop/", order_scans.order_scan_drop, name="order_scan_drop"),
    path("acts/new/", order_scans.local_act_new, name="local_act_new"),
    path("acts/<int:pk>/file/", order_scans.local_act_file, name="local_act_file"),
    path("acts/<int:pk>/page/", order_scans.local_act_page, name="local_act_page"),
    path("acts/<int:pk>/end/", order_scans.local_act_end, name="local_act_end"),
    path("orders/control/", clause_execution.order_control, name="order_control"),
    path("orders/clauses/<int:pk>/done/", clause_execution.clause_done, name="clause_done"),
    path("orders/clauses/<int:pk>/undone/", clause_execution.clause_undone, name="clause_undone"),
    path("orders/<int:pk>/take/", order_visas.order_take, name="order_take"),
    path("orders/<int:pk>/remarks/", order_remarks.order_remark, name="order_remark"),
    path("orders/remarks/<int:pk>/drop/", order_remarks.order_remark_drop, name="order_remark_drop"),
    path("orders/remarks/<int:pk>/done/", order_remarks.order_remark_done, name="order_remark_done"),
]
