"""morph-kgc: CSV → the same statements as ours, by RML, into its file. ``FOLDER OUT.nq``."""

import csv
import os
import sys
from pathlib import Path

TC = "https://w3id.org/twinchain/ontology#"
ID = "https://w3id.org/twinchain/id/"
FIGURES = {
    "年份": "year",
    "计划": "planned",
    "招生": "enrolled",
    "在校生": "students",
    "毕业生": "graduates",
    "升学": "further_study",
    "就业": "employed",
    "本地就业": "employed_local",
    "对口就业": "employed_in_field",
    "sourceRow": "sourceRow",
}


def mapping(file: Path) -> str:
    figures = " ".join(
        f"rr:predicateObjectMap [ rr:predicate tc:{name}; rr:objectMap "
        f'[ rml:reference "{heading}"; rr:datatype xsd:integer ] ];'
        for heading, name in FIGURES.items()
    )
    graph = f"rr:graph <{ID}datasets/d>;"
    sheet = f"rr:object <{ID}sources/d/enrolment>"
    return f"""
@prefix rr: <http://www.w3.org/ns/r2rml#> . @prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix tc: <{TC}> . @prefix prov: <http://www.w3.org/ns/prov#> .
<#rows> rml:logicalSource [ rml:source "{file}"; rml:referenceFormulation ql:CSV ];
  rr:subjectMap [ rr:template "{ID}enrolment/{{院校}}/{{专业}}/{{学制类型}}/{{年份}}";
    rr:class tc:Enrolment ];
  rr:predicateObjectMap [ rr:predicate tc:track; rr:objectMap [ rml:reference "学制类型" ] ];
  rr:predicateObjectMap [ rr:predicate tc:atCollege;
    rr:objectMap [ rr:template "{ID}colleges/{{院校}}" ] ];
  rr:predicateObjectMap [ rr:predicate tc:ofMajor;
    rr:objectMap [ rr:template "{ID}majors/{{专业}}" ] ];
  rr:predicateObjectMap [ rr:predicate prov:wasDerivedFrom; {sheet} ];
  rr:predicateObjectMap [ rr:predicate prov:wasDerivedFrom; {sheet}; {graph} ];
  rr:predicateObjectMap [ rr:predicate tc:sourceRow; {graph}
    rr:objectMap [ rml:reference "sourceRow"; rr:datatype xsd:integer ] ];
  {figures.rstrip(";")} .
"""


def main(folder: str, out: str) -> None:
    numbered = Path(out).with_suffix(".csv")
    with (
        (Path(folder) / "招生就业.csv").open(encoding="utf-8") as old,
        numbered.open("w", encoding="utf-8") as new,
    ):
        writer = csv.writer(new)
        for line, row in enumerate(csv.reader(old), start=1):
            writer.writerow([*row, "sourceRow" if line == 1 else line])
    rml, config = numbered.with_suffix(".ttl"), numbered.with_suffix(".ini")
    rml.write_text(mapping(numbered), encoding="utf-8")
    config.write_text(
        f"[CONFIGURATION]\noutput_file: {out}\noutput_format: N-QUADS\nlogging_level: ERROR\n"
        f"[d]\nmappings: {rml}\n",
        encoding="utf-8",
    )
    os.execv(sys.executable, [sys.executable, "-m", "morph_kgc", str(config)])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
