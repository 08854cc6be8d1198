"""The test-grade PostgreSQL and Redis of this clone, shared by everything that runs at the same time."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager

from . import environment, paths, postgres
from .redis import Redis

_HOME = paths.LOCAL / "test"
# Present while a developer wants the servers to stay; then `make test` leaves them running too.
_KEEP = _HOME / "keep"


@contextmanager
def _alone(name: str):
    """One at a time: two commands started together would both make the cluster."""
    _HOME.mkdir(parents=True, exist_ok=True)
    with (_HOME / name).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def ensure(*, keep: bool) -> tuple[dict[str, str], int]:
    """Start what is needed; returns the environment and the descriptor whose lock says that the servers are used."""
    paths.local_directory()
    cluster = redis = None
    with _alone("starting.lock"):
        in_use = os.open(_HOME / "in-use.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(in_use, fcntl.LOCK_SH)
    try:
        with _alone("starting.lock"):
            if not environment.own_database_given():
                cluster = postgres.Cluster("test")
                cluster.start(die_with_us=False)
            if not environment.own_redis_given():
                redis = Redis("test")
                redis.start(die_with_us=False)
            if keep:
                _KEEP.touch()
    except BaseException:
        release(in_use)  # one of the two may be up already
        raise
    return environment.build(cluster=cluster, redis=redis, home=_HOME, port=8000, mail_port=1025), in_use


def release(in_use: int) -> None:
    """Stop the servers unless somebody else uses them or a developer keeps them."""
    os.close(in_use)
    if _KEEP.exists():
        return
    with _alone("starting.lock"), (_HOME / "in-use.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        _stop()


def stop_kept() -> None:
    """What `bin/dev --stop` does: stop them whoever uses them."""
    with _alone("starting.lock"):
        _KEEP.unlink(missing_ok=True)
        _stop()


def _stop() -> None:
    if postgres.binaries() is not None:
        postgres.stop_cluster(postgres.Cluster("test").data)
    Redis("test").stop()
    paths.remove_socket_directory("test")
