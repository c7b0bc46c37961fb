"""Holds a SARIF log against the schema, and its places against the files that they name.

Usage: sarif.py SCHEMA SITE LOG N, where N is how many results there must be at least.
Prints what it looked at; exits with 1 and the reasons if anything is wrong.
"""

import json
import sys
from pathlib import Path
from urllib.parse import unquote

from jsonschema import Draft4Validator


def places(result: dict) -> list[dict]:
    """The physical locations of a result."""
    all_of = result.get("locations", []) + result.get("relatedLocations", [])
    return [one["physicalLocation"] for one in all_of]


def edits(result: dict) -> list[dict]:
    """What the fixes of a result take out, as places."""
    changes = [change for fix in result.get("fixes", []) for change in fix["artifactChanges"]]
    return [
        {"artifactLocation": change["artifactLocation"], "region": one["deletedRegion"]}
        for change in changes
        for one in change["replacements"]
    ]


def wrong_place(site: Path, place: dict) -> str | None:
    """Why a region is no piece of the file that it names; columns count characters from 1."""
    path = site / unquote(place["artifactLocation"]["uri"])
    if not path.is_file():
        return f"there is no {path}"
    lines = path.read_text(encoding="utf-8").split("\n")
    region = place["region"]
    for line, column in ((region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"])):
        if not (1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1):
            return f"{path} has no {line}:{column}"
    if (region["startLine"], region["startColumn"]) > (region["endLine"], region["endColumn"]):
        return f"{path}: a region ends before it begins"
    return None


def main() -> int:
    schema, site, log, least = sys.argv[1:]
    document = json.loads(Path(log).read_text(encoding="utf-8"))
    validator = Draft4Validator(
        json.loads(Path(schema).read_text(encoding="utf-8")), format_checker=Draft4Validator.FORMAT_CHECKER
    )
    faults = [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(document)]
    run = document["runs"][0]
    results, rules = run["results"], run["tool"]["driver"]["rules"]
    for result in results:
        if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
            faults.append(f"{result['ruleId']} has the index of another rule")
        faults += [why for place in places(result) + edits(result) if (why := wrong_place(Path(site), place))]
    if int(least) > 0 and not any(result.get("fixes") for result in results):
        faults.append("no result has a fix")
    if len(results) < int(least):
        faults.append(f"{len(results)} results, not {least}")
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"SARIF schema: {len(results)} results of {len({one['ruleId'] for one in results})} rules, {len(rules)} rules described")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
