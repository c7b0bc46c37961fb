"""Writes first inputs for the fuzz targets into fuzz/corpus/, from the texts of the repository.

Takes the cases of tests/spec and tests/faults and the root site; writes small files only.
"""

import hashlib
import json
import pathlib
import re

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent
LONGEST = 4000  # Bytes; the targets are run with -max_len=4096.


def put(target: str, text: str) -> None:
    if 0 < len(text.encode()) <= LONGEST:
        folder = HERE / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / hashlib.sha1(text.encode()).hexdigest()).write_text(text, encoding="utf-8")


def cases(text: str):
    """The files of each `##` case, as pairs of path and text."""
    for case in re.split(r"^## ", text, flags=re.M)[1:]:
        blocks = re.findall(r"^(`{3,})(\w+) (\S.*)\n((?s:.*?))^\1$", case, flags=re.M)
        yield [(path, body) for _, word, path, body in blocks if word not in ("html", "text", "absent", "bytes")]


def markdown(path: str, text: str) -> None:
    put("markdown", text)
    front = re.match(r"\+\+\+\n(.*?)\n\+\+\+\n", text, flags=re.S)
    for first in "0123":
        if front:
            put("front_matter", first + front.group(1))
        if "## " in text:
            put("sections", first + text)
    for citation in re.findall(r"\[([^\]\n]*@[^\]\n]*)\]", text):
        put("citations", citation)
    for date in re.findall(r"[\d?~%X/.-]{4,}", text):
        put("edtf", date)


def file(path: str, text: str) -> None:
    name = path.rsplit("/", 1)[-1]
    if name.endswith(".md"):
        markdown(path, text)
    elif name == "sources.toml":
        put("sources_toml", text)
        for entry in re.split(r"^(?=\[)", text, flags=re.M):
            put("sources_toml", entry)
    elif name == "sources.json":
        put("csl_json", text)
    elif name == "sources.bib":
        put("biblatex", text)
        for entry in re.split(r"^(?=@)", text, flags=re.M):
            put("biblatex", entry)
    elif name == "config.toml":
        put("config_toml", text)


for folder in ("tests/spec", "tests/faults"):
    for spec in sorted((ROOT / folder).rglob("*.md")):
        for files in cases(spec.read_text(encoding="utf-8")):
            for path, text in files:
                file(path, text)
            put("site", "".join(f"=== {path.removeprefix('content/')}\n{text}" for path, text in files))
for path in sorted((ROOT / "content").rglob("*")) + [ROOT / "config.toml"]:
    if path.suffix in (".md", ".toml", ".json"):
        file(path.name, path.read_text(encoding="utf-8"))
for source in (ROOT / "src" / "sources").rglob("*.rs"):
    text = source.read_text(encoding="utf-8")
    for literal in re.findall(r'r#"(\s*[\[{].*?)"#', text, flags=re.S):
        put("csl_json", literal if literal.lstrip().startswith("[{") else f"[{literal}]")
tests = (ROOT / "src/sources/biblatex/tests.rs").read_text(encoding="utf-8")
for literal in re.findall(r'(?:r#?)?"((?:[^"\\]|\\.)*)"', tests, flags=re.S):
    put("biblatex", literal.replace("\\n", "\n") if "@" in literal else f"@misc{{a, title = {{{literal}}}, date = {{2026}}}}")
for example in json.loads((ROOT / "tests/commonmark/spec-0.31.2.json").read_text(encoding="utf-8")):
    put("markdown", example["markdown"])
for date in re.findall(r'"([\d?~%X/.-]{4,})"', (ROOT / "src/value/edtf/tests.rs").read_text(encoding="utf-8")):
    put("edtf", date)
