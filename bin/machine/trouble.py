"""How set-up speaks: short lines, and one clear sentence when it must give up."""

from __future__ import annotations

import errno
import sys


class Trouble(Exception):
    """Something a person must hear about; its text is the whole message."""


def say(text: str) -> None:
    print(text, flush=True)


def explain(error: OSError) -> str:
    """The sentence for an error of the operating system; a full disk is the one people meet."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full{_where(error)}. Free some space and start again; nothing needs to be cleaned up by hand."
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
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr, flush=True)
        code = 130
    sys.exit(code)
