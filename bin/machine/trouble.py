"""How set-up speaks: short lines, and one clear sentence when it must give up."""

from __future__ import annotations

import errno
import sys


class Trouble(Exception):
    """Something a person must hear about; its text is the whole message."""


class Stop(BaseException):
    """Somebody wants us to end; not an error, so nothing that catches Exception may swallow it."""


def say(text: str) -> None:
    print(text, flush=True)


FULL_DISK = "The disk is full. Free some space and start again; nothing needs to be cleaned up by hand."


def reason(output: str, lines: int = 8) -> str:
    """What a person needs of a failed program's output: its end, or one sentence where it is the usual cause."""
    if "No space left on device" in output:
        return FULL_DISK
    kept = [line for line in output.splitlines() if line.strip()][-lines:]
    return "\n".join(f"    {line}" for line in kept) or "    (it said nothing)"


def explain(error: OSError) -> str:
    """The sentence for an error of the operating system; a full disk is the one people meet."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FULL_DISK
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"No permission to write{_where(error)}. Is this clone owned by another user?"
    return str(error)


def _where(error: OSError) -> str:
    return f" at {error.filename}" if error.filename else ""


def speak_plainly(main) -> None:
    """Run `main` and turn what a person can act on into one line and exit code 1, without a traceback."""
    try:
        code = main()
    except Trouble as trouble:
        print(f"\nERROR: {trouble}", file=sys.stderr, flush=True)
        code = 1
    except OSError as error:
        if error.errno is None:
            raise
        print(f"\nERROR: {explain(error)}", file=sys.stderr, flush=True)
        code = 1
    except (KeyboardInterrupt, Stop):
        print("\nStopped.", file=sys.stderr, flush=True)
        code = 130
    sys.exit(code)
