"""Production: the compose file is checked, and its commands are started with its environment against real servers."""

from __future__ import annotations

import http.client
import os
import re
import stat
import subprocess
import sys
from contextlib import closing

import psycopg2
import pytest

from .clone import copy_tracked, until
from .production import COMPOSE, ROOT, SERVICES, connect, password

# One process of tests for all of them: the servers are made once.
pytestmark = pytest.mark.xdist_group("compose")
APP = ("migrate", "web", "worker", "beat")
LASTING = ("db", "redis", "web", "worker", "beat")


# --- the roles


def test_the_roles_can_do_what_they_must_and_no_more(machine):
    with connect(machine, "mentoring_owner", password(machine, "owner_password")) as owner, owner.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolcanlogin FROM pg_roles"
            " WHERE rolname LIKE 'mentoring%' ORDER BY rolname"
        )
        assert cursor.fetchall() == [
            ("mentoring_app", False, False, False, False, True),
            ("mentoring_owner", False, True, False, True, True),
        ]
        cursor.execute("SELECT pg_has_role('mentoring_owner', 'mentoring_app', 'MEMBER')")
        assert cursor.fetchone() == (True,)
        cursor.execute("SELECT pg_get_userbyid(datdba), datcollate FROM pg_database WHERE datname = 'mentoring'")
        assert cursor.fetchone() == ("mentoring_owner", "C.UTF-8")


def test_the_application_cannot_make_tables_and_a_wrong_password_is_refused(machine):
    application = connect(machine, "mentoring_app", password(machine, "app_password"))
    with application.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute("CREATE TABLE own (id int)")
    application.close()
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        connect(machine, "mentoring_app", "wrong")


def test_the_script_may_be_run_again_and_then_sets_new_passwords(machine):
    old = password(machine, "app_password")
    (machine.secrets / "app_password").write_text("new' -- password")
    try:
        assert machine.make_roles().returncode == 0
        connect(machine, "mentoring_app", "new' -- password").close()
    finally:
        (machine.secrets / "app_password").write_text(old)
        assert machine.make_roles().returncode == 0
    connect(machine, "mentoring_app", old).close()


def test_without_a_password_no_role_is_made(machine):
    whole = password(machine, "owner_password")
    (machine.secrets / "owner_password").write_text("")
    try:
        done = machine.make_roles()
    finally:
        (machine.secrets / "owner_password").write_text(whole)
    assert done.returncode != 0
    assert "empty or missing" in done.stderr


# --- the processes


def test_web_is_ready_and_healthy_and_speaks_https_only(migrated):
    migrated.start("web")
    until(lambda: migrated.is_healthy("web"), 60, lambda: migrated.log("web"))

    def ask(path: str, **headers: str) -> http.client.HTTPResponse:
        with closing(http.client.HTTPConnection("127.0.0.1", migrated.port, timeout=30)) as connection:
            connection.request("GET", path, headers={"Host": "mentoring.example.org", **headers})
            with connection.getresponse() as answer:
                answer.read()
                return answer

    assert ask("/readyz").status == 200
    plain = ask("/")
    assert (plain.status, plain.headers["Location"]) == (301, "https://mentoring.example.org/")
    behind_proxy = ask("/healthz", **{"X-Forwarded-Proto": "https"})
    assert behind_proxy.status == 200, migrated.log("web")
    assert "max-age" in behind_proxy.headers["Strict-Transport-Security"]
    assert migrated.stop("web") == 0


def test_worker_and_beat_are_healthy_and_stop_when_told(migrated):
    migrated.start("worker")
    migrated.start("beat")
    until(lambda: migrated.is_healthy("worker"), 60, lambda: migrated.log("worker"))
    until(lambda: migrated.is_healthy("beat"), 60, lambda: migrated.log("beat"))
    assert migrated.stop("beat") == 0
    assert migrated.stop("worker") == 0


@pytest.mark.deep  # compressing the static files takes longer than everything else here together
def test_the_image_collects_its_static_files_with_the_words_of_its_dockerfile(tmp_path):
    copy_tracked(ROOT, tmp_path)
    dockerfile = (ROOT / "docker" / "Dockerfile").read_text()
    line = re.search(r"RUN (SECRET_KEY=.*?collectstatic --no-input)", dockerfile, re.DOTALL)
    env = {"PATH": f"{ROOT / '.venv' / 'bin'}:{os.defpath}"}
    built = subprocess.run(["sh", "-c", line[1]], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "staticfiles" / "staticfiles.json").exists()


def test_health_of_a_process_that_is_not_there_fails(migrated):
    for service in ("web", "worker", "beat"):
        for schedule in (migrated.home / "var" / "beat").iterdir():
            schedule.unlink()
        command = migrated.command(SERVICES[service]["healthcheck"]["test"][1:])
        done = subprocess.run(command, cwd=ROOT, env=migrated.environment(service), capture_output=True, check=False)
        assert done.returncode == 1, service


# --- the file


def test_the_database_is_of_the_major_that_the_tests_run_on():
    from machine import postgres

    assert SERVICES["db"]["image"].startswith(f"postgres:{postgres._major(postgres.binaries())}-")
    assert SERVICES["redis"]["image"].startswith("redis:7-")


def test_whatever_lasts_has_a_health_command_and_starts_again():
    for name in LASTING:
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD", name
        assert SERVICES[name]["restart"] == "unless-stopped", name
    assert SERVICES["migrate"]["restart"] == "no"


def test_the_applications_containers_are_confined():
    for name in APP:
        service = SERVICES[name]
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["build"]["dockerfile"] == "docker/Dockerfile", name
    dockerfile = (ROOT / "docker" / "Dockerfile").read_text()
    assert re.findall(r"^USER (.+)$", dockerfile, re.MULTILINE) == ["mentoring"]
    assert "useradd --uid 10001" in dockerfile


def test_every_secret_is_a_file_that_the_service_is_given_and_the_script_makes(machine):
    made = {path.name for path in machine.secrets.iterdir()}
    assert {path["file"] for path in COMPOSE["secrets"].values()} == {f"docker/secrets/{name}" for name in made}
    for name, service in SERVICES.items():
        named = {value for value in service.get("environment", {}).values() if str(value).startswith("/run/secrets/")}
        assert named == {f"/run/secrets/{secret}" for secret in service.get("secrets", [])}, name
        for variable, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|DATABASE_URL", variable):
                assert variable.endswith("_FILE"), f"{name}: {variable} would be seen by docker inspect"
                assert str(value).startswith("/run/secrets/")


def test_only_migrate_knows_the_owner():
    knows = {name for name in APP if "migrate_database_url" in SERVICES[name]["secrets"]}
    assert knows == {"migrate"}
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert SERVICES["migrate"]["depends_on"]["db"]["condition"] == "service_healthy"


def test_what_must_survive_lies_on_a_volume_and_the_servers_are_not_reachable_from_outside():
    mounts = {name: [mount.split(":")[0] for mount in service.get("volumes", [])] for name, service in SERVICES.items()}
    assert "database" in mounts["db"]
    assert "files" in mounts["web"]
    assert "files" in mounts["worker"]
    assert set(COMPOSE["volumes"]) == {"database", "files", "beat"}
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("db", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])


def test_the_image_is_the_python_and_the_packages_that_the_tests_run_on():
    from machine import packages

    dockerfile = (ROOT / "docker" / "Dockerfile").read_text()
    assert f"FROM python:{sys.version_info[0]}.{sys.version_info[1]}-slim-bookworm" in dockerfile
    for package in packages._PRINTING.packages:
        assert package in dockerfile
    assert "--require-hashes -r /tmp/requirements/prod.txt" in dockerfile


def test_no_secret_can_get_into_git_or_into_the_image(machine):
    assert "/docker/secrets/" in (ROOT / ".gitignore").read_text().splitlines()
    assert "docker/secrets" in (ROOT / "docker" / "Dockerfile.dockerignore").read_text().splitlines()
    assert stat.S_IMODE(machine.secrets.stat().st_mode) == 0o700
