from django.urls import path

from .views import orders

urlpatterns = [
    path("orders/<int:pk>/", orders.order_detail, name="order_detail"),
    path("orders/<int:pk>/prikaz.pdf", orders.order_pdf, name="order_pdf"),
    path("p/<slug:region_code>/<slug:slug>/", orders.public_section, name="public_section"),
    path("p/<slug:region_code>/document/<slug:code>.pdf", orders.public_document, name="public_document"),
    path("v/<slug:region_code>/<slug:code>/", orders.verify, name="verify"),
]
