#!/usr/bin/env python3
"""Make what docker-compose.yml reads as secrets, in docker/secrets; what is there already stays as it is."""

import secrets
import sys
from pathlib import Path

DIRECTORY = Path(__file__).parent / "secrets"


def main() -> None:
    # Compose mounts the files with the owner that they have here, and the containers run as other users. So the files
    # are readable and the directory is not: whoever is not its owner cannot get at them on this machine.
    DIRECTORY.mkdir(mode=0o700, exist_ok=True)
    keep("postgres_password", secrets.token_urlsafe(32))
    owner = keep("owner_password", secrets.token_urlsafe(32))
    app = keep("app_password", secrets.token_urlsafe(32))
    keep("migrate_database_url", f"postgresql://mentoring_owner:{owner}@db:5432/mentoring")
    keep("database_url", f"postgresql://mentoring_app:{app}@db:5432/mentoring")
    keep("secret_key", secrets.token_urlsafe(50))
    keep("email_password", "")


def keep(name: str, value: str) -> str:
    path = DIRECTORY / name
    if not path.exists():
        path.write_text(value)
        path.chmod(0o644)
        sys.stdout.write(f"made {path}\n")
    return path.read_text().strip()


main()
