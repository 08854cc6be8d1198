"""S4 step 8: the completed programme is told of, the going one is not; two mentors of the bank stay without a name."""

from django.urls import reverse

from programs.models import Program
from programs.scenarios.play import Play, part

from ..queries.public import rules_of
from ..queries.public_people import lines_of, mentors_of
from ..services import practices, publications, sections

HEAD, CURATOR = "Ветрова", "Лунина"


@part("s4.section")
def section(play: Play) -> str:
    """Returns the address of the practice."""
    with play.on("21.10.2022"):
        curator, head = play.actor(CURATOR), play.actor(HEAD)
        first, second, _third = Program.objects.order_by("pk")
        play.refused(
            "8. Публикация П2 до завершения", "после её завершения",
            lambda: practices.draw_up(actor=curator, program=second),
        )  # fmt: skip
        row = practices.draw_up(actor=curator, program=first)
        play.check("8. П1 в числах", "да", "да" if "выполнено 12 из 12, 100,0 %" in row.text else row.text)
        sections.open_page(actor=head)
        row = publications.check(actor=head, publication=row)
        row = publications.publish(actor=curator, publication=row)
        play.check("8. П1 после завершения", "на странице", row.get_state_display())
        school = curator.organization
        lines = lines_of(list(mentors_of(school, named=rules_of(school, curator.today).named)), curator.today)
        play.check("8. Наставников в разделе", "6", len(lines))
        play.check("8. Без согласия на распространение обезличены", "2", sum(not line.name for line in lines))
    return reverse("practice_detail", args=[row.pk])
