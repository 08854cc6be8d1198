from django.urls import path

from .views import contacts, deadlines, demo, grants, home, journal, letters, notices, organizations, people, roles
from .views.appearance import appearance

urlpatterns = [
    path("", home.home, name="home"),
    path("appearance/", appearance, name="appearance"),
    path("roles/", roles.choose_role, name="choose_role"),
    path("roles/switch/", roles.switch_role, name="switch_role"),
    path("roles/none/", roles.no_role, name="no_role"),
    path("demo/", demo.demo, name="demo"),
    path("me/notices/", notices.notice_list, name="notice_list"),
    path("deadlines/", deadlines.deadline_list, name="deadline_list"),
    path("organizations/", organizations.organization_list, name="organization_list"),
    path("people/", people.person_list, name="person_list"),
    path("contacts/", contacts.contact_list, name="contact_list"),
    path("access/", grants.grant_list, name="grant_list"),
    path("journal/", journal.audit_journal, name="audit_journal"),
    path("letters/", letters.undelivered_list, name="undelivered_list"),
]
