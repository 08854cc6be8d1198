"""`bin/dev`: any command, set up and with servers."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess

from . import environment, packages, paths, python, services, signals
from .trouble import Trouble, say


def main(arguments: list[str], usage: str) -> int:
    if arguments == ["--stop"]:
        services.stop_kept()
        return 0
    once = arguments[:1] == ["--once"]
    command = arguments[1:] if once else arguments
    if not command or command[0].startswith("-"):
        say(usage)
        return 2
    packages.ensure(
        packages.needs(
            for_tests=True,
            database=not environment.own_database_given(),
            redis=not environment.own_redis_given(),
        )
    )
    python.ensure("dev")
    return _once(command) if once else _keep(command)


def _program(command: list[str], env: dict[str, str]) -> str:
    program = shutil.which(command[0], path=env["PATH"])
    if program is None:
        raise Trouble(f"There is no command '{command[0]}' here.")
    return program


def _keep(command: list[str]) -> int:
    """Become the command; the servers stay."""
    env, in_use = services.ensure(keep=True)
    program = _program(command, env)
    os.set_inheritable(in_use, True)  # the lock lives as long as the command
    os.execve(program, command, env)


def _once(command: list[str]) -> int:
    """Run the command and stop the servers after it, whatever ends it."""
    signals.raise_stop()
    env, in_use = services.ensure(keep=False)
    try:
        program = _program(command, env)
        children: list[subprocess.Popen] = []
        early: list[int] = []  # came while the command was being started

        def pass_on(number, _frame) -> None:
            if children:
                children[0].send_signal(number)
            else:
                early.append(number)

        # Ctrl-C reaches the command through the terminal; we only have to outlive it and tidy up.
        signal.signal(signal.SIGINT, lambda _number, _frame: None)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, pass_on)
        children.append(subprocess.Popen(command, executable=program, cwd=paths.ROOT, env=env))
        for number in early:
            children[0].send_signal(number)
        code = children[0].wait()
    finally:
        signals.ignore()
        services.release(in_use)
    return code if code >= 0 else 128 - code
