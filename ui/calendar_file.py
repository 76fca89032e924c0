"""What is due as a calendar file (RFC 5545): one all-day event for each thing, marked private, under random ids."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from icalendar import Calendar, Event

from ui.remind import Due
from vault import files
from vault.errors import BadInput
from vault.files import Disk

_OWN = "-//Sparekey//Reminders//EN"
_LIMIT = 1 << 24  # bytes


def write(path: Path, entries: Iterable[Due], *, now: datetime) -> None:
    """Write a calendar that nobody else can read; one that Sparekey wrote before is replaced. Raises BadInput, NotSaved."""
    path = path.resolve()
    data = make(entries, now=now)
    if files.is_there(path):
        _check_own(path)
        files.replace_small(path, data, keep=False)
    else:
        files.check_new(path)
        files.write_new(path, data, disk=Disk())


def make(entries: Iterable[Due], *, now: datetime) -> bytes:
    """Return the calendar as bytes. What is told of each entry is its text, nothing else."""
    calendar = Calendar()
    calendar.add("prodid", _OWN)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Sparekey")
    for entry in entries:
        event = Event()
        event.add("uid", str(uuid.uuid4()))
        event.add("dtstamp", now)
        event.add("dtstart", entry.due_on)
        event.add("dtend", entry.due_on + timedelta(1))
        event.add("summary", entry.text)
        event.add("description", "From Sparekey: open it to see what to do.")
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")  # nobody is busy all day
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _check_own(path: Path) -> None:
    """Make sure that a file is a calendar that Sparekey wrote."""
    head = files.read_small(path, limit=_LIMIT)[:400] if path.is_file() else b""
    if not head.startswith(b"BEGIN:VCALENDAR") or f"PRODID:{_OWN}".encode() not in head:
        raise BadInput(f"{path} exists already, and is no calendar of Sparekey's", hint="Choose another name.")
