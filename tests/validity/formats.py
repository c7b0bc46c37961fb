"""Parses every feed, calendar, sitemap and API file of a built site with strict parsers.

Prints what it looked at; exits with 1 and the reasons if anything is not as its
format says, or if there is nothing to look at.
"""

import json
import sys
from datetime import datetime
from pathlib import Path

import feedparser
import icalendar
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def feed(path: Path) -> list[str]:
    """RFC 4287: well-formed, and every feed and entry has id, title and updated."""
    faults = []
    root = etree.parse(path).getroot()
    if root.tag != f"{ATOM}feed":
        faults.append(f"root is {root.tag}")
    for element in [root, *root.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            if len(element.findall(f"{ATOM}{name}")) != 1:
                faults.append(f"{element.tag} has not one {name}")
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    if len(ids) != len(set(ids)):
        faults.append("two entries share an id")
    if not ids:
        faults.append("no entry")
    parsed = feedparser.parse(path.read_bytes())
    if parsed.bozo or parsed.version != "atom10":
        faults.append(f"feedparser: {parsed.version} {parsed.get('bozo_exception')}")
    return faults


def json_feed(path: Path) -> list[str]:
    """JSON Feed 1.1: the keys that it demands, absolute addresses, dates by RFC 3339."""
    faults = []
    feed = json.loads(path.read_text(encoding="utf-8"))
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        faults.append(f"version is {feed.get('version')}")
    if not isinstance(feed.get("title"), str) or not feed.get("items"):
        faults.append("no title or no item")
    for item in feed.get("items", []):
        if not isinstance(item.get("id"), str) or not isinstance(item.get("content_html"), str):
            faults.append("an item without id or content")
        if not item.get("url", "").startswith("https://"):
            faults.append(f"an address that is not absolute: {item.get('url')}")
        day = item.get("date_published")
        if day is not None and datetime.fromisoformat(day).tzinfo is None:
            faults.append(f"a date without its zone: {day}")
    ids = [item.get("id") for item in feed.get("items", [])]
    if len(ids) != len(set(ids)):
        faults.append("two items share an id")
    return faults


def calendar(path: Path) -> list[str]:
    """RFC 5545: CRLF, lines of at most 75 octets, events with UID, DTSTAMP and DTSTART."""
    faults = []
    raw = path.read_bytes()
    lines = raw.split(b"\r\n")
    if b"\n" in raw.replace(b"\r\n", b""):
        faults.append("a line ends without CR")
    if any(len(line) > 75 for line in lines):
        faults.append("a line is longer than 75 octets")
    parsed = icalendar.Calendar.from_ical(raw)
    events = list(parsed.walk("VEVENT"))
    for component in [parsed, *events]:
        faults += [f"{component.name}: {error}" for error in component.errors]
    for name in ("PRODID", "VERSION"):
        if name not in parsed:
            faults.append(f"no {name}")
    for event in events:
        for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS"):
            if name not in event:
                faults.append(f"an event without {name}")
    uids = [str(event.get("UID")) for event in events]
    if len(uids) != len(set(uids)):
        faults.append("two events share a UID")
    if not events:
        faults.append("no event")
    return faults


def sitemap(path: Path) -> list[str]:
    """sitemaps.org: absolute addresses, each once."""
    faults = []
    root = etree.parse(path).getroot()
    if root.tag != f"{SITEMAP}urlset":
        faults.append(f"root is {root.tag}")
    places = [url.findtext(f"{SITEMAP}loc") for url in root.findall(f"{SITEMAP}url")]
    if not places or not all(place and place.startswith(("http://", "https://")) for place in places):
        faults.append("an address is missing or not absolute")
    if len(places) != len(set(places)):
        faults.append("an address stands twice")
    if any("/as-of/20" in place for place in places):
        faults.append("an edition is listed")
    return faults


def api(path: Path) -> list[str]:
    """RFC 8259, without control characters in any text."""
    text = path.read_text(encoding="utf-8")
    json.loads(text)
    return ["a control character"] if any(ord(letter) < 9 for letter in text) else []


def main() -> int:
    site = Path(sys.argv[1])
    kinds = {"feed.xml": feed, "feed.json": json_feed, "watch.ics": calendar, "sitemap.xml": sitemap, ".json": api}
    bad = 0
    for ending, check in kinds.items():
        paths = sorted(path for path in site.rglob("*") if path.is_file() and path.name.endswith(ending))
        if not paths:
            print(f"no {ending} in {site}")
            bad += 1
        for path in paths:
            for fault in check(path):
                print(f"{path.relative_to(site)}: {fault}")
                bad += 1
        print(f"{len(paths)} {ending}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
