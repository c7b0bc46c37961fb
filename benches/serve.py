#!/usr/bin/env python3
"""Measures from save to page: a file is saved under a running server, and the page asked for until it shows the change.

usage: serve.py [--n 10000] [--engines whereas,hugo] [--kinds body,title,css,base] [--edits 100] [--others 9] [--save plain|rename]

body    a paragraph is added to a page; that page is asked for. Each edit takes another page.
title   a page gets another title; the first page of its section's list is asked for.
css     the stylesheet gets another rule; the stylesheet is asked for.
base    the template of all pages gets another foot; a page is asked for.

Requests go over loopback, each with a connection of its own, a millisecond after the last answer. The clock starts
before the file is written. Seconds, as median, 99th percentile and range; the first edit of a kind is not counted.
"""
import argparse
import glob
import http.client
import math
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time

import engines

STYLE = {"whereas": ("themes/bench/css/main.css", "/assets/css/main.css"), "hugo": ("static/style.css", "/style.css"), "zola": ("static/style.css", "/style.css")}
BASE = {"whereas": "themes/bench/templates/base.html", "hugo": "layouts/baseof.html", "zola": "templates/base.html"}
# Longer than this an edit is given up.
PATIENCE = 120


def answer(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return b""
    finally:
        connection.close()


def memory(pid):
    """MiB now, and at the most."""
    with open(f"/proc/{pid}/status") as file:
        told = file.read()
    return [int(re.search(name + r":\s+(\d+)", told)[1]) // 1024 for name in ("VmRSS", "VmHWM")]


class Site:
    """A copy of the corpus, and how each kind of edit is made in it."""

    def __init__(self, name, n):
        self.name, self.random = name, random.Random(2026)
        self.folder = os.path.join(engines.SITES, f"serve-{name}-{n}-{os.getpid()}")
        shutil.copytree(engines.corpus(engines.FLAVOUR[name], n), self.folder)
        below = os.path.join(self.folder, "content")
        self.pages = sorted(page for page in glob.glob(below + "/*/*.md") if not page.endswith("_index.md"))
        housing = [page for page in self.pages if os.path.basename(os.path.dirname(page)) == "housing"]
        # The newest page of the section stands on the first page of its list.
        self.newest = max(housing, key=lambda page: re.search(r"^date = (\S+)", read(page), re.M)[1])

    def address(self, page):
        return "/" + os.path.relpath(page, os.path.join(self.folder, "content"))[:-3] + "/"

    def edit(self, kind, token):
        """A file, its new text, and the address at which `token` is to appear."""
        if kind == "body":
            page = self.random.choice(self.pages)
            return page, read(page) + f"\nEdited: {token}.\n", self.address(page)
        if kind == "title":
            text = re.sub(r'^(title = ")[^"]*', lambda found: found[1] + "Edited " + token, read(self.newest), count=1, flags=re.M)
            return self.newest, text, "/housing/"
        if kind == "css":
            path, address = STYLE[self.name]
            path = os.path.join(self.folder, path)
            return path, read(path) + f".{token}{{margin:0}}\n", address
        path = os.path.join(self.folder, BASE[self.name])
        return path, re.sub(r"<footer>.*?(?=\{\{)", f"<footer>{token} ", read(path)), self.address(self.newest)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def save(path, text, how):
    if how == "plain":
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return
    # As many editors save: a new file takes the place of the old one.
    with open(path + ".tmp", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".tmp", path)


def probe(site, port, kind, edits, how):
    """Seconds of each edit that was seen, and how many were not."""
    seconds, lost = [], 0
    for edit in range(edits + 1):
        token = f"zqx{kind}{edit}probe"
        path, text, address = site.edit(kind, token)
        # Not in step with whatever the server does at intervals.
        time.sleep(site.random.uniform(0.1, 0.4) + min(20, (seconds[-1] if seconds else 1) * 1.5))
        start = time.monotonic()
        save(path, text, how)
        seen = True
        while token.encode() not in answer(port, address):
            if time.monotonic() - start > PATIENCE:
                seen = False
                break
            time.sleep(0.001)
        took = time.monotonic() - start
        lost += not seen
        if edit and seen:
            seconds.append(took)
        if not seen:
            print(f"  {kind} {edit}: not seen in {PATIENCE} s", file=sys.stderr, flush=True)
    return seconds, lost


def percentile(values, share):
    """The nearest rank."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def serve(name, given, found):
    site = Site(name, given.n)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = open(site.folder + ".log", "wb")
    start = time.monotonic()
    process = subprocess.Popen(engines.serve(name, engines.binary(name), site.folder, port), cwd=site.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
    try:
        while b"<article" not in answer(port, site.address(site.newest)):
            if process.poll() is not None or time.monotonic() - start > 300:
                sys.exit(f"{name}: the server did not come up\n{read(site.folder + '.log')[-3000:]}")
            time.sleep(0.02)
        up = time.monotonic() - start
        time.sleep(max(2, up / 2))
        rss, _ = memory(process.pid)
        print(f"{name}, {given.n} pages: first page after {up:.2f} s, {rss} MiB")
        for kind in given.kinds.split(","):
            seconds, lost = probe(site, port, kind, given.edits if name == "whereas" else given.others, given.save)
            if seconds:
                found[name, kind] = statistics.median(seconds)
                print(f"  {kind:6} {statistics.median(seconds):.4f}, 99 %: {percentile(seconds, 0.99):.4f} ({min(seconds):.4f}-{max(seconds):.4f}), {len(seconds)} edits" + (f", {lost} lost" if lost else ""), flush=True)
            else:
                print(f"  {kind:6} none of {lost} edits was seen", flush=True)
        rss, peak = memory(process.pid)
        print(f"  memory {rss} MiB, at the most {peak} MiB\n", flush=True)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()
        os.remove(site.folder + ".log")
        shutil.rmtree(site.folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=10000)
    parser.add_argument("--engines", help="whereas, and Hugo and Zola where a variable says where they are")
    parser.add_argument("--kinds", default="body,title,css,base")
    parser.add_argument("--edits", type=int, default=100, help="of each kind, for whereas")
    parser.add_argument("--others", type=int, default=9, help="of each kind, for the others")
    parser.add_argument("--save", choices=["plain", "rename"], default="plain")
    given = parser.parse_args()
    names = given.engines.split(",") if given.engines else [name for name in engines.given() if name not in ("floor", "limit")]
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    found = {}
    for name in names:
        serve(name, given, found)
    for (name, kind), seconds in found.items():
        if name != "whereas" and ("whereas", kind) in found:
            print(f"{kind}: {name} takes {seconds / found['whereas', kind]:.0f} times as long as whereas")


if __name__ == "__main__":
    main()
