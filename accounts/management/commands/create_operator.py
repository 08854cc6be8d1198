from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Organization, Region
from accounts.refusal import Refusal
from accounts.roles import Role
from accounts.services import setup
from accounts.tenancy import tenant_scope


class Command(BaseCommand):
    help = (
        "An operator of a region (prints an invitation) or of the platform (--platform, prints where to set a password)"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--region", help="code of the region")
        parser.add_argument("--name", default="", help="«Фамилия Имя Отчество»")
        parser.add_argument("--title", default="", help="the post, as documents name it")
        parser.add_argument("--platform", action="store_true", help="staff of the platform: the admin site, no region")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["platform"] == bool(options["region"]):
            raise CommandError("say either --region CODE or --platform")
        setup.mark_production()
        if options["platform"]:
            self._platform(options["email"])
        else:
            self._region(options)

    def _platform(self, email: str) -> None:
        try:
            user = setup.create_platform_operator(email=email)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"set the password: {setup.password_link(user)}\nthen sign in: {settings.SITE_URL}/platform/")

    def _region(self, options: dict[str, Any]) -> None:
        region = Region.objects.filter(code=options["region"]).first()
        if region is None:
            raise CommandError(f"there is no region {options['region']}: create_region makes one")
        try:
            with tenant_scope(region.pk):
                root = Organization.objects.select_related("region").get(parent=None)
                invited = setup.invite_with_role(
                    organization=root,
                    role=Role.REGION_OPERATOR,
                    email=options["email"],
                    full_name=options["name"],
                    title=options["title"],
                )
        except Refusal as refusal:
            raise CommandError(refusal.reason) from refusal
        self.stdout.write(invited.link or "this person has a login already: the role is given, sign in as before")
