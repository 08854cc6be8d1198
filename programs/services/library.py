"""The library of methods: put in, put right, put away; named for a programme."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Organization, StoredFile
from accounts.permissions import Actor
from accounts.refusal import Refusal, check_version
from accounts.services.files import detected_type, forget, store

from ..models import Material, Program, ProgramMaterial
from ..queries.names import is_named_whole, people_in, told_to

NAMED = 20  # materials of one programme
File = tuple[bytes, str]


def _check(actor: Actor, organization_id: int) -> None:
    if not actor.may("library.manage") or not actor.signs_for(organization_id):
        raise Refusal(_("Библиотеку организации пополняют её куратор, совет и методисты"), code="permission")


def _check_words(actor: Actor, fields: Mapping[str, Any], authors: bool) -> None:
    """A material goes to people who know nobody of the school. ``authors``: whoever is named has published it, and only
    bears the surname of somebody here: with the first name too it is nobody else."""
    text = "\n".join(str(fields.get(name, "")) for name in ("title", "about", "publisher"))
    found = people_in(text, actor.organization)
    if authors:
        found = [one for one in found if is_named_whole(one, text)]
    if found:
        raise Refusal(
            _("В описании материала людей не называют: его читают во всех организациях ниже"),
            todo=_("Напишите должность; авторов издания назовите по фамилии с инициалами и отметьте, что это авторы"),
            missing=told_to(actor, found),
        )


def _stored(organization: Organization, file: File | None) -> StoredFile | None:
    if not file or not file[0]:
        return None
    content, name = file
    return store(
        organization=organization, purpose=StoredFile.Purpose.EVIDENCE, content=content, name=name,
        content_type=detected_type(content) or "",
    )  # fmt: skip


def _check_opens(fields: Mapping[str, Any], file: StoredFile | None) -> None:
    if not fields.get("url") and file is None:
        raise Refusal(_("Приложите файл или дайте ссылку: материал нужно открыть"))
    if fields.get("for_visitors") and not str(fields.get("url", "")).startswith("http"):
        raise Refusal(
            _("На открытых страницах стоят только ссылки на сайты"), todo=_("Дайте ссылку или снимите отметку")
        )


@transaction.atomic
def add(*, actor: Actor, fields: Mapping[str, Any], file: File | None = None, authors: bool = False) -> Material:
    _check(actor, actor.organization_id)
    _check_words(actor, fields, authors)
    kept = _stored(actor.organization, file)
    _check_opens(fields, kept)
    row = Material.objects.create(
        organization=actor.organization, file=kept, added_by_id=actor.person_id, added_on=actor.today, **fields
    )
    audit.record(actor, "material.create", row, sha256=kept.sha256 if kept else "", authors=authors)
    return row


@transaction.atomic
def edit(
    *,
    actor: Actor,
    material: Material,
    version: int,
    fields: Mapping[str, Any],
    file: File | None = None,
    authors: bool = False,
    drop_file: bool = False,
) -> Material:
    """Put right; a new file takes the place of the former one, which is kept no longer. Raises Stale."""
    row = Material.objects.select_for_update(of=("self",)).select_related("organization__region").get(pk=material.pk)
    _check(actor, row.organization_id)
    check_version(row, version, _("Материал уже изменили"), fields)
    _check_words(actor, fields, authors)
    former, fresh = row.file, _stored(row.organization, file)
    row.file = fresh or (None if drop_file else former)
    _check_opens(fields, row.file)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    if former is not None and former != row.file:
        forget(former)
    audit.record(actor, "material.edit", row, sha256=row.file.sha256 if row.file else "", authors=authors)
    return row


@transaction.atomic
def offer(*, actor: Actor, material: Material, offered: bool) -> Material:
    """Put away, or back on the shelf. What it was named for keeps it in its history, and shows it no more."""
    row = Material.objects.select_for_update(of=("self",)).get(pk=material.pk)
    _check(actor, row.organization_id)
    row.closed_on = None if offered else row.closed_on or actor.today
    row.version += 1
    row.save(update_fields=["closed_on", "version"])
    audit.record(actor, "material.offer" if offered else "material.put_away", row)
    return row


def may_name(actor: Actor, program: Program) -> bool:
    """The body of mentors and the curator name materials; the mentor takes what he finds (S3 п. 3.10)."""
    return actor.may("program.comment") and actor.signs_for(program.organization_id)


@transaction.atomic
def name_for(*, actor: Actor, program: Program, material: Material) -> ProgramMaterial:
    """Name a material for a programme; the second time nothing changes."""
    row = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    if not may_name(actor, row):
        raise Refusal(_("Материалы программе назначают совет и куратор"), code="permission")
    if not Material.objects.visible_to(actor).filter(pk=material.pk, closed_on=None).exists():
        raise Refusal(_("Такого материала в библиотеке нет"), todo=_("Выберите другой"))
    if (known := row.materials.filter(material=material).first()) is not None:
        return known
    if row.materials.count() >= NAMED:
        raise Refusal(_("Программе назначено уже %s материалов") % NAMED, todo=_("Уберите лишний"))
    made = ProgramMaterial.objects.create(
        program=row, material=material, named_by_id=actor.person_id, named_on=actor.today
    )
    audit.record(actor, "program.name_material", row, material=material.pk)
    return made


@transaction.atomic
def unname(*, actor: Actor, program: Program, material: Material) -> None:
    row = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    if not may_name(actor, row):
        raise Refusal(_("Материалы программе назначают совет и куратор"), code="permission")
    if row.materials.filter(material=material).delete()[0]:
        audit.record(actor, "program.unname_material", row, material=material.pk)
