"""The processes of one run: started in order, watched, and stopped in reverse, whatever happens."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import paths
from .children import die_with_parent
from .signals import deferred
from .trouble import Trouble, reason, say

PATIENCE = 10.0


@dataclass
class Child:
    name: str
    process: subprocess.Popen
    log: Path


@dataclass
class Supervisor:
    """Knows only what it has started itself, so it can never stop anything else."""

    env: dict[str, str] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)
    has_started: bool = False

    def step(self, title: str, command: list) -> str:
        """Run a short program to its end and return what it printed; its failure ends the start."""
        say(f"{title} …")
        name = "-".join(str(part) for part in command[1:3]).replace("manage.py-", "").replace("/", "-")
        log = paths.LOGS / f"{name}.log"
        with log.open("w+b") as output:
            processes: list[subprocess.Popen] = []
            try:
                with deferred():
                    processes.append(self._popen(command, output))
                code = processes[0].wait()
            finally:
                end(processes, PATIENCE)
            output.seek(0)
            text = output.read().decode(errors="replace")
        if code:
            raise Trouble(f"{title} failed:\n{reason(text)}\n(all of it: {log})")
        return text

    def start(self, name: str, command: list, *, keep_open: tuple[int, ...] = ()) -> None:
        self.has_started = True
        log = paths.LOGS / f"{name}.log"
        with log.open("wb") as output, deferred():
            self.children.append(Child(name, self._popen(command, output, keep_open), log))

    def adopt(self, name: str, process: subprocess.Popen | None, log: Path) -> None:
        """Watch a server that somebody else has started; it is also stopped elsewhere, after the others."""
        if process is not None:
            self.has_started = True
            self.children.append(Child(name, process, log))

    def check(self) -> None:
        """Raise when one of them has died: a half-working system is worse than none."""
        for child in self.children:
            code = child.process.poll()
            if code is not None:
                said = reason(child.log.read_text(errors="replace"))
                raise Trouble(f"'{child.name}' has stopped (exit code {code}):\n{said}\n(all of it: {child.log})")

    def watch(self) -> None:
        while True:
            self.check()
            time.sleep(0.3)

    def stop(self, names: set[str]) -> None:
        """Ask all of these to finish at once; those that do not are killed with everything that they have started."""
        chosen = [child.process for child in self.children if child.name in names]
        self.children = [child for child in self.children if child.name not in names]
        end(chosen, PATIENCE)

    def _popen(self, command: list, output, keep_open: tuple[int, ...] = ()) -> subprocess.Popen:
        program = Path(command[0])
        if not program.exists():
            raise Trouble(f"{program} is missing; remove .venv and start again, it will be made anew.")
        return subprocess.Popen(
            [str(part) for part in command],
            cwd=paths.ROOT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # the terminal's Ctrl-C is for us alone; we stop them in order
            pass_fds=keep_open,
            preexec_fn=die_with_parent(signal.SIGTERM),  # safe: no threads here
        )


def end(processes: list[subprocess.Popen], patience: float) -> None:
    """SIGTERM, wait, then SIGKILL to each one's whole group: it leads a session of its own, so the group is all its."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + patience
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
