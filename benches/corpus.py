#!/usr/bin/env python3
"""Writes a corpus of N policy explainers as plain pages: the same pages and an equal theme for each engine.

usage: corpus.py ENGINE N FOLDER [--seed S]        ENGINE: whereas | zola | hugo

About 690 words a page in 20 sections, with links to other pages (resolved and checked by the engine: `@/section/page.md`,
Hugo's `relref`), tables, footnotes, quotations, code in one page of ten, two taxonomies of 40 terms each.
One seed gives one corpus. Only front matter and the way in which links are written differ between engines.
"""
import argparse
import datetime
import os
import random

import themes
from themes import PER_PAGE, title_of, quoted, write

NSECTIONS, NTERMS = 20, 40

WORDS_N = """policy bill act clause amendment schedule regulation authority agency council minister committee
tribunal court levy grant subsidy threshold allowance exemption deadline register licence permit inspection penalty
appeal notice consultation evidence estimate forecast budget cost benefit household tenant landlord employer worker
patient school hospital farmer port carrier operator supplier consumer claimant beneficiary resident voter applicant
pension wage rent price tariff quota standard audit review report statute order rule duty power right obligation
procedure decision ruling option scenario baseline impact risk delay backlog capacity region municipality district
programme scheme fund account contract tender guarantee transition sunset provision definition scope ratio index""".split()
WORDS_V = """requires allows replaces extends limits defines moves raises lowers freezes abolishes introduces applies
affects covers excludes delays funds obliges permits prevents reduces increases reforms repeals restates shifts
clarifies narrows widens protects compensates transfers""".split()
WORDS_A = """annual regional local national temporary permanent gradual partial full new existing current previous proposed
statutory voluntary mandatory independent public private small large rural urban low-income eligible self-employed
annualised means-tested cross-border interim final joint separate administrative fiscal legal technical""".split()
WORDS_X = """in most cases|under the proposal|from next year|after the transition|according to the estimate|on average|
in practice|by default|for the first time|over ten years|without prior notice|at the request of the applicant|
where the threshold is met|unless the court decides otherwise|as the report points out|within three months|
compared with the baseline|for all new contracts|subject to review|to the extent possible""".replace("\n", "").split("|")
TERM_S = """tenants landlords employers workers patients nurses doctors teachers pupils students parents pensioners carers
farmers fishers ports airlines railways drivers cyclists utilities suppliers consumers small-firms exporters importers banks
insurers councils police judges prisoners soldiers veterans migrants refugees voters parties charities regulators""".split()
TERM_T = """cost deadline eligibility enforcement appeals transition funding penalties exemptions thresholds data-sharing
consultation impact-assessment evaluation sunset inspection licensing reporting indexation compensation subsidies tariffs
quotas emissions wages rents prices contracts procurement transparency privacy-rights accessibility equality safety
competition-effects regional-effects borders cross-border devolution local-powers""".split()
SECTIONS = themes.SECTIONS
assert len(SECTIONS) == NSECTIONS and len(TERM_S) == NTERMS and len(TERM_T) == NTERMS

FENCES = [
    ("diff", "- A tenant must give notice of {a} days.\n+ A tenant must give notice of {b} days.\n  The notice is in writing.\n- The authority may charge a fee of {c} euro.\n+ The authority may not charge a fee.\n  Section {a} applies as appropriate.\n"),
    ("json", '{{\n  "measure": "allowance",\n  "threshold": {a},\n  "rate": 0.{b},\n  "regions": ["north", "south", "east"],\n  "indexed": true,\n  "review_year": 20{c}\n}}\n'),
    ("python", "def allowance(income, children={c}):\n    # taper above the threshold\n    base = {a} + 12 * children\n    if income > {b}00:\n        base -= (income - {b}00) * 0.15\n    return max(base, 0)\n"),
    ("yaml", "measure: transition\nstart: 20{c}-01-01\nsteps:\n  - year: 1\n    rate: {a}\n  - year: 2\n    rate: {b}\nreview: true\n"),
    ("sql", "SELECT region, COUNT(*) AS claims, AVG(amount) AS mean\nFROM decisions\nWHERE amount > {a} AND year >= 20{c}\nGROUP BY region\nORDER BY claims DESC\nLIMIT {b};\n"),
]


class Text:
    """A pool of sentences, so that 50k pages take seconds, not minutes, to write."""

    def __init__(self, seed):
        r = self.r = random.Random(seed)
        self.sent = []
        for _ in range(8000):
            self.sent.append(self._sentence(r))

    def _np(self, r):
        return ("the " if r.random() < .7 else "each ") + (r.choice(WORDS_A) + " " if r.random() < .6 else "") + r.choice(WORDS_N)

    def _sentence(self, r):
        s = self._np(r) + " " + r.choice(WORDS_V) + " " + self._np(r)
        if r.random() < .6:
            s += " and " + r.choice(WORDS_V) + " " + self._np(r)
        if r.random() < .5:
            s += ", " + r.choice(WORDS_X)
        x = r.random()
        if x < .08:
            s += ", **%s %s**" % (r.choice(WORDS_A), r.choice(WORDS_N))
        elif x < .14:
            s += ", *%s %s*" % (r.choice(WORDS_A), r.choice(WORDS_N))
        elif x < .17:
            s += " (`%s-%d`)" % (r.choice(WORDS_N), r.randint(1, 99))
        elif x < .20:
            s += " (see the [%s](https://example.com/%s/%d))" % (r.choice(WORDS_N), r.choice(WORDS_N), r.randint(1, 999))
        elif x < .26:
            s += ' as the "%s" of %d' % (r.choice(WORDS_N), r.randint(1990, 2026))
        return s[0].upper() + s[1:] + "."


def slug_of(i, r):
    return "%s-%s-%s-%05d" % (r.choice(WORDS_A), r.choice(WORDS_N), r.choice(WORDS_N), i)


def phrase(r):
    return "%s %s %s" % (r.choice(WORDS_A).capitalize(), r.choice(WORDS_N), r.choice(["explained", "in brief", "and its effects", "at a glance", "step by step", "for newcomers"]))


def make_index(n, seed):
    r = random.Random(seed * 7919 + n)
    d0 = datetime.date(2016, 1, 1)
    pages = []
    for i in range(n):
        pages.append({
            "i": i, "section": SECTIONS[i % NSECTIONS], "slug": slug_of(i, r),
            "title": "%s: %s %05d" % (phrase(r), r.choice(WORDS_N), i),
            # distinct minutes: every engine must find the same order
            "date": (datetime.datetime(2016, 1, 1) + datetime.timedelta(minutes=101 * ((i * 7919) % max(n, 1)) * max(1, 50000 // n))).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "stakeholders": sorted(r.sample(TERM_S, r.randint(1, 3))),
            "topics": sorted(r.sample(TERM_T, r.randint(1, 3))),
        })
    return pages


def body(p, pages, tx, seed, link):
    r = random.Random((seed << 32) ^ (p["i"] * 2654435761 & 0xffffffff))
    S = tx.sent
    target = r.randint(400, 900)
    words = 0
    nsec = r.randint(3, 6)
    out = []
    nlinks = r.randint(3, 6)
    n = len(pages)
    links = []
    for _ in range(nlinks):
        if r.random() < .7:  # a neighbour in the same section
            j = (p["i"] + NSECTIONS * r.randint(-30, 30)) % n
        else:
            j = r.randrange(n)
        links.append(pages[j])
    nfoot = r.randint(2, 4) if r.random() < .40 else 0
    table = r.random() < .30
    fence = r.random() < .10
    quote = r.random() < .50
    table_at, fence_at, quote_at = r.randrange(nsec), r.randrange(nsec), r.randrange(nsec)
    foot_no = 0

    def para(k):
        nonlocal words, foot_no
        ss = [S[r.randrange(len(S))] for _ in range(k)]
        words += sum(s.count(" ") + 1 for s in ss)
        if links and r.random() < .75:
            t = links.pop()
            ss.append("See also [%s](%s)." % (t["title"], link(t)))
            words += 9
        if foot_no < nfoot and r.random() < .7:
            foot_no += 1
            ss[-1] += "[^%d]" % foot_no
        return " ".join(ss)

    out.append(para(3))
    per = target // (nsec + 1)
    for s in range(nsec):
        out.append("## %s %s" % (r.choice(WORDS_A).capitalize(), r.choice(WORDS_N)))
        goal = words + per
        out.append(para(r.randint(2, 4)))
        if quote and s == quote_at:
            out.append("> " + S[r.randrange(len(S))] + "\n> " + S[r.randrange(len(S))])
            words += 30
        if r.random() < .5:
            k = r.randint(3, 6)
            mark = (lambda x: "%d. " % (x + 1)) if r.random() < .3 else (lambda x: "- ")
            out.append("\n".join(mark(x) + S[r.randrange(len(S))] for x in range(k)))
            words += 14 * k
        if table and s == table_at:
            cols = r.randint(3, 5)
            rows = r.randint(3, 8)
            t = ["| " + " | ".join(r.choice(WORDS_N).capitalize() for _ in range(cols)) + " |", "|" + " --- |" * cols]
            for _ in range(rows):
                t.append("| " + " | ".join([r.choice(WORDS_N)] + ["%d" % r.randint(10, 99999) for _ in range(cols - 1)]) + " |")
            out.append("\n".join(t))
            words += cols * rows
        if fence and s == fence_at:
            lang, f = FENCES[r.randrange(len(FENCES))]
            out.append("```%s\n%s```" % (lang, f.format(a=r.randint(10, 90), b=r.randint(10, 90), c=r.randint(10, 50))))
            words += 25
        while words < goal:
            if r.random() < .25:
                out.append("### %s %s" % (r.choice(WORDS_A).capitalize(), r.choice(WORDS_N)))
            out.append(para(r.randint(2, 4)))
    while links:
        t = links.pop()
        out.append("Related: [%s](%s)." % (t["title"], link(t)))
    while foot_no < nfoot:
        foot_no += 1
        out.append(S[r.randrange(len(S))] + "[^%d]" % foot_no)
    for k in range(1, nfoot + 1):
        out.append("[^%d]: %s" % (k, S[r.randrange(len(S))]))
    desc = S[r.randrange(len(S))].replace("*", "").replace("`", "").replace('"', "'").split(" (see")[0]
    return desc, "\n\n".join(out) + "\n"


def front_matter(engine, page, summary):
    lists = {name: "[" + ", ".join(quoted(term) for term in page[name]) + "]" for name in ("stakeholders", "topics")}
    told = "summary" if engine == "whereas" else "description"
    own = [f"title = {quoted(page['title'])}", f"date = {page['date']}", f"{told} = {quoted(summary)}"]
    if engine != "hugo":
        own.append("[taxonomies]")
    own += [f"{name} = {terms}" for name, terms in lists.items()]
    return "+++\n" + "\n".join(own) + "\n+++\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", choices=["whereas", "zola", "hugo"])
    parser.add_argument("n", type=int)
    parser.add_argument("folder")
    parser.add_argument("--seed", type=int, default=2026)
    given = parser.parse_args()
    engine, content = given.engine, given.folder + "/content"
    os.makedirs(content)
    pages, text = make_index(given.n, given.seed), Text(given.seed)
    if engine == "hugo":
        link = lambda page: '{{< relref "/%s/%s.md" >}}' % (page["section"], page["slug"])
    else:
        link = lambda page: "@/%s/%s.md" % (page["section"], page["slug"])
    getattr(themes, engine)(given.folder)

    listed = {
        "whereas": f'sort_by = "date"\npaginate_by = {PER_PAGE}\n',
        "zola": f'sort_by = "date"\npaginate_by = {PER_PAGE}\ntransparent = true\n',
        "hugo": "",
    }[engine]
    for place, section in enumerate(SECTIONS):
        os.makedirs(f"{content}/{section}")
        title = title_of(section)
        # The order of the navigation; the other themes have it in their configuration.
        weight = f"weight = {place + 1}\n" if engine == "whereas" else ""
        write(f"{content}/{section}/_index.md", f"+++\ntitle = {quoted(title)}\n{weight}{listed}+++\nExplainers about {title.lower()}.\n")
    home = {"whereas": 'sort_by = "date"\nfeed = true\n', "zola": 'sort_by = "date"\n', "hugo": ""}[engine]
    write(content + "/_index.md", f'+++\ntitle = "Policy explainers"\n{home}+++\n')
    total = 0
    for page in pages:
        summary, markdown = body(page, pages, text, given.seed, link)
        write(f"{content}/{page['section']}/{page['slug']}.md", front_matter(engine, page, summary) + markdown)
        total += len(markdown)
    print(f"{engine}: {given.n} pages, {total / given.n:.0f} bytes of Markdown body a page")


if __name__ == "__main__":
    main()
