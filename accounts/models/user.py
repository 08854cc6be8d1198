from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    def create_user(self, email: str | None, password: str | None = None, **fields) -> "User":
        """A login. Pupils and parents come by a personal link and have no e-mail."""
        user = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(
            email,
            password,
            is_staff=True,
            is_superuser=True,
            platform_role=User.PlatformRole.OPERATOR,
            **fields,
        )


class User(AbstractBaseUser, PermissionsMixin):
    """Only a login: who a person is and what he may do is a Person and his Memberships."""

    class PlatformRole(models.TextChoices):
        OPERATOR = "platform_operator", _("оператор платформы")
        FEDERAL = "federal_observer", _("федеральный наблюдатель")

    email = models.EmailField(_("электронная почта"), unique=True, null=True, blank=True)
    platform_role = models.CharField(_("роль платформы"), max_length=20, choices=PlatformRole, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("вход")
        verbose_name_plural = _("входы")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.email or f"№ {self.pk}"
