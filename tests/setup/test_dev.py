"""`bin/dev`: the environment that tests and developers get, and how long its servers live."""

from __future__ import annotations

import signal
import subprocess

from .clone import until


def test_it_gives_both_roles_redis_and_the_projects_own_python(clone):
    asked = (
        "import os, psycopg2, redis, sys\n"
        "for name in ('DATABASE_URL', 'MIGRATE_DATABASE_URL'):\n"
        "    cursor = psycopg2.connect(os.environ[name]).cursor()\n"
        "    cursor.execute('SELECT current_user, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles'\n"
        "                   ' WHERE rolname = current_user')\n"
        "    print(*cursor.fetchone())\n"
        "cursor.execute(\"SELECT pg_has_role('mentoring_owner', 'mentoring_app', 'MEMBER'), lower('ЁЖ'),\"\n"
        "               \" 'Ёлкин' < 'Жуков' COLLATE \\\"ru-x-icu\\\"\")\n"
        "print(*cursor.fetchone())\n"
        "for name in ('fsync', 'max_connections', 'listen_addresses', 'server_encoding'):\n"
        "    cursor.execute(f'SHOW {name}'); print(name, *cursor.fetchone())\n"
        "print(redis.from_url(os.environ['REDIS_URL'].replace('db=0', 'db=100')).ping())\n"
        "print(sys.prefix)\n"
    )
    done = clone.run("bin/dev", "--once", "python", "-c", asked)
    assert done.said.splitlines() == [
        "mentoring_app False False False",
        "mentoring_owner False True True",
        "True ёж True",
        "fsync off",
        "max_connections 300",
        "listen_addresses ",
        "server_encoding UTF8",
        "True",
        str(clone.root / ".venv"),
    ]
    assert clone.nothing_is_left(), clone.processes()


def test_servers_stay_until_they_are_stopped_and_once_respects_that(clone):
    assert clone.run("bin/dev", "true").returncode == 0
    server = clone.pid_of("postgres -D")
    assert clone.run("bin/dev", "--once", "true").returncode == 0
    assert clone.pid_of("postgres -D") == server
    clone.run("bin/dev", "--stop")
    assert clone.nothing_is_left(), clone.processes()


def test_the_first_of_two_to_end_leaves_the_servers_to_the_second(clone):
    long = subprocess.Popen(["bin/dev", "--once", "sh", "-c", "echo up; read line"], cwd=clone.root,
                            env=clone.env(), stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    assert long.stdout.readline() == b"up\n"
    assert clone.run("bin/dev", "--once", "true").returncode == 0
    assert clone.processes()
    long.communicate(b"\n", timeout=30)
    assert clone.nothing_is_left(), clone.processes()


def test_the_exit_code_is_the_commands_own_and_an_unknown_command_is_one_line(clone):
    assert clone.run("bin/dev", "--once", "sh", "-c", "exit 7").returncode == 7
    done = clone.run("bin/dev", "--once", "no-such-command")
    assert done.returncode == 1
    assert "There is no command 'no-such-command'" in done.said
    assert "Traceback" not in done.said
    assert clone.nothing_is_left(), clone.processes()


def test_a_signal_ends_the_command_and_then_the_servers(clone):
    process = subprocess.Popen(["bin/dev", "--once", "sleep", "600"], cwd=clone.root, env=clone.env())
    # A child that has not become its program yet still bears our own command line, which names it too.
    until(lambda: any(command.startswith("sleep") for command in clone.children_of(process.pid)), 60)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 128 + signal.SIGTERM
    assert clone.nothing_is_left(), clone.processes()


def test_a_cluster_removed_under_its_server_or_spoilt_is_made_anew(clone):
    connect = "import os, psycopg2; psycopg2.connect(os.environ['DATABASE_URL']); print('connected')"
    clone.run("bin/dev", "true")
    data = clone.data_directory()
    clone.run("rm", "-rf", ".local", str(data))
    done = clone.run("bin/dev", "--once", "python", "-c", connect)
    assert done.stdout.endswith("connected\n"), done.said
    clone.run("bin/dev", "--stop")

    (data / "global" / "pg_control").write_bytes(b"spoilt")
    done = clone.run("bin/dev", "--once", "python", "-c", connect)
    assert "made anew" in done.stdout
    assert done.stdout.endswith("connected\n"), done.said
    assert clone.nothing_is_left(), clone.processes()
