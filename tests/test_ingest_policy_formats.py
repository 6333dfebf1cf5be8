"""Documents in every format, hostile ones too."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.export.fonts import FAMILY, used_characters, write_files
from ingest.policy import isolated
from ingest.policy.documents import lines_of
from ingest.policy.isolated import read_document
from ingest.policy.reading import read
from ingest.policy.records import Reading
from ingest.readers import BadFileError

PLAN = """示例市人民政府关于深化产教融合的意见
示政发〔2024〕5号
一、主要任务
(一)优化布局。到2026年,建成基地10个。(责任单位:市教育局、财政局)
(二)强化协同。做好对接。(责任单位:市工业和信息化局、教育局)
"""


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are read in this process, which is quicker; a test may undo it."""

    def told(_target: str, request: dict[str, Any], *_limits: float) -> dict[str, Any]:
        content = (Path(request["folder"]) / "content").read_bytes()
        return {"reading": read(lines_of(content, request["name"])).to_dict()}

    monkeypatch.setattr(isolated, "told_by_child", told)


def headings(reading: Reading) -> list[str | None]:
    return [m.heading for m in reading.measures]


def docx_of(build: Callable[..., None]) -> bytes:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf_of(text: str) -> bytes:
    """A PDF with a font of its own, each line a paragraph."""
    typst = pytest.importorskip("typst")
    with tempfile.TemporaryDirectory() as name:
        write_files(used_characters([text]), Path(name))
        lines = "\n\n".join(f"#{json.dumps(t, ensure_ascii=False)}" for t in text.splitlines())
        source = Path(name) / "page.typ"
        source.write_text(f'#set text(font: "{FAMILY}")\n{lines}', encoding="utf-8")
        made: bytes = typst.compile(str(source), font_paths=[name], ignore_system_fonts=True)
    return made


def with_table(document: object) -> None:
    for line in PLAN.splitlines():
        document.add_paragraph(line)  # type: ignore[attr-defined]
    document.add_paragraph("附件")  # type: ignore[attr-defined]
    document.add_paragraph("重点任务分工表")  # type: ignore[attr-defined]
    table = document.add_table(rows=4, cols=5)  # type: ignore[attr-defined]
    rows = [
        ["序号", "类别", "工作任务", "牵头单位", "配合单位"],
        ["1", "统筹", "编制规划", "市发展改革委", "市教育局、财政局"],
        ["2", "", "调整布局", "市教育局", "各县(市、区)政府"],
        ["3", "协同", "建设基地", "市人力资源社会保障局", "团市委"],
    ]
    for k, row in enumerate(rows):
        for j, text in enumerate(row):
            table.cell(k, j).text = text
    table.cell(1, 1).merge(table.cell(2, 1))


ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_in_any_encoding(encoding: str) -> None:
    assert headings(read_document(PLAN.encode(encoding), "plan.txt")) == ["优化布局", "强化协同"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_prose_without_digits_in_utf16_without_a_mark(encoding: str) -> None:
    text = (
        "示例市人民政府关于深化产教融合的意见\n一、主要任务\n（一）优化布局。做好对接，形成合力。\n"
    )
    assert headings(read_document(text.encode(encoding), "plan.txt")) == ["优化布局"]


def test_traditional_characters_in_big5() -> None:
    pytest.importorskip("opencc")
    text = (
        "示例市人民政府關於深化產教融合的意見\n一、主要任務\n"
        "(一)優化佈局。建成實訓基地10個。(責任單位:市教育局、財政局)\n"
    )
    found = read_document(text.encode("big5"), "plan.txt")
    assert [u.name for u in found.measures[0].units] == ["市教育局", "市財政局"]


def test_word_with_its_table() -> None:
    found = read_document(docx_of(with_table), "plan.docx")
    assert headings(found) == ["优化布局", "强化协同", "编制规划", "调整布局", "建设基地"]
    assert [m.ordinal for m in found.measures] == [1, 2, 1, 2, 3]
    assert [m.section for m in found.measures][2:] == ["统筹", "统筹", "协同"]
    last = found.measures[2]
    assert [(u.name, u.role) for u in last.units] == [
        ("市发展改革委", "lead"),
        ("市教育局", "joint"),
        ("市财政局", "joint"),
    ]
    assert len({m.path for m in found.measures}) == 5


def test_numbers_that_word_writes_itself() -> None:
    def build(document: object) -> None:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        numbering = document.part.numbering_part.element  # type: ignore[attr-defined]
        levels = (
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
            '<w:lvlText w:val="（%1）"/></w:lvl>'
        )
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'
        )
        numbering.insert(0, abstract)
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
        )
        document.add_paragraph("一、任务")  # type: ignore[attr-defined]
        for text in ("优化布局。", "强化协同。"):
            paragraph = document.add_paragraph(text)  # type: ignore[attr-defined]
            properties = paragraph._p.get_or_add_pPr()
            number = parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>'
            )
            properties.append(number)

    found = read_document(docx_of(build), "plan.docx")
    assert [(m.ordinal, m.heading) for m in found.measures] == [(1, "优化布局"), (2, "强化协同")]


def test_a_web_page_keeps_only_its_text() -> None:
    pytest.importorskip("lxml")
    rows = "".join(f"<p>{line}</p>" for line in PLAN.splitlines())
    page = (
        f"<html><script>一、x</script><body><nav>(三)导航</nav>{rows}"
        "<p>扫一扫在手机打开当前页</p><p>(三)别的</p></body></html>"
    )
    found = read_document(page.encode("gb18030"), "plan.html")
    assert headings(found) == ["优化布局", "强化协同"]


def test_a_list_of_links_is_no_text_of_a_page() -> None:
    pytest.importorskip("lxml")
    menu = "<ul><li><a>首页</a></li> | <li><a>(一)办事服务</a></li><li><a>互动</a></li></ul>"
    rows = "".join(f"<p>{line}</p>" for line in PLAN.splitlines()[:3])
    items = "".join(f"<li>{line}</li>" for line in PLAN.splitlines()[3:])
    page = f"<html><body>{menu}{rows}<ul>{items}</ul></body></html>"
    found = read_document(page.encode(), "plan.html")
    assert found.title == "示例市人民政府关于深化产教融合的意见"
    assert headings(found) == ["优化布局", "强化协同"]


def test_a_page_in_a_table_and_spans(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    table = (
        "<table><tr><th>序号</th><th>任务</th><th colspan=2>责任单位</th></tr>"
        "<tr><th></th><th></th><th>牵头单位</th><th>配合单位</th></tr>"
        "<tr><td>1</td><td>编制规划</td><td rowspan=2>市教育局</td><td>市财政局</td></tr>"
        "<tr><td>2</td><td>建设基地</td><td>市科技局</td></tr></table>"
    )
    found = read_document(f"<table><tr><td>{table}</td></tr></table>".encode(), "t.html")
    assert headings(found) == ["编制规划", "建设基地"]
    assert [[(u.name, u.role) for u in m.units] for m in found.measures] == [
        [("市教育局", "lead"), ("市财政局", "joint")],
        [("市教育局", "lead"), ("市科技局", "joint")],
    ]


@pytest.fixture(scope="module")
def office() -> str:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    return "soffice"


def test_pdf() -> None:
    pytest.importorskip("pdfplumber")
    assert headings(read_document(pdf_of(PLAN), "plan.pdf")) == ["优化布局", "强化协同"]


def test_old_word_documents(office: str, tmp_path: Path) -> None:
    import subprocess

    source = tmp_path / "plan.docx"
    source.write_bytes(docx_of(lambda d: [d.add_paragraph(t) for t in PLAN.splitlines()] and None))
    order = [office, f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--headless"]
    order += ["--convert-to", "doc", "--outdir", str(tmp_path), str(source)]
    subprocess.run(order, check=True, capture_output=True, timeout=120)
    content = (tmp_path / "plan.doc").read_bytes()  # a .wps goes the same way
    assert headings(read_document(content, "plan.wps")) == ["优化布局", "强化协同"]


def test_without_libreoffice_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(BadFileError) as fault:
        read_document(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "plan.wps")
    assert fault.value.reason == "bad-document.needs_libreoffice"


PICTURE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Resources<</XObject<</I 4 0 R>>>>"
    b"/Contents 5 0 R>>endobj\n"
    b"4 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
    b"/BitsPerComponent 8/Length 1>>stream\n\x80\nendstream endobj\n"
    b"5 0 obj<</Length 28>>stream\nq 90 0 0 90 5 5 cm /I Do Q  \nendstream endobj\n"
    b"trailer<</Root 1 0 R>>\n"
)


LOCKED_PDF = PICTURE.replace(
    b"/Root 1 0 R",
    b"/Root 1 0 R/ID[(a)(a)]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%b>/U<%b>>>"
    % (b"ab" * 32, b"cd" * 32),
)
LOCKED_WORD = b"\xd0\xcf\x11\xe0" + bytes(508) + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.txt", "bad-document.empty"),
        (b" \r\n\r\n", "a.txt", "bad-document.empty"),
        (b"PK\x03\x04 no zip", "a.docx", "bad-document.damaged"),
        (b"%PDF-1.4 broken", "a.pdf", "bad-document.damaged"),
        (b"no pdf at all", "a.pdf", "bad-document.not_its_name"),
        (b"%PDF-1.4", "a.txt", "bad-document.not_its_name"),
        (PICTURE, "a.pdf", "bad-document.only_pictures"),
        (LOCKED_PDF, "a.pdf", "bad-document.encrypted"),
        (LOCKED_WORD, "a.docx", "bad-document.encrypted"),
        (LOCKED_WORD.replace(b"E\0n", b"e\0n"), "a.docx", "bad-document.not_its_name"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, name: str, reason: str) -> None:
    pytest.importorskip("docx")
    pytest.importorskip("pdfplumber")
    with pytest.raises(BadFileError) as fault:
        read_document(content, name)
    assert fault.value.reason == reason


def test_five_megabytes_end_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of its own reads a document, and is ended when its time is over."""
    monkeypatch.undo()
    assert headings(read_document(PLAN.encode(), "plan.txt")) == ["优化布局", "强化协同"]
    monkeypatch.setattr(isolated, "LEAST_S", 0.3)
    monkeypatch.setattr(isolated, "BYTES_PER_S", 1e9)
    with pytest.raises(BadFileError) as fault:
        read_document(PLAN.encode() * (5 * 1024**2 // len(PLAN.encode())), "plan.txt")
    assert fault.value.reason == "bad-file.too_slow"


def test_a_bomb_is_refused() -> None:
    pytest.importorskip("docx")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (1 << 28), compresslevel=1)
    with pytest.raises(BadFileError) as fault:
        read_document(out.getvalue(), "bomb.docx")
    assert fault.value.reason == "bad-file.too_large"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("This notice sets out the duties of departments.", "language"),
        ("示例市关于报送材料的通知\n各县(市、区)教育局:\n请按时报送材料。", "letter"),
        ("年份 2020 2021 2022\n招生 1200 1300 1400\n就业 900 950 980", "figures"),
        ("春眠不觉晓,处处闻啼鸟。", "nothing"),
    ],
)
def test_what_is_no_plan_says_so(text: str, reason: str) -> None:
    found = read_document(text.encode(), "x.txt")
    told = [(f.rule, f.reason) for f in found.findings]
    assert ("not-a-plan", f"not-a-plan.{reason}") in told
    assert found.measures == []
    is_letter = reason == "letter"
    assert ("unread-header", "unread-header.number") in told or not is_letter
    assert len(told) == 1 or is_letter  # of what is no plan no header is missed


def test_two_notices_in_one_file() -> None:
    second = (
        "示例市财政局关于做好补贴发放的通知\n示财〔2024〕1号\n"
        "各县(市、区)财政局:\n一、要求\n(一)及时发放。"
    )
    first = PLAN.replace("一、主要", "各县(市、区)政府:\n现将意见印发给你们。\n一、主要")
    found = read_document(f"{first}\n{second}".encode(), "x.txt")
    assert headings(found) == ["优化布局", "强化协同"]
    (told,) = [f for f in found.findings if f.rule == "several-documents"]
    assert told.row == 9
    assert told.value == "示例市财政局关于做好补贴发放的通知"


SECOND = """乙市人民政府办公室关于印发技能人才行动计划的通知
乙政办发〔2024〕7号
一、总体目标
(一)培养人才。做好培训。(责任单位:市人力资源社会保障局)
"""


@pytest.mark.parametrize(
    ("second", "row"),
    [
        (SECOND, 6),
        ("乙政办发〔2024〕7号\n" + SECOND.replace("乙政办发〔2024〕7号\n", ""), 6),
        (
            "索引号:1 | 有效性:有效\n标 题:乙市人民政府办公室关于印发技能人才行动计划的通知\n"
            "发文字号:乙政办发〔2024〕7号\n一、总体目标\n(一)培养人才。\n",
            6,
        ),
    ],
)
def test_a_second_notice_without_an_addressee(second: str, row: int) -> None:
    found = read_document(f"{PLAN}{second}".encode(), "x.txt")
    assert headings(found) == ["优化布局", "强化协同"]
    (told,) = [f for f in found.findings if f.rule == "several-documents"]
    assert (told.row, told.value) == (row, "乙市人民政府办公室关于印发技能人才行动计划的通知")


def test_what_a_notice_forwards_is_no_second_notice() -> None:
    notice = (
        "示例市教育局关于转发技能人才行动计划的通知\n示教〔2024〕9号\n各县(市、区)教育局:\n"
        "现转发给你们。\n一、认真学习\n(一)组织学习。\n"
    )
    found = read_document(f"{notice}{SECOND}".encode(), "x.txt")
    assert not [f for f in found.findings if f.rule == "several-documents"]
    assert "培养人才" in headings(found)


def test_points_in_words_are_measures_where_each_has_units() -> None:
    text = (
        "示例市人民政府关于深化产教融合的意见\n一、主要任务\n主要有:"
        "一是优化布局。建成基地10个。(责任单位:市教育局、发展改革委)"
        "二是强化实训。(责任单位:市总工会)三是落实抵免。(责任单位:市税务局(筹))\n"
        "二、保障措施\n(一)加强领导。一是健全机制;二是压实责任。(责任单位:市教育局)\n"
    )
    found = read_document(text.encode(), "x.txt")
    assert [(m.path, m.ordinal, m.heading, [u.name for u in m.units]) for m in found.measures] == [
        ("1/1", 1, "优化布局", ["市教育局", "市发展改革委"]),
        ("1/2", 2, "强化实训", ["市总工会"]),
        ("1/3", 3, "落实抵免", ["市税务局(筹)"]),
        ("2/1", 1, "加强领导", ["市教育局"]),
    ]
    assert [q.path for q in found.quantities] == ["1/1"]
    lines = text.replace("二是强化", "\n二是强化").replace("三是落实", "\n三是落实")
    again = read_document(lines.encode(), "x.txt")
    assert headings(again) == headings(found)
