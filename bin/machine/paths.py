"""Where a clone keeps what is not in git, so that two clones and two users never meet."""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import shutil
import stat
from pathlib import Path

from .trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
VENV = ROOT / ".venv"
LOGS = LOCAL / "logs"

# PostgreSQL refuses to run as root, and Redis need not. Debian's packages bring these accounts; the first found serves.
SERVER_ACCOUNTS = ("postgres", "redis")


def clone_key() -> str:
    """Eight characters that differ for each clone and user: a socket's path may have 107 bytes, a clone's path more."""
    return hashlib.sha256(f"{ROOT}\n{os.getuid()}".encode()).hexdigest()[:8]


def is_root() -> bool:
    return os.getuid() == 0


def server_uid() -> int:
    """The account that the servers run under: the caller's own, or one of Debian's for root."""
    return _server_entry().pw_uid


def server_gid() -> int:
    return _server_entry().pw_gid


def _server_entry() -> pwd.struct_passwd:
    if not is_root():
        return pwd.getpwuid(os.getuid())
    for name in SERVER_ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Trouble(
        f"Root cannot run a database and there is no user '{SERVER_ACCOUNTS[0]}'; start this as an ordinary user."
    )


def private_directory(path: Path, *, uid: int | None = None, gid: int | None = None) -> Path:
    """A directory that only its owner can enter; refuses one that somebody else made first."""
    uid = os.getuid() if uid is None else uid
    gid = os.getgid() if gid is None else gid
    try:
        path.mkdir(mode=0o700)
        os.chown(path, uid, gid)
    except FileExistsError:
        pass
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid:
        raise Trouble(f"{path} exists and is not ours (owner {found.st_uid}); remove it and start again.")
    if stat.S_IMODE(found.st_mode) != 0o700:
        path.chmod(0o700)
    return path


def local_directory() -> Path:
    """`.local`, made on first use."""
    LOCAL.mkdir(exist_ok=True)
    LOGS.mkdir(exist_ok=True)
    return LOCAL


def socket_directory(kind: str) -> Path:
    """Short and private; `kind` is `run` or `test`."""
    suffix = "" if kind == "run" else f"-{kind}"
    return private_directory(
        Path(f"/tmp/mentoring-{clone_key()}{suffix}"),
        uid=server_uid(),
        gid=server_gid(),
    )


def remove_socket_directory(kind: str) -> None:
    """Once the servers have stopped, nothing of ours stays in /tmp."""
    shutil.rmtree(socket_directory(kind), ignore_errors=True)


def cluster_home() -> Path:
    """The directory of the database clusters.

    Normally `.local/clusters`. Root's servers run as another account, which often cannot pass through the directories
    above the clone; these belong to their owner and stay as they are, so the clusters live in a place of their own.
    """
    if not is_root():
        local_directory()
        return private_directory(LOCAL / "clusters")
    local_directory()
    home = LOCAL / "clusters" if _passable(LOCAL) else Path(f"/var/tmp/mentoring-{clone_key()}")
    private_directory(home, uid=server_uid(), gid=server_gid())
    _forget_a_deleted_clone(home)
    return home


def _passable(path: Path) -> bool:
    """Whether any account may go through every directory down to `path` (only those bits count for `postgres`)."""
    return all(directory.stat().st_mode & stat.S_IXOTH for directory in (path, *path.parents))


def _forget_a_deleted_clone(home: Path) -> None:
    """Clusters outside the clone outlive it; a new clone in the same place must not find the old one's tables."""
    token_here, token_there = local_directory() / "clone-token", home / "clone-token"
    if not token_here.exists():
        token_here.write_text(secrets.token_hex(16))
    token = token_here.read_text()
    if token_there.exists() and token_there.read_text() == token:
        return
    from .postgres import stop_cluster  # postgres imports this module

    for entry in home.iterdir():
        if entry.is_dir():
            stop_cluster(entry)
            shutil.rmtree(entry)
    token_there.write_text(token)


def need_space(directory: Path, megabytes: int) -> None:
    """Say that the disk is full before a server says it in twenty lines."""
    free = shutil.disk_usage(directory).free // 2**20
    if free < megabytes:
        raise Trouble(
            f"The disk is full: {free} MB are free at {directory}, {megabytes} MB are needed. "
            "Free some space and start again."
        )
