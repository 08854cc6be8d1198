"""`make run`: it comes up, refuses what it must, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import urllib.request

import pytest

from .clone import until


def get(clone, path: str) -> str:
    with urllib.request.urlopen(f"http://localhost:{clone.port}{path}", timeout=10) as answer:
        return answer.read().decode()


def test_it_comes_up_greets_keeps_letters_and_stops_all_of_it(clone):
    clone.start()
    clone.wait_for("Ready: ")

    assert f"http://localhost:{clone.port}" in clone.said()
    assert "director@example.org" in clone.said()
    assert get(clone, "/readyz") == "ready"
    assert get(clone, "/letter") == "sent"
    (letter,) = (clone.root / ".local" / "mail").glob("*.eml")
    assert "to@example.org" in letter.read_text()
    assert "\n.точка" in letter.read_text()

    assert clone.end(signal.SIGINT) == 0
    assert clone.nothing_is_left(), clone.processes()


def test_what_serves_is_the_application_role_and_has_no_owner_address(clone):
    clone.start()
    clone.wait_for("Ready: ")
    env = json.loads(get(clone, "/environment"))
    assert env["DATABASE_URL"].startswith("postgresql://mentoring_app@/mentoring?host=/")
    assert "MIGRATE_DATABASE_URL" not in env
    assert env["DEMO"] == "1"
    key = clone.root / ".local" / "secret-key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_text()) >= 50


def test_the_second_start_repeats_no_step_and_a_changed_file_repeats_its_own(clone):
    clone.start()
    clone.wait_for("Ready: ")
    assert "Bringing the tables up to date" in clone.said()
    clone.end()

    clone.start()
    clone.wait_for("Ready: ")
    assert "director@example.org" in clone.said()
    for step in ("Bringing the tables", "Loading the demo", "Collecting", "Installing"):
        assert step not in clone.said()
    clone.end()

    (clone.root / "static" / "page.css").write_text("p { margin: 1px }")
    clone.start()
    clone.wait_for("Ready: ")
    assert "Collecting the static files" in clone.said()
    assert "Bringing the tables" not in clone.said()


def test_a_second_copy_in_the_same_clone_is_refused_and_the_first_goes_on(clone):
    clone.start()
    clone.wait_for("Ready: ")
    second = clone.run("bin/run")
    assert second.returncode == 1
    assert "This clone is running already" in second.said
    assert f"process {clone.process.pid}" in second.said
    assert get(clone, "/readyz") == "ready"


def test_a_busy_port_is_one_clear_line_and_nothing_is_started(clone):
    with socket.socket() as other:
        other.bind(("127.0.0.1", clone.port))
        other.listen(1)
        done = clone.run("bin/run")
    assert done.returncode == 1
    assert f"Port {clone.port} is busy" in done.said
    assert "Starting" not in done.said
    assert clone.nothing_is_left(), clone.processes()


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_a_port_that_is_none_is_one_clear_line(clone, port):
    done = clone.run("bin/run", PORT=port)
    assert done.returncode == 1
    assert "PORT must be a number" in done.said
    assert "Traceback" not in done.said


def test_a_failed_first_start_says_why_stops_everything_and_is_finished_by_the_next(clone):
    (clone.root / "fail-demo").touch()
    clone.start()
    assert clone.process.wait(90) == 1
    assert "Loading the demo data failed" in clone.said()
    assert "told to fail" in clone.said()
    assert clone.nothing_is_left(), clone.processes()

    (clone.root / "fail-demo").unlink()
    clone.start()
    clone.wait_for("Ready: ")
    assert "Bringing the tables" not in clone.said()  # that half had been finished
    assert "Loading the demo data" in clone.said()


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param("Starting PostgreSQL", marks=pytest.mark.deep),
        pytest.param("Starting Redis", marks=pytest.mark.deep),
        "Bringing the tables",
        pytest.param("Waiting until", marks=pytest.mark.deep),
    ],
)
def test_ctrl_c_in_the_middle_of_the_first_start_leaves_nothing_and_the_next_start_works(clone, moment):
    clone.start()
    clone.wait_for(moment)
    assert clone.end(signal.SIGINT) == 0
    assert clone.nothing_is_left(), clone.processes()

    clone.start()
    clone.wait_for("Ready: ")


@pytest.mark.parametrize(
    "victim",
    [
        "gunicorn",
        "postgres -D",
        *(pytest.param(name, marks=pytest.mark.deep) for name in ("worker", "beat", "mail_sink", "redis-server")),
    ],
)
def test_when_one_process_dies_all_stop_and_the_message_names_it(clone, victim):
    clone.start()
    clone.wait_for("Ready: ")
    os.kill(clone.pid_of(victim), signal.SIGKILL)
    assert clone.process.wait(60) == 1
    assert "has stopped" in clone.said()
    assert clone.nothing_is_left(10), clone.processes()


def test_kill_9_leaves_no_servers_and_the_next_start_works(clone):
    clone.start()
    clone.wait_for("Ready: ")
    clone.end(signal.SIGKILL)
    until(lambda: not clone.processes(), 30, clone.processes)

    clone.start()
    clone.wait_for("Ready: ")


def test_a_database_and_redis_of_the_caller_are_used_and_left_alone(clone):
    clone.run("bin/dev", "true")  # the clone's test servers play the caller's
    url = clone.run("bin/dev", "printenv", "DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL").stdout.split()
    given = dict(zip(("DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL"), url, strict=True))
    clone.start(**given)
    clone.wait_for("Ready: ")
    assert "Starting" not in clone.said()
    assert json.loads(get(clone, "/environment"))["REDIS_URL"] == given["REDIS_URL"]
    clone.end()
    assert clone.run("bin/dev", "redis-cli", "-s", given["REDIS_URL"][7:].split("?")[0], "ping").stdout == "PONG\n"
    clone.run("bin/dev", "--stop")
    assert clone.nothing_is_left(), clone.processes()


def test_half_of_the_pair_of_database_addresses_is_refused(clone):
    done = clone.run("bin/run", DATABASE_URL="postgresql://mentoring_app@/mentoring?host=/nowhere")
    assert done.returncode == 1
    assert "DATABASE_URL is set without its pair" in done.said
