from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Organization, Region
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.services import setup
from accounts.tenancy import tenant_scope


class Command(BaseCommand):
    help = "The head of an organization: gives the role and prints an invitation link, even while mail is down"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--region", required=True, help="code of the region")
        parser.add_argument("--organization", required=True, help="the last part of its public address")
        parser.add_argument("--name", default="", help="«Фамилия Имя Отчество»")
        parser.add_argument("--title", default="", help="the post, as documents name it: директор")
        parser.add_argument("--basis", default="", help="grounds: приказ № 88-к от 01.09.2026")

    def handle(self, *args: Any, **options: Any) -> None:
        setup.mark_production()
        region = Region.objects.filter(code=options["region"]).first()
        if region is None:
            raise CommandError(f"there is no region {options['region']}")
        try:
            with tenant_scope(region.pk):
                organization = (
                    Organization.objects.select_related("region").filter(slug=options["organization"]).first()
                )
                if organization is None:
                    raise CommandError(f"there is no organization {options['organization']} in {region.code}")
                invited = setup.invite_with_role(
                    organization=organization,
                    role=Role.HEAD,
                    email=options["email"],
                    full_name=options["name"],
                    title=options["title"],
                    basis=options["basis"],
                )
        except Refusal as refusal:
            raise CommandError(refusal.reason) from refusal
        self.stdout.write(invited.link or "this person has a login already: the role is given, sign in as before")
