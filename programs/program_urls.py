"""Addresses of programmes, their changes and ends, and of the samples to begin from."""

from django.urls import path, register_converter

from .views import program_steps, program_templates, programs


class AmendmentKind:
    regex = "extend|shorten|plan|form"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class TemplateVerb(AmendmentKind):
    regex = "try_out|recommend|advise_against|rework|retire"


register_converter(AmendmentKind, "amendment")
register_converter(TemplateVerb, "template_verb")

urlpatterns = [
    path("programs/", programs.program_list, name="program_list"),
    path("units/<int:pk>/program/new/", programs.program_new, name="program_new"),
    path("units/<int:pk>/pause/", program_steps.unit_pause, name="unit_pause"),
    path("units/<int:pk>/resume/", program_steps.unit_resume, name="unit_resume"),
    path("programs/<int:pk>/", programs.program_detail, name="program_detail"),
    path("programs/<int:pk>/edit/", programs.program_edit, name="program_edit"),
    path("programs/<int:pk>/course/", programs.program_course, name="program_course"),
    path("programs/<int:pk>/developer/", programs.program_developer, name="program_developer"),
    path("programs/<int:pk>/notes/", programs.program_note, name="program_note"),
    path("programs/notes/<int:pk>/answer/", programs.note_answer, name="note_answer"),
    path("programs/<int:pk>/versions/", programs.program_versions, name="program_versions"),
    path("programs/<int:pk>/submit/", programs.program_submit, name="program_submit"),
    path("programs/<int:pk>/council/", programs.program_council, name="program_council"),
    path("programs/<int:pk>/approve/", programs.program_approve, name="program_approve"),
    path("programs/<int:pk>/return/", programs.program_return, name="program_return"),
    path("programs/<int:pk>/marks/", program_steps.plan_mark, name="plan_mark"),
    path("plan/<int:pk>/", program_steps.plan_line, name="plan_line"),
    path("programs/<int:pk>/amend/<amendment:kind>/", program_steps.program_amend, name="program_amend"),
    path("amendments/<int:pk>/sign/", program_steps.amendment_sign, name="amendment_sign"),
    path("amendments/<int:pk>/refuse/", program_steps.amendment_refuse, name="amendment_refuse"),
    path("programs/<int:pk>/terminate/", program_steps.program_terminate, name="program_terminate"),
    path("endings/<int:pk>/sign/", program_steps.ending_sign, name="ending_sign"),
    path("endings/<int:pk>/withdraw/", program_steps.ending_withdraw, name="ending_withdraw"),
    path("programs/<int:pk>/closing/", program_steps.program_closing, name="program_closing"),
    path("programs/<int:pk>/complete/", program_steps.program_complete, name="program_complete"),
    path("programs/<int:pk>/template/", program_templates.template_save, name="template_save"),
    path("program-templates/", program_templates.template_list, name="template_list"),
    path("program-templates/copy/", program_templates.template_copy, name="template_copy"),
    path("program-templates/shipped/", program_templates.template_shipped, name="template_shipped"),
    path("program-templates/<int:pk>/", program_templates.template_detail, name="template_detail"),
    path("program-templates/<int:pk>/edit/", program_templates.template_edit, name="template_edit"),
    path("program-templates/<int:pk>/<template_verb:verb>/", program_templates.template_move, name="template_move"),
]
