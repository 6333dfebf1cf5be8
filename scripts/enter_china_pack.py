"""Enter the reference pack ``packs/china`` from copies of the public catalogues.

    .venv/bin/python scripts/enter_china_pack.py FOLDER…

The folders hold the copies under the names below; ``packs/china/README.md`` says where each is
from. Only facts are taken: codes, names, levels, parents, pairs. What is left out is printed, with
its reason. ``tests/test_packs_china.py`` holds the counts.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from python_calamine import CalamineWorkbook

PACK = Path(__file__).resolve().parents[1] / "packs" / "china"
AREAS = "cn_admin_divisions.csv"
INDUSTRIES = "cn_industry_gbt4754_2017.csv"
OCCUPATIONS = "cn_occupations_2022.csv"
NEW_OCCUPATIONS = "cn_new_occupations_2024_2025.csv"
VOCATIONAL = "cn_vocational_majors.csv"
UNDERGRADUATE = "cn_undergraduate_majors_2024.csv"
COLLEGES = "W020250627301230138068.xls"
CROSSWALK = "专业-职业对照表.xlsx"

RANKS = {"province": "省级", "prefecture": "地级", "county": "县级"}
VOCATIONAL_LEVELS = {"中职": 3, "高职专科": 5, "职教本科": 6}
COLLEGE_LEVELS = {"本科": 6, "专科": 5}
# What the Ministry's list notes beside a college: is it public? Joint ones are neither.
PUBLIC = {"": "1", "民办": "0"}
CONTROLLED = ("T", "K")  # at the end of a code: special, or set up under state control

Rows = list[dict[str, str]]


class Folders:
    """The folders with the copies."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.files = {file.name: file for path in paths for file in sorted(Path(path).rglob("*.*"))}

    def rows(self, name: str) -> Rows:
        """Return the rows of a CSV."""
        with self._file(name).open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.DictReader(lines))

    def sheets(self, name: str) -> Iterator[list[list[object]]]:
        """Yield the cells of each sheet of a workbook."""
        book = CalamineWorkbook.from_path(str(self._file(name)))
        for sheet in book.sheet_names:
            yield book.get_sheet_by_name(sheet).to_python()

    def _file(self, name: str) -> Path:
        if name not in self.files:
            sys.exit(f"{name} is in none of the folders")
        return self.files[name]


def main(paths: list[str]) -> None:
    """Write the CSV of the pack."""
    folders = Folders(paths)
    areas = once(areas_of(folders), "area")
    write("areas", "areas", areas)
    write("industries", "industries", once(industries_of(folders), "industry"))
    occupations = once(occupations_of(folders), "occupation")
    correct_names(occupations, folders)
    additions = new_occupations_of(folders, occupations)
    write("occupations", "occupations", occupations)
    write("new-occupations", "occupations", additions)
    vocational, undergraduate = vocational_of(folders), undergraduate_of(folders)
    write("vocational-majors", "majors", once(vocational, "major"))
    write("undergraduate-majors", "majors", once(undergraduate, "major"))
    write("colleges", "colleges", once(colleges_of(folders, areas), "college"))
    majors = {row["code"] for row in [*vocational, *undergraduate]}
    write("crosswalk", "crosswalk", pairs_of(folders, majors, [*occupations, *additions]))


def areas_of(folders: Folders) -> Rows:
    """Return provinces, prefectures and counties; a prefecture is no county of its own."""
    rows = folders.rows(AREAS)
    names = {r["code"]: r["name"] for r in rows if r["level"] == "prefecture"}
    areas = []
    for level, rank in RANKS.items():
        for r in (r for r in rows if r["level"] == level):
            if level == "county" and names.get(r["parent_code"]) == r["name"]:
                leave_out("area", r["code"], r["name"], "it is the prefecture itself")
                continue
            area = {"code": r["code"], "name": r["name"], "parent": r["parent_code"], "rank": rank}
            areas.append(area)
    return areas


def industries_of(folders: Folders) -> Rows:
    """Return the classes of GB/T 4754-2017."""
    return [
        {"code": r["code"], "name": r["name"], "parent": r["parent_code"]}
        for r in folders.rows(INDUSTRIES)
    ]


def occupations_of(folders: Folders) -> Rows:
    """Return the dictionary of 2022.

    A name that the machine-read text gives under one more code is a misreading of that code. A
    group that the copy made up under the name of its member is none.
    """
    rows = folders.rows(OCCUPATIONS)
    named = {(r["code"][:7], r["name"]) for r in rows if r["level"] == "4"}
    made_up = {
        r["code"]
        for r in rows
        if r["source"] == "derived_parent" and (r["code"][:7], r["name"]) in named
    }
    names = {r["name"] for r in rows if r["source"] == "csco22" and r["level"] == "4"}
    occupations = []
    for r in rows:
        if r["source"] == "ocr_md" and r["name"] in names:
            leave_out("occupation", r["code"], r["name"], "the name has another code")
            continue
        marks = {"green": r["green"], "digital": r["digital"]}
        parent = r["parent_code"]
        if r["code"] in made_up:
            leave_out("occupation", r["code"], r["name"], "a group under its member's name")
            continue
        if parent == r["code"] or parent in made_up:  # it is alone in its group
            parent = f"{parent[:4]}-00-00"
        occupations.append({"code": r["code"], "name": r["name"], "parent": parent} | marks)
    return occupations


def new_occupations_of(folders: Folders, occupations: Rows) -> Rows:
    """Return the occupations announced since; those whose code is unknown get one of our own."""
    names = {row["code"]: row["name"] for row in occupations}
    additions, number = [], 0
    for r in folders.rows(NEW_OCCUPATIONS):
        code = r["code"]
        if not code:
            number += 1
            code = f"new-{r['batch'][:4]}-{number:02d}"
        elif names.get(code) == r["name"]:
            leave_out("new occupation", code, r["name"], "it is in the dictionary already")
            continue
        elif code in names:
            sys.exit(f"{code} is {names[code]} in the dictionary and {r['name']} since")
        additions.append(
            {
                "code": code,
                "name": r["name"],
                "parent": f"{code[:7]}-00" if r["code"] else "",
                "green": r["green"],
                "digital": r["digital"],
                "note": "" if r["code"] else "代码未知，暂用自编代码",
            }
        )
    return additions


def vocational_of(folders: Folders) -> Rows:
    """Return the vocational majors, then their classes."""
    rows = [
        (r["class_code"], r["class"], r["code"], r["name"], VOCATIONAL_LEVELS[r["level"]])
        for r in folders.rows(VOCATIONAL)
    ]
    return majors_with_classes(rows)


def undergraduate_of(folders: Folders) -> Rows:
    """Return the undergraduate majors, then their classes."""
    rows = [
        (r["class_code"], r["class"], r["code"], r["name"], 6) for r in folders.rows(UNDERGRADUATE)
    ]
    return majors_with_classes(rows)


def majors_with_classes(rows: list[tuple[str, str, str, str, int]]) -> Rows:
    """Return majors and then their classes; ``rows``: class, its name, code, name, level."""
    classes = {code: (name, level) for code, name, _, _, level in rows}
    all_rows = [(code, name, level, parent) for parent, _, code, name, level in rows]
    all_rows += [(code, name, level, "") for code, (name, level) in classes.items()]
    return [
        {
            "code": code,
            "name": name,
            "level": str(level),
            "parent": parent,
            "special": "1" if code.endswith(CONTROLLED) else "",
        }
        for code, name, level, parent in all_rows
    ]


def colleges_of(folders: Folders, areas: Rows) -> Rows:
    """Return the colleges of the Ministry's list, each in the area of its city."""
    keys = defaultdict(list)
    for row in areas:
        keys[row["name"]].append(row["code"])
    (cells,) = folders.sheets(COLLEGES)
    head = next(k for k, row in enumerate(cells) if "学校标识码" in row)
    colleges, province = [], ""
    for row in cells[head + 1 :]:
        if isinstance(row[0], str):
            name = re.split("[（(]", row[0])[0]
            (province,) = keys[name]
            continue
        _, name, code, _, city, level, remark = (str(cell).strip() for cell in row)
        colleges.append(
            {
                "code": code.removesuffix(".0"),
                "name": name,
                "level": str(COLLEGE_LEVELS[level]),
                "area": area_of_city(city, province, keys),
                "public": PUBLIC.get(remark, ""),
                "note": "" if remark in PUBLIC else remark,
            }
        )
    return colleges


def area_of_city(city: str, province: str, keys: dict[str, list[str]]) -> str:
    """Return the code of a city: of the province, else the only one of the country.

    A few colleges lie outside the province that runs them. 临夏州 is 临夏回族自治州.
    """
    inside = [code for code in keys.get(city, []) if code[:2] == province[:2]]
    if not inside and city in keys:
        inside = keys[city]
    if not inside:
        inside = [
            code
            for name, codes in keys.items()
            for code in codes
            if code[:2] == province[:2] and name.startswith(city[:-1]) and name.endswith(city[-1])
        ]
    (code,) = set(inside)
    return code


def correct_names(occupations: Rows, folders: Folders) -> None:
    """Compare the names with those of the crosswalk, which copies the guideline.

    A name that two codes have is a slip at the code that the crosswalk names otherwise; another
    name of a code is kept beside its own, if it is not that of another occupation.
    """
    names = [row["name"] for row in occupations]
    given = {occupation: name for _, _, occupation, name in rows_of_crosswalk(folders)}
    for row in occupations:
        row["aliases"] = ""
        other = given.get(row["code"], row["name"])
        if other == row["name"] or other in names:
            continue
        if names.count(row["name"]) > 1:
            row["name"] = other
        else:
            row["aliases"] = other


def rows_of_crosswalk(folders: Folders) -> Iterator[tuple[str, str, str, str]]:
    """Yield code and name of major and occupation."""
    for cells in folders.sheets(CROSSWALK):
        for row in cells[1:]:
            if isinstance(row[0], float):  # else it is the note below the table
                major = f"{row[1]:.0f}" if isinstance(row[1], float) else str(row[1]).strip()
                yield major, str(row[2]).strip(), str(row[3]).strip(), str(row[4]).strip()


def pairs_of(folders: Folders, majors: set[str], occupations: Rows) -> Rows:
    """Return the pairs of majors and occupations whose codes are in the pack; name the others.

    Where a pair has the code of a group and the name of its member, the member is meant.
    """
    codes = {row["code"] for row in occupations}
    members = {(row["code"][:7], row["name"]): row["code"] for row in occupations}
    pairs: dict[tuple[str, str], None] = {}
    for major, major_name, code, name in rows_of_crosswalk(folders):
        occupation = members.get((code[:7], name), code) if code.endswith("-00") else code
        if major not in majors or occupation not in codes:
            leave_out("pair", f"{major} → {code}", f"{major_name} → {name}", "unknown code")
        else:
            pairs[major, occupation] = None
    return [{"major": major, "occupation": occupation} for major, occupation in pairs]


def once(rows: Rows, kind: str) -> Rows:
    """Return rows with the first of each code."""
    kept: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["code"] in kept:
            leave_out(kind, row["code"], row["name"], f"the code is {kept[row['code']]['name']}")
        else:
            kept[row["code"]] = row
    return list(kept.values())


def leave_out(kind: str, code: str, name: str, reason: str) -> None:
    """Print what is left out."""
    sys.stdout.write(f"left out: {kind} {code} {name}: {reason}\n")


def write(folder: str, table: str, rows: Rows) -> None:
    """Write a table of the pack, without columns that are empty throughout."""
    columns = [name for name in rows[0] if any(row[name] for row in rows)]
    file = PACK / folder / f"{table}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    sys.stdout.write(f"{file.relative_to(PACK.parent)}: {len(rows):,} rows\n")


if __name__ == "__main__":
    main(sys.argv[1:])
