"""Whether the XML of a DOCX stands in the order that Word's schema demands: it repairs no file."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from xml.etree import ElementTree
from zipfile import ZipFile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr "
    "suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct "
    "topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind "
    "contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
    "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect "
    "bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection "
    "tcFitText vAlign hideMark",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW "
    "jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden "
    "unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr "
    "tcPr tblStylePr",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc "
    "pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi "
    "rtlGutter docGrid printerSettings",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "settings": "zoom mirrorMargins defaultTabStop evenAndOddHeaders drawingGridHorizontalSpacing "
    "characterSpacingControl updateFields compat rsids themeFontLang clrSchemeMapping "
    "shapeDefaults decimalSymbol listSeparator",
}


def disordered(content: bytes) -> list[str]:
    """Return the elements of a file whose children are unknown or out of order."""
    with ZipFile(io.BytesIO(content)) as parts:
        names = [name for name in parts.namelist() if name.startswith("word/")]
        return [
            f"{name}: {fault}"
            for name in names
            if name.endswith(".xml") and "/theme/" not in name
            for fault in _faults(ElementTree.fromstring(parts.read(name)))
        ]


def _faults(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        kind = element.tag.removeprefix(W)
        if kind not in ORDERS or not element.tag.startswith(W):
            continue
        order = ORDERS[kind].split()
        children = [child.tag.removeprefix(W) for child in element if child.tag.startswith(W)]
        if kind == "sectPr":  # heads and feet stand in any order, before all others
            children = ["headerReference" if "Reference" in c else c for c in children]
        if kind == "settings":  # of those, the ones this program writes
            children = [child for child in children if child in order]
        places = [order.index(child) if child in order else -1 for child in children]
        if -1 in places or any(a > b for a, b in itertools.pairwise(places)):
            yield f"{kind}: {' '.join(children)}"
        if kind in ("pPr", "rPr", "tcPr") and len(set(children)) < len(children):
            yield f"{kind}, twice: {' '.join(children)}"
