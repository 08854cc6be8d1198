from django.urls import path

from . import growth_urls, import_urls, life_urls, meeting_urls, order_urls, pair_urls, paper_urls, program_urls
from .views import orders, ready_orders, regulation_drafts, regulations

urlpatterns = [
    path("orders/", orders.order_list, name="order_list"),
    path("orders/below/", orders.order_requisites, name="order_requisites"),
    path("orders/new/", orders.order_new, name="order_new"),
    path("orders/new/empty/", orders.order_new_empty, name="order_new_empty"),
    path("orders/new/of/<slug:slug>/", ready_orders.order_of_kind, name="order_of_kind"),
    path("orders/new/ready/<slug:slug>/", ready_orders.order_new_ready, name="order_new_ready"),
    path("orders/<int:pk>/edit/", orders.order_edit, name="order_edit"),
    path("orders/<int:pk>/submit/", orders.order_submit, name="order_submit"),
    path("orders/<int:pk>/drop/", orders.order_drop, name="order_drop"),
    path("orders/<int:pk>/withdraw/", orders.order_withdraw, name="order_withdraw"),
    path("orders/<int:pk>/approve/", orders.order_approve, name="order_approve"),
    path("orders/<int:pk>/return/", orders.order_return, name="order_return"),
    path("orders/<int:pk>/register/", orders.order_register, name="order_register"),
    path("orders/<int:pk>/publish/", orders.order_publish, name="order_publish"),
    path("orders/<int:pk>/unpublish/", orders.order_unpublish, name="order_unpublish"),
    path("orders/<int:pk>/cancel/", orders.order_cancel, name="order_cancel"),
    path("orders/<int:pk>/void/", orders.order_void, name="order_void"),
    path("orders/<int:pk>/remind/", orders.order_remind, name="order_remind"),
    path("orders/<int:pk>/acknowledge/", orders.order_acknowledge, name="order_acknowledge"),
    path("orders/<int:pk>/acknowledgers/", orders.order_acknowledgers, name="order_acknowledgers"),
    path("orders/<int:pk>/paper/", orders.order_acknowledged_on_paper, name="order_acknowledged_on_paper"),
    path("regulation/", regulations.regulation, name="regulation"),
    path("regulation/compare/", regulations.regulation_compare, name="regulation_compare"),
    path("regulation/new/", regulation_drafts.regulation_new, name="regulation_new"),
    path("regulation/<int:pk>/", regulations.regulation_detail, name="regulation_detail"),
    path("regulation/<int:pk>/set/<str:code>/", regulation_drafts.regulation_setting, name="regulation_setting"),
    path("regulation/<int:pk>/rename/", regulation_drafts.regulation_rename, name="regulation_rename"),
    path("regulation/<int:pk>/cite/", regulation_drafts.regulation_cite, name="regulation_cite"),
    path("regulation/<int:pk>/discard/", regulation_drafts.regulation_discard, name="regulation_discard"),
]

for part in (pair_urls, import_urls, growth_urls, life_urls, meeting_urls, paper_urls, program_urls, order_urls):
    urlpatterns += part.urlpatterns
