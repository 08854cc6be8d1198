"""Materials of the demo's library: of the institute, the district and the school; one is named for a programme."""

from accounts.permissions import Actor

from ..models import Program
from ..services import library

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" \
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"  # fmt: skip


def shelves(curator: Actor, member: Actor, coordinator: Actor, operator: Actor) -> None:
    library.add(actor=operator, fields={
        "kind": "guide", "title": "Как составить программу пары: рекомендации региона",
        "about": "Что спросить у молодого учителя, как выбрать три затруднения, сколько встреч запланировать",
        "url": "https://metodika.demo.example/programma/", "publisher": "Институт повышения квалификации",
        "audience": ["mentor", "curator"], "category": "YOUNG_SPECIALIST",
    })  # fmt: skip
    library.add(actor=coordinator, fields={
        "kind": "site", "title": "Сообщество наставников района", "about": "Встречи по четвергам, записи выступлений",
        "url": "https://nastavniki.demo.example/", "for_visitors": True,
    })  # fmt: skip
    sheet = library.add(
        actor=curator, file=(PDF, "list-uroka.pdf"),
        fields={
            "kind": "tool", "title": "Лист наблюдения урока: пять строк", "form": "TEACHER_TEACHER",
            "about": "Что получилось, что помешало, что попробовать завтра", "areas": ["METHOD"],
            "audience": ["mentor"],
        },
    )  # fmt: skip
    program = Program.objects.filter(organization_id=curator.organization_id, closed_on=None).order_by("pk").first()
    if program is not None:
        library.name_for(actor=member, program=program, material=sheet)
