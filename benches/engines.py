"""Where the engines and the yardsticks are, how each is called, and the sites they are given.

Whereas and the yardsticks are built from this repository unless a variable names them; Hugo and Zola take part if one does.
"""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
REPOSITORY = os.path.dirname(HERE)
MEMORY = "/dev/shm"

# Sites, made once and kept. The folder of outputs is on a memory file system where there is one, so that no disk is measured.
SITES = os.environ.get("BENCH_DIR") or os.path.join(tempfile.gettempdir(), "whereas-bench")
OUT = os.environ.get("BENCH_OUT") or os.path.join(MEMORY if os.access(MEMORY, os.W_OK) else SITES, "whereas-bench-out")

VARIABLES = {"whereas": "WHEREAS", "floor": "FLOOR", "limit": "LIMIT", "hugo": "HUGO", "zola": "ZOLA"}
# The pages that each yardstick makes are those of the site for Zola.
FLAVOUR = {"whereas": "whereas", "floor": "zola", "limit": "zola", "hugo": "hugo", "zola": "zola"}


def given():
    """The engines that a run without `--engines` measures."""
    return ["whereas", "floor", "limit"] + [name for name in ("hugo", "zola") if os.environ.get(VARIABLES[name])]


def binary(name):
    """The program of an engine; ours is built first."""
    path = os.environ.get(VARIABLES[name])
    if path:
        if not os.access(path, os.X_OK):
            sys.exit(f"{VARIABLES[name]}={path}: no such program")
        return os.path.abspath(path)
    if name in ("hugo", "zola"):
        sys.exit(f"{name}: say where it is with {VARIABLES[name]}=")
    if name == "whereas":
        cargo("--manifest-path", os.path.join(REPOSITORY, "Cargo.toml"), "--bin", "whereas")
        return os.path.join(REPOSITORY, "target", "release", "whereas")
    target = os.path.join(REPOSITORY, "target", "floor")
    cargo("--manifest-path", os.path.join(HERE, "floor", "Cargo.toml"), "--bins", "--target-dir", target)
    return os.path.join(target, "release", name)


def cargo(*arguments):
    subprocess.check_call(["cargo", "build", "--release", "--quiet", "--locked", *arguments])


def corpus(flavour, n):
    """The corpus of `n` pages for an engine."""
    return made(f"{flavour}-{n}", "corpus.py", flavour, str(n))


def tracker(bills, editions):
    """The tracker of so many bills."""
    switch = ["--editions"] if editions else []
    return made(f"tracker-{bills}{'-editions' if editions else ''}", "tracker.py", *switch, "--bills", str(bills))


def made(name, script, *arguments):
    folder = os.path.join(SITES, name)
    if not os.path.exists(folder):
        os.makedirs(SITES, exist_ok=True)
        shutil.rmtree(folder + ".part", ignore_errors=True)
        positional = [*arguments, folder + ".part"] if script == "corpus.py" else [folder + ".part", *arguments]
        subprocess.check_call([sys.executable, os.path.join(HERE, script), *positional], stdout=sys.stderr)
        os.rename(folder + ".part", folder)
    return folder


def build(name, program, site, out, reference=None):
    """The command that builds `site` into `out`. `reference`: an output from which `limit` takes the sizes of files."""
    return {
        "whereas": [program, "build", "--root", site, "--out", out],
        "floor": [program, site, out],
        "limit": [program, site, reference, out],
        "hugo": [program, "--quiet", "-s", site, "-d", out],
        "zola": [program, "--root", site, "build", "--output-dir", out, "--force"],
    }[name]


def serve(name, program, site, port):
    """The command that serves `site` on loopback and watches it."""
    return {
        "whereas": [program, "serve", "--root", site, "--port", str(port)],
        "hugo": [program, "server", "-s", site, "--bind", "127.0.0.1", "--port", str(port), "--baseURL", f"http://127.0.0.1:{port}/", "--quiet", "--disableFastRender"],
        "zola": [program, "--root", site, "serve", "--interface", "127.0.0.1", "--port", str(port)],
    }[name]
