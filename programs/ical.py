"""iCalendar text (RFC 5545): CRLF, lines folded at 75 octets, texts escaped, times in UTC. Knows no database."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

FOLD = 75  # octets of a line without its CRLF


@dataclass(frozen=True)
class Entry:
    """An event. ``stamp`` and ``sequence`` grow when it changes, so that calendars take the change over.

    Addresses stand in an invitation alone (RFC 5546): whom it is sent to, and who sends it.
    """

    uid: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    title: str
    stamp: datetime.datetime
    place: str = ""
    url: str = ""
    text: str = ""
    sequence: int = 0
    cancelled: bool = False
    organizer: str = ""
    attendee: str = ""


def calendar(name: str, entries: Iterable[Entry], method: str = "PUBLISH") -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Nastavnichestvo//RU", "CALSCALE:GREGORIAN"]
    lines += [f"METHOD:{method}", f"X-WR-CALNAME:{escaped(name)}"]
    for entry in entries:
        lines += _event(entry)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(entry: Entry) -> list[str]:
    lines = [
        "BEGIN:VEVENT", f"UID:{entry.uid}", f"DTSTAMP:{utc(entry.stamp)}", f"DTSTART:{utc(entry.starts_at)}",
        f"DTEND:{utc(entry.ends_at)}", f"SUMMARY:{escaped(entry.title)}", f"SEQUENCE:{entry.sequence}",
        f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}",
    ]  # fmt: skip
    for name, value in (("LOCATION", entry.place), ("DESCRIPTION", entry.text)):
        if value:
            lines.append(f"{name}:{escaped(value)}")
    if entry.attendee:
        lines.append(f"ORGANIZER:mailto:{entry.organizer}")
        lines.append(f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:{entry.attendee}")
    if entry.url:
        lines.append(f"URL:{entry.url}")
    return [*lines, "END:VEVENT"]


def utc(moment: datetime.datetime) -> str:
    return f"{moment.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """A TEXT value: backslash, semicolon, comma and line ends are written, other controls left out."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(letter for letter in text if letter >= " " or letter == "\t")


def folded(line: str) -> str:
    """Not longer than 75 octets each; a letter is never cut in two."""
    parts, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > FOLD:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += octets
    return "\r\n".join(parts)
