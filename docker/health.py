"""Health commands of the containers: exit code 0 while the process does its work. Used by docker-compose.yml.

health.py web      /readyz of this container answers 200
health.py worker   the worker of this container answers a ping through Redis
health.py beat     the schedule file has been written lately (beat does that every three minutes)
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

BEAT_SILENT_FOR = 600


def web() -> bool:
    # The host that the site is known by: any other one is refused before the question is read.
    host = urlsplit(os.environ["SITE_URL"]).hostname
    request = urllib.request.Request(f"http://127.0.0.1:{os.environ['PORT']}/readyz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status == 200
    except OSError as error:
        sys.stderr.write(f"{error}\n")  # docker inspect shows it
        return False


def worker() -> bool:
    name = f"worker@{socket.gethostname()}"
    command = ["celery", "-A", "mentoring", "inspect", "ping", "--timeout", "5", "--destination", name]
    return subprocess.run(command, check=False).returncode == 0


def beat() -> bool:
    schedule = Path(os.environ["BEAT_SCHEDULE"])
    written = [path.stat().st_mtime for path in schedule.parent.glob(f"{schedule.name}*")]
    return bool(written) and time.time() - max(written) < BEAT_SILENT_FOR


sys.exit(0 if {"web": web, "worker": worker, "beat": beat}[sys.argv[1]]() else 1)
