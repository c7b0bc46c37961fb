#!/usr/bin/env python3
"""Writes a tracker: a site that follows many bills, each with about twenty records and six sources.

usage: tracker.py FOLDER [--bills 1500] [--editions] [--seed S]

A bill has a policy, events with a status, takeaways, stakeholders with implications, a difference with its positions,
a question, a term and a correction; articles that relay one report (origins); links between records; terms, issues and
sources that all bills share. Every sentence has its citation: `whereas check` finds no fault. Without `--editions` the
site has none of the pages that show the past (config's `editions = false`).
"""
import argparse
import datetime
import os
import random

from corpus import Text, WORDS_A, WORDS_N, TERM_T
from themes import quoted, write

# States of the machine `us-bill`, from the first; a bill stops after some of them.
STATES = [
    ("introduced", "introduced", "The bill is introduced"),
    ("committee", "referred", "A committee takes the bill up"),
    ("report", "reported", "The committee reports the bill"),
    ("house", "pass-over-house", "The House votes on the bill"),
    ("both", "passed-bill", "Both chambers have voted"),
    ("signature", "enacted-signed", "The President acts on the bill"),
]
GROUPS = ["developers", "buyers", "contractors", "investors", "government", "civil-society", "research", "public"]
DIRECTIONS, HORIZONS, CONFIDENCES = ["gain", "cost", "mixed", "unclear"], ["now", "months", "years"], ["low", "moderate", "high"]
AS_OF = datetime.date(2025, 12, 31)
ISSUES, SHARED_TERMS, SHARED_SOURCES = TERM_T[:6], 20, 40


class Bill:
    """One bill in the making: its words come from one generator, so that each bill is the same in every tracker."""

    def __init__(self, number, text, seed):
        self.random = random.Random((seed << 32) ^ number)
        self.number, self.text = number, text
        subject = f"{self.random.choice(WORDS_A)} {self.random.choice(WORDS_N)}"
        self.slug = f"hb-{number:05}-{subject.replace(' ', '-')}"
        self.name = f"The {subject} bill"
        self.key = f"b{number:05}"
        # Of what all bills share, a bill uses a little.
        self.shared = [f"shared-{source:02}" for source in self.random.sample(range(SHARED_SOURCES), 3)]

    def sentence(self, cite):
        """A sentence and its citation, which stands before the full stop: `[forecast @key]`."""
        return f"{self.random.choice(self.text.sent)[:-1]} [{cite}]."

    def title(self):
        """A title: a sentence without markup, at most ten words."""
        words = self.random.choice(self.text.sent).replace("*", "").replace("`", "").replace('"', "").split(" (see")[0]
        return " ".join(words.rstrip(".").split()[:10]).rstrip(",(")

    def source(self):
        return self.random.choice([f"{self.key}-{name}" for name in ("bill", "wire", "one", "two", "letter")] + self.shared)

    def prose(self, n):
        """A paragraph of `n` sentences, each with its citation, the last with a link to the first event."""
        told = [self.sentence(self.random.choice(["", "reported ", "inference ", "opinion "]) + "@" + self.source()) for _ in range(n)]
        told.append(f"It began with [the introduction](timeline/introduced.md) [fact @{self.key}-bill].")
        return " ".join(told) + "\n"

    def files(self):
        """Path below the bill's folder and text of each file."""
        random, key = self.random, self.key
        first = datetime.date(2025, 1, 6) + datetime.timedelta(days=random.randrange(90))
        steps = random.randint(2, len(STATES))
        days = [first + datetime.timedelta(days=30 * step + random.randrange(20)) for step in range(steps)]
        yield "sources.toml", self.sources(first)
        yield "policy.md", (
            f"+++\ntitle = {quoted('An act on the ' + self.name[4:-5])}\nshort_title = {quoted(self.name)}\nheadline = {quoted(self.title())}\n"
            f'kind = "bill"\nmachine = "us-bill"\njurisdiction = "United States"\nnumber = "H.R. {self.number}"\n'
            f"[facets]\naim = {quoted(self.title())}\nwho = {quoted(self.title())}\nwhen = {quoted(self.title())}\n+++\n\n"
            + "\n".join(self.prose(3) for _ in range(3))
        )
        for (name, state, title), day in zip(STATES[:steps], days):
            yield f"timeline/{name}.md", (
                f'+++\ntitle = {quoted(title)}\ndate = "{day}"\nstatus = "{state}"\nknown = "{day}"\nimportance = {random.randint(1, 3)}\n'
                f"issues = [{quoted('issues/' + random.choice(ISSUES))}]\n"
                f"summary = {quoted(self.title())}\n+++\n\n{self.sentence('fact @' + key + '-bill')} {self.sentence('@' + key + '-wire')} {self.sentence('@' + key + '-one')}\n"
            )
        yield "timeline/review.md", (
            f'+++\ntitle = "The first review is due"\ndate = "2027-01-{random.randint(1, 28):02}"\ncertainty = "scheduled"\nowner = "The agency"\n+++\n\n'
            f"{self.sentence('fact @' + key + '-bill, sec. 4')} {self.sentence('forecast @' + key + '-letter')}\n"
        )
        yield "takeaways.md", "\n".join(
            f"## {self.title()} {{id=point-{point} confidence={random.choice(CONFIDENCES)}}}\n\n{self.sentence('@' + '; @'.join([key + '-one', key + '-two']))} {self.sentence('forecast @' + self.source())}\n"
            for point in range(3)
        )
        for group in random.sample(GROUPS, 2):
            parts = [f'+++\ntitle = {quoted(group.capitalize().replace("-", " "))}\ngroup = "{group}"\nnamed = [{quoted(random.choice(WORDS_N).capitalize() + " Ltd")}]\n+++\n\n{self.prose(1)}']
            for part in range(2):
                parts.append(
                    f"## {self.title()} {{id={group}-{part} direction={random.choice(DIRECTIONS)} horizon={random.choice(HORIZONS)} confidence={random.choice(CONFIDENCES)} issue={random.choice(ISSUES)} answer=open}}\n\n"
                    f"{self.sentence('forecast @' + self.source())} {self.sentence('inference @' + self.source())}\n"
                )
            yield f"stakeholders/{group}.md", "\n".join(parts)
        yield "differences/cost.md", (
            f'+++\ntitle = "What it costs"\nquestion = "What does it cost?"\nhome = true\n+++\n\n'
            f"## Little {{rank=preferred}}\n\n{self.sentence('@' + key + '-one; @' + key + '-two')}\n\n"
            f"## Much\n\n{self.sentence('opinion @' + key + '-letter')} {self.sentence('@' + key + '-wire')}\n\n"
            f"## What we can say\n\nThe two count different years [analysis].\n"
        )
        yield "questions.md", f'## Who pays for it? {{answer=open}}\n\n+++\nasked_by = ["{key}-letter"]\n+++\n\n{self.sentence("@" + key + "-letter")}\n'
        term = f"{random.choice(WORDS_A)} {random.choice(WORDS_N)}"
        yield "glossary.md", f"## {term.capitalize()} of {self.number}\n\n{self.sentence('fact @' + key + '-bill, sec. 2')}\n"
        yield "changes.md", (
            f'## A day corrected {{kind=correction on=timeline/introduced date={first + datetime.timedelta(days=3)}}}\n\n+++\nwas = "the day before"\nnow = "{first}"\n+++\n\n'
            f"We had the day wrong [analysis].\n"
        )

    def sources(self, first):
        day = lambda after: first + datetime.timedelta(days=after)
        key = self.key
        return (
            f'[{key}-bill]\ntype = "bill"\ntitle = {quoted(self.name)}\nnumber = "H.R. {self.number}"\nissued = "{first}"\nrole = "primary"\n\n'
            f'[{key}-wire]\ntype = "article-newspaper"\ntitle = {quoted(self.title())}\ncontainer-title = "The Wire"\nauthor = ["Wireman, W."]\nissued = "{day(0)}"\nURL = "https://wire.example/{key}"\nrole = "reporting"\n\n'
            + "".join(
                f'[{key}-{name}]\ntype = "webpage"\ntitle = {quoted(self.title())}\ncontainer-title = "Daily {name.capitalize()}"\nissued = "{day(0)}"\nURL = "https://{name}.example/{key}"\nvia = ["{key}-wire"]\nrole = "relay"\ncorpus = true\n\n'
                for name in ("one", "two")
            )
            + f'[{key}-letter]\ntype = "article"\ntitle = {quoted(self.title())}\nauthor = ["Counsel, Clara"]\npublisher = "The Policy Desk"\nissued = "{day(0)}"\nURL = "https://desk.example/{key}"\nrole = "analysis"\n'
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--bills", type=int, default=1500)
    parser.add_argument("--editions", action="store_true")
    parser.add_argument("--seed", type=int, default=2026)
    given = parser.parse_args()
    content, text = given.folder + "/content", Text(given.seed)
    os.makedirs(content)
    editions = "" if given.editions else "editions = false\n"
    # A relay has one origin on purpose, and a bill need not use all that it lists. Cards are drawn once and kept from
    # build to build, so they would hide what each build costs.
    write(given.folder + "/config.toml", (
        f'title = "Bills of the session"\ndescription = "A made-up session."\nbase_url = "https://example.org/"\nas_of = "{AS_OF}"\n{editions}'
        '[outputs]\ncards = "none"\n[rules]\nsingle-origin = "off"\nuncited-source = "off"\n'
    ))
    shared = Bill(0, text, given.seed)
    write(content + "/sources.toml", "\n".join(
        f'[shared-{source:02}]\ntype = "article-journal"\ntitle = {quoted(shared.title())}\ncontainer-title = "Journal of Made-up Policy"\nvolume = "{source}"\nissued = "2024-{source % 12 + 1:02}"\nrole = "analysis"\n'
        for source in range(SHARED_SOURCES)
    ))
    # Terms and issues stand under each bill, and so do the works that they rest on: a few.
    cite = lambda: f"@shared-{shared.random.randrange(3):02}"
    write(content + "/issues.md", "\n".join(f"## {issue.capitalize().replace('-', ' ')} {{id={issue} survives=true}}\n\n{shared.sentence(cite())}\n" for issue in ISSUES))
    terms = shared.random.sample([f"{a} {n}" for a in WORDS_A for n in WORDS_N], SHARED_TERMS)
    write(content + "/glossary.md", "\n".join(f"## {term.capitalize()}\n\n{shared.sentence(cite())}\n" for term in terms))
    n_bytes = 0
    for number in range(1, given.bills + 1):
        bill = Bill(number, text, given.seed)
        for path, told in bill.files():
            path = f"{content}/{bill.slug}/{path}"
            os.makedirs(os.path.dirname(path), exist_ok=True)
            write(path, told)
            n_bytes += len(told)
    print(f"tracker: {given.bills} bills, {n_bytes / given.bills:.0f} bytes a bill")


if __name__ == "__main__":
    main()
