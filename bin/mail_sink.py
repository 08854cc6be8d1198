"""A mail server that sends nothing: it writes each letter of the demo as one .eml file.

    mail_sink.py DESCRIPTOR DIRECTORY

DESCRIPTOR is an open listening socket, so the caller knows the port before we start.
"""

from __future__ import annotations

import os
import socket
import socketserver
import sys
import time
from itertools import count
from pathlib import Path

LARGEST = 25 * 2**20
_numbers = count(1)


class Conversation(socketserver.StreamRequestHandler):
    """One SMTP session (RFC 5321), as much of it as a sender without authentication uses."""

    timeout = 60

    def handle(self) -> None:
        self._answer("220 localhost letters are kept, not sent")
        self.sender, self.recipients = "", []
        while line := self.rfile.readline(2048):
            verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            if verb.upper() == "QUIT":
                self._answer("221 bye")
                return
            self._answer(self._react(verb.upper(), rest))

    def _react(self, verb: str, rest: str) -> str:
        if verb == "EHLO":
            return f"250-localhost\r\n250-SIZE {LARGEST}\r\n250-8BITMIME\r\n250 SMTPUTF8"
        if verb in ("HELO", "NOOP"):
            return "250 ok"
        if verb == "RSET":
            self.sender, self.recipients = "", []
            return "250 ok"
        if verb == "MAIL":
            self.sender, self.recipients = rest, []
            return "250 ok"
        if verb == "RCPT":
            self.recipients.append(rest)
            return "250 ok"
        if verb == "DATA":
            return self._data() if self.recipients else "503 RCPT first"
        return "502 not known here"

    def _data(self) -> str:
        self._answer("354 go on")
        lines, size = [], 0
        while (line := self.rfile.readline(65536)) not in (b".\r\n", b".\n", b""):
            size += len(line)
            if size <= LARGEST:
                lines.append(line[1:] if line.startswith(b"..") else line)
        if size > LARGEST:
            return "552 too large"
        try:
            self._keep(b"".join(lines))
        except OSError as error:
            return f"452 cannot be written: {error.strerror}"
        self.sender, self.recipients = "", []
        return "250 kept"

    def _keep(self, letter: bytes) -> None:
        directory: Path = self.server.directory
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{next(_numbers):05}"
        half = directory / f".{name}.half"
        envelope = f"X-Envelope-From: {self.sender}\r\nX-Envelope-To: {'; '.join(self.recipients)}\r\n"
        half.write_bytes(envelope.encode() + letter)
        half.rename(directory / f"{name}.eml")  # whoever looks sees whole letters only

    def _answer(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Sink(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, listening: socket.socket, directory: Path) -> None:
        super().__init__(listening.getsockname(), Conversation, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.directory = directory


def main() -> None:
    directory = Path(sys.argv[2])
    directory.mkdir(parents=True, exist_ok=True)
    Sink(socket.socket(fileno=int(sys.argv[1])), directory).serve_forever()


if __name__ == "__main__":
    main()
