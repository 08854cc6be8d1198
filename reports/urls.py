from django.urls import path

from .views import analytic, awards, banks, municipality, orders, papers, public, roadmaps, routes, wordings

urlpatterns = [
    path("mentors/file.<slug:kind>", banks.mentors_export, name="mentors_export"),
    path("mentees/file.<slug:kind>", banks.mentees_export, name="mentees_export"),
    path("lists/<slug:bank>/print/", banks.bank_print, name="bank_print"),
    path("lists/<int:pk>/", banks.bank_file, name="bank_file"),
    path("lists/<int:pk>/file.pdf", banks.bank_file_pdf, name="bank_file_pdf"),
    path("roadmap/<int:pk>/karta.pdf", roadmaps.roadmap_pdf, name="roadmap_pdf"),
    path("analytic/", analytic.analytic_list, name="analytic_list"),
    path("analytic/new/", analytic.analytic_new, name="analytic_new"),
    path("analytic/<int:pk>/", analytic.analytic_detail, name="analytic_detail"),
    path("analytic/<int:pk>/words/", analytic.analytic_words, name="analytic_words"),
    path("analytic/<int:pk>/records/<slug:code>/", analytic.analytic_records, name="analytic_records"),
    path("analytic/<int:pk>/<slug:verb>/", analytic.analytic_move, name="analytic_move"),
    path("municipality/", municipality.municipality_board, name="municipality_board"),
    path("orders/<int:pk>/", orders.order_detail, name="order_detail"),
    path("orders/<int:pk>/prikaz.pdf", orders.order_pdf, name="order_pdf"),
    path("orders/<int:pk>/oznakomlenie.pdf", orders.order_sheet, name="order_sheet"),
    path("routes/<int:pk>/marshrut.pdf", routes.route_pdf, name="route_pdf"),
    path("papers/<slug:kind>/<int:pk>/", papers.paper_page, name="paper_page"),
    path("papers/<slug:kind>/<int:pk>/file.<slug:extension>", papers.paper_file, name="paper_file"),
    path("papers/<slug:kind>/<int:pk>/issue/", papers.paper_issue, name="paper_issue"),
    path("documents/<int:pk>/file.pdf", papers.document_file, name="document_file"),
    path("wordings/<slug:kind>/preview/", wordings.wording_preview, name="wording_preview"),
    path("awards/", awards.award_list, name="award_list"),
    path("awards/issue/", awards.award_issue, name="award_issue"),
    path("awards/<slug:kind>.pdf", awards.award_print, name="award_print"),
    path("p/<slug:region_code>/<slug:slug>/", public.public_section, name="public_section"),
    path("p/<slug:region_code>/document/<slug:code>.pdf", public.public_document, name="public_document"),
    path("v/<slug:region_code>/<slug:code>/", public.verify, name="verify"),
]
