"""Datasets on disk: their files, the declarations in source.toml, content hashes."""

from __future__ import annotations

import hashlib
import io
import re
import tomllib
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import Any

from graph.builds.letterhead import NAME, NO_LETTERHEAD, Letterhead, letterhead_of
from graph.errors import WrongInput
from graph.findings import Finding
from graph.ontology import Ontology
from graph.references import lost, phrase
from graph.settings import DEFAULT_BASE, PACKS
from ingest.cells import read_date
from ingest.crs import refusal
from ingest.lasting_names import first_fitting, fits_file, with_patterns
from ingest.lenient_toml import read_toml
from ingest.ranges import READINGS
from ingest.readers import READERS, BadFileError, stem_of, suffix_of
from ingest.readers.archives import refuse_bombs
from ingest.rules import (
    DECLARATION_FILE,
    NO_RULES,
    FileRules,
    refuse_setting,
    require_table,
    rules_of_file,
    unknown_setting,
)
from ingest.unread import unread_file

ADAPTER_SUFFIX = ".sql"
# Names and suffixes of texts that describe a folder; NOTICE is Apache's, notice.txt may be a plan.
DESCRIBING = ("readme", "licence", "license", "changelog", "contributing", "requirements")
DESCRIBED_IN = (".txt", ".md", ".html", ".htm")
_CHOICES = {"school_year": ("start", "end"), "ranges": READINGS}
_TEXT_KEYS = ("publisher", "title", "date", "licence", "url", "language", "base", "grade", "area")
_KEYS = (*_TEXT_KEYS, *_CHOICES, "packs", "letterhead", "crs", "map_approval_no", "files")
SHAPES_FILE = "shapes.geojson"
_LONGEST_LINE = 60  # characters of a setting


@dataclass(frozen=True)
class SourceDeclaration:
    """Content of ``source.toml``: who published the data, when, in what language, how sure."""

    publisher: str | None = None
    title: str | None = None
    date: str | None = None
    licence: str | None = None
    url: str | None = None
    language: str = "zh"
    base: str = DEFAULT_BASE
    grade: str | None = None
    area: str | None = None
    school_year: str | None = None
    packs: tuple[str, ...] = ()
    ranges: str | None = None
    letterhead: Letterhead = NO_LETTERHEAD
    crs: str = ""
    map_approval_no: str = ""
    files: Mapping[str, FileRules] = field(default_factory=dict)

    def rules_of(self, file: str, sheet: str | None = None) -> FileRules:
        """Return the rules for a file or sheet: of its path, of its name, or of a pattern."""
        name = first_fitting(self.files, file)
        return (self.files[name] if name else NO_RULES).of_sheet(sheet)


@dataclass(frozen=True)
class InputFile:
    """File of a dataset. ``name`` is its path within the dataset, with forward slashes."""

    name: str
    load: Callable[[], bytes]

    @property
    def suffix(self) -> str:
        """Return the suffix in lower case, with its dot; of a packed file both."""
        return suffix_of(self.name)

    @cached_property
    def content(self) -> bytes:
        """Return the bytes of the file.

        Raises:
            BadFileError: the system or the zip denies access to them.
        """
        try:
            return self.load()
        except OSError as error:
            problem = error.strerror or str(error)
            raise BadFileError("bad-file.no_access", problem=problem) from None

    @cached_property
    def sha256(self) -> str:
        """Return the hash of the bytes; of a file that cannot be read, that of the reason."""
        try:
            return hashlib.sha256(self.content).hexdigest()
        except BadFileError as fault:
            return hashlib.sha256(f"{fault.reason} {fault.values}".encode()).hexdigest()


class PackRows(Enum):
    """Which rows of a reference pack enter a build: those referred to, or all."""

    REFERRED = "referred"
    ALL = "all"


@dataclass(frozen=True)
class Dataset:
    """Folder, zip or workbook of tables, or folder of adapters with the downloads they read.

    ``pack``: it is part of a reference pack, and which of its rows enter a build. ``shapes``: of
    its areas.
    """

    name: str
    declaration: SourceDeclaration
    files: tuple[InputFile, ...]
    declaration_text: str = ""
    data: Path | None = None
    findings: tuple[Finding, ...] = ()
    pack: PackRows | None = None
    shapes: InputFile | None = None

    def downloads(self, adapter: InputFile) -> tuple[InputFile, ...]:
        """Return the files of the data folder that an adapter names; all if it names none."""
        if self.data is None:
            return ()
        files = tuple(_files_below(self.data))
        try:
            sql = adapter.content.decode("utf-8", errors="replace")
        except BadFileError:
            return files
        named_files = tuple(f for f in files if PurePosixPath(f.name).name in sql)
        return named_files or files


def open_dataset(path: Path, data: Path | None, ontology: Ontology) -> Dataset:
    """Open the dataset at a path.

    Raises:
        WrongInput: the path holds no dataset, or source.toml is wrong.
    """
    if not path.exists():
        raise WrongInput("error.no_such_path", path=str(path))
    name = path.resolve().name if path.is_dir() else stem_of(path.name)
    if path.is_dir():
        files = list(_files_below(path))
    elif path.suffix.lower() == ".zip":
        try:
            files = list(files_in_zip(path.read_bytes()))
        except BadFileError as fault:
            bad = fault.finding(path.name)
            return Dataset(name, SourceDeclaration(), (), data=data, findings=(bad,))
    elif suffix_of(path.name) in READERS:
        files = [InputFile(path.name, path.read_bytes)]
    elif unread_file(path.name) is not None:
        raise WrongInput("error.only_unread", path=str(path), file=path.name)
    else:
        raise WrongInput("error.not_a_dataset", path=str(path), suffixes=" ".join(READERS))
    text, declaration, findings = _read_declaration(files, ontology)
    chosen = [f for f in files if _is_read(f)]
    if any(f.suffix == ADAPTER_SUFFIX for f in chosen) and data is None:
        raise WrongInput("error.adapters_need_data", path=str(path))
    if data is not None and not data.is_dir():
        raise WrongInput("error.no_such_path", path=str(data))
    if not chosen:
        unread = [file.name for file in files if unread_file(file.name) is not None]
        if unread:
            raise WrongInput("error.only_unread", path=str(path), file=unread[0])
        raise WrongInput("error.no_tables", path=str(path), suffixes=" ".join(READERS))
    findings += _rules_without_file(declaration, chosen)
    findings += [
        finding
        for file in files
        if file.name.lower() != SHAPES_FILE and (finding := unread_file(file.name)) is not None
    ]
    shapes = next((file for file in files if file.name.lower() == SHAPES_FILE), None)
    return Dataset(name, declaration, tuple(chosen), text, data, tuple(findings), shapes=shapes)


def _is_read(file: InputFile) -> bool:
    """Tell whether a file holds data; a text that describes the folder is no policy document."""
    stem = PurePosixPath(file.name).name.split(".")[0]
    if file.suffix in DESCRIBED_IN and (stem.lower() in DESCRIBING or stem == "NOTICE"):
        return False
    return file.suffix in READERS or file.suffix == ADAPTER_SUFFIX


def open_datasets(
    paths: Iterable[Path],
    data: Path | None,
    ontology: Ontology,
    packs: Iterable[str] = (),
    whole_pack: bool = False,
    ranges: str | None = None,
) -> list[Dataset]:
    """Open several datasets; of equal folder names the later ones get a number.

    Behind them stand the datasets of the reference packs that are named, here or by a dataset.
    ``ranges``: how ranges of persons are read, instead of what ``source.toml`` says.

    Raises:
        WrongInput: a path holds no dataset, a source.toml is wrong, or there is no such pack.
    """
    datasets: list[Dataset] = []
    for path in paths:
        dataset = open_dataset(path, data, ontology)
        dataset_names = {d.name for d in datasets}
        name, number = dataset.name, 2
        while name in dataset_names:
            name, number = f"{dataset.name}-{number}", number + 1
        declaration = dataset.declaration
        if ranges is not None:
            declaration = replace(declaration, ranges=ranges)
        datasets.append(replace(dataset, name=name, declaration=declaration))
    letterhead_in(datasets)
    names = dict.fromkeys([*packs, *(name for d in datasets for name in d.declaration.packs)])
    rows = PackRows.ALL if whole_pack else PackRows.REFERRED
    return datasets + [part for name in names for part in _open_pack(name, rows, ontology)]


def _open_pack(name: str, rows: PackRows, ontology: Ontology) -> list[Dataset]:
    """Open the datasets of a reference pack, each in a folder with its own source.toml."""
    available = sorted(folder.name for folder in PACKS.iterdir() if folder.is_dir())
    if name not in available:
        raise WrongInput("error.no_pack", pack=name, packs=" | ".join(available))
    folders = sorted(folder for folder in (PACKS / name).iterdir() if folder.is_dir())
    return [
        replace(open_dataset(folder, None, ontology), name=f"{name}/{folder.name}", pack=rows)
        for folder in folders
    ]


def letterhead_in(datasets: Iterable[Dataset]) -> Letterhead:
    """Return the only letterhead of some datasets.

    Raises:
        WrongInput: two of them have different ones.
    """
    having = {d.declaration.letterhead: d.name for d in datasets}
    having.pop(NO_LETTERHEAD, None)
    if len(having) > 1:
        raise WrongInput("error.two_letterheads", datasets=" ".join(having.values()))
    return next(iter(having), NO_LETTERHEAD)


def packs_of(datasets: Iterable[Dataset]) -> tuple[str, ...]:
    """Return the names of the reference packs among datasets."""
    return tuple(dict.fromkeys(d.name.partition("/")[0] for d in datasets if d.pack))


def _files_below(root: Path) -> Iterable[InputFile]:
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not any(part.startswith((".", "~$")) for part in name.split("/")):
            yield InputFile(name, path.read_bytes)


def files_in_zip(content: bytes) -> Iterable[InputFile]:
    """Yield the members of a zip, unpacked in memory within limits, never to a path on disk.

    Raises:
        BadFileError: it is no zip, damaged, or would unpack to too much.
    """
    if not content:
        raise BadFileError("bad-file.empty")
    if not content.startswith(b"PK"):
        raise BadFileError("bad-file.not_its_name", kind=".zip")
    refuse_bombs(content, "ZIP")
    archive = zipfile.ZipFile(io.BytesIO(content))
    members = [m for m in archive.infolist() if not m.is_dir()]
    names = [_member_name(m) for m in members]
    roots = {name.split("/")[0] for name in names if not name.startswith("__MACOSX/")}
    shared = f"{next(iter(roots))}/" if len(roots) == 1 and all("/" in n for n in names) else ""
    for member, name in sorted(zip(members, names, strict=True), key=lambda pair: pair[1]):
        if name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith((".", "~$")):
            continue
        yield InputFile(name.removeprefix(shared), partial(_unpack, archive, member))


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(member)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError):
        raise BadFileError("bad-file.damaged", kind="ZIP") from None


def _member_name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; zips made on Chinese Windows may write it in GB18030, unmarked."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return member.filename


def _read_declaration(
    files: list[InputFile], ontology: Ontology
) -> tuple[str, SourceDeclaration, list[Finding]]:
    file = next((f for f in files if f.name == DECLARATION_FILE), None)
    if file is None:
        return "", SourceDeclaration(), []
    try:
        text = file.content.decode("utf-8-sig")
        settings = read_toml(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongInput("error.bad_source_toml", problem=str(error)) from None
    except BadFileError as fault:
        problem = str(fault.values.get("problem", fault.reason))
        raise WrongInput("error.bad_source_toml", problem=problem) from None
    declaration, findings = parse_declaration(settings, ontology)
    return text, declaration, findings


def parse_declaration(
    settings: Mapping[str, Any], ontology: Ontology
) -> tuple[SourceDeclaration, list[Finding]]:
    """Return the declaration that settings make, and findings on unknown ones.

    Raises:
        WrongInput: a value cannot be what its key asks for.
    """
    findings = [unknown_setting(k, k, _KEYS) for k in settings if k not in _KEYS]
    values: dict[str, Any] = {key: str(settings[key]) for key in _TEXT_KEYS if key in settings}
    grades = ontology.code_lists["grade"].by_notation
    if values.get("grade") is not None and values["grade"] not in grades:
        refuse_setting("grade", values["grade"], grades)
    if values.get("base") is not None and not re.fullmatch(
        r"https?://[^\s<>\"]+[/#]", values["base"]
    ):
        refuse_setting("base", values["base"], ["https://…/"])
    if values.get("language") is not None and not re.fullmatch(
        r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", values["language"]
    ):
        refuse_setting("language", values["language"], ["zh", "en"])
    for name, choices in _CHOICES.items():
        if name in settings:
            values[name] = settings[name]
            if settings[name] not in choices:
                refuse_setting(name, str(settings[name]), choices)
    packs = settings.get("packs", [])
    if not isinstance(packs, list) or not all(isinstance(name, str) for name in packs):
        refuse_setting("packs", str(packs), ['["china"]'])
    values["packs"] = tuple(packs)
    if "date" in values and (day := read_date(values["date"])) != values["date"]:
        values["date"] = day
        if day is None:
            findings.append(
                Finding(
                    "bad-type",
                    "warning",
                    file=DECLARATION_FILE,
                    column="date",
                    value=str(settings["date"]),
                    values={
                        "type": phrase("type.date"),
                        "unit_hint": "",
                        "lost": lost("setting"),
                    },
                )
            )
    for name in ("crs", "map_approval_no"):
        values[name] = _line(name, settings.get(name, ""))
    if values["crs"] and (reason := refusal(values["crs"])) is not None:
        of_crs = {"crs": values["crs"]}
        findings.append(Finding(reason, file=DECLARATION_FILE, column="crs", values=of_crs))
    values["letterhead"] = letterhead_of(require_table(NAME, settings.get(NAME, {})))
    files: dict[str, FileRules] = {}
    sections = require_table("files", settings.get("files", {}))
    for name, rules in with_patterns(sections).items():
        files[name], unknown = rules_of_file(name, rules, ontology)
        findings += unknown
    return SourceDeclaration(**values, files=files), findings


def _line(name: str, value: object) -> str:
    """Return a setting that is one short line of text."""
    text = value.strip() if isinstance(value, str) else None
    if text is None or len(text) > _LONGEST_LINE or not text.isprintable():
        refuse_setting(name, str(value)[:40], ['"…"'])
    return text


def _rules_without_file(declaration: SourceDeclaration, files: list[InputFile]) -> list[Finding]:
    there = [file.name for file in files]
    unknown = [name for name in declaration.files if not any(fits_file(name, f) for f in there)]
    return [unknown_setting(name, name, there, "unknown-setting.file") for name in unknown]
