"""Holds every file of a built site's API against its JSON Schema, and the schemas against their dialect.

Usage: schemas.py FOLDER. A key that no schema knows is planted into an object of every place
and must be refused. Prints what it looked at; exits with 1 and the reasons if anything is wrong.
"""

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

# Its keys are the editor's, so any is allowed.
OPEN = {"facets"}


def objects(value, place=()):
    """Every object in a value with its place; a list counts as one place."""
    if isinstance(value, dict):
        yield place, value
        for key, inner in value.items():
            yield from objects(inner, (*place, key))
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner, (*place, "[]"))


def planted(document):
    """The document with a key that nobody knows in the first object of each place, one after the other."""
    firsts = {}
    for place, one in objects(document):
        if not (place and place[-1] in OPEN):
            firsts.setdefault(place, one)
    for place, one in firsts.items():
        one["planted"] = "unknown"
        yield place, document
        del one["planted"]


def main() -> int:
    site = Path(sys.argv[1])
    folder = site / "api" / "v1" / "schemas"
    faults, validators, n_files, n_planted = [], {}, 0, 0
    for path in sorted(folder.glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        validators[path.name] = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for path in sorted(site.rglob("api/v1/*.json")):
        n_files += 1
        document = json.loads(path.read_text(encoding="utf-8"))
        # A CSL-JSON library is a list, which has no place for the address of its schema.
        address = document["$schema"] if isinstance(document, dict) else path.name
        name = address.rsplit("/", 1)[-1]
        if "://" not in address and isinstance(document, dict) and not (path.parent / address).is_file():
            faults.append(f"{path}: {address} leads nowhere")
        if name not in validators or name != path.name:
            faults.append(f"{path}: no schema {name}")
            continue
        for error in validators[name].iter_errors(document):
            faults.append(f"{path}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")
        for place, wrong in planted(document):
            n_planted += 1
            if validators[name].is_valid(wrong):
                faults.append(f"{path}: a key that nobody knows is not refused in {'/'.join(place) or 'the whole'}")
    if not validators or not n_files:
        faults.append(f"no API with schemas in {site}")
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"JSON Schema: {n_files} files of the API, {len(validators)} schemas, {n_planted} planted keys refused")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
