"""The environment that every process of the project gets on a developer's machine; what the caller has set wins."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from . import paths
from .postgres import APPLICATION, OWNER, Cluster
from .redis import Redis
from .trouble import Trouble


def own_database_given() -> bool:
    """Whether the caller brings a database; half of the pair would migrate one and run on another."""
    given = [name for name in ("DATABASE_URL", "MIGRATE_DATABASE_URL") if _given(name)]
    if len(given) == 1:
        raise Trouble(
            f"{given[0]} is set without its pair; set both DATABASE_URL (application) and MIGRATE_DATABASE_URL (owner)."
        )
    return bool(given)


def own_redis_given() -> bool:
    return _given("REDIS_URL")


def _given(name: str) -> bool:
    """As the settings read it: the value, or the name of a file that holds it."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def secret_key() -> str:
    """Made once per clone, so that sessions survive a restart."""
    path = paths.local_directory() / "secret-key"
    if not path.exists() or not path.read_text():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


def build(
    *,
    cluster: Cluster | None,
    redis: Redis | None,
    home: Path,
    port: int,
    mail_port: int,
) -> dict[str, str]:
    """The environment of a child: ours underneath, the caller's on top."""
    ours = {
        "DJANGO_SETTINGS_MODULE": "mentoring.settings",
        "SECRET_KEY": secret_key(),
        "DEMO": "1",
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail_port),
        "FILES_DIR": str(home / "files"),
    }
    if cluster is not None:
        ours["DATABASE_URL"] = cluster.url(APPLICATION)
        ours["MIGRATE_DATABASE_URL"] = cluster.url(OWNER)
    if redis is not None:
        ours["REDIS_URL"] = redis.url()
    caller = {name: value for name, value in os.environ.items() if value or name not in ours}
    merged = ours | caller
    merged["PATH"] = f"{paths.VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    merged["VIRTUAL_ENV"] = str(paths.VENV)
    merged.pop("PYTHONHOME", None)
    # Compiled once for a clone and its user, beside the tree: else every process compiles Django and us anew.
    merged.setdefault("PYTHONPYCACHEPREFIX", str(paths.LOCAL / f"pycache-{os.getuid()}"))
    merged.pop("PYTHONDONTWRITEBYTECODE", None)
    Path(merged["FILES_DIR"]).mkdir(parents=True, exist_ok=True)
    return merged
