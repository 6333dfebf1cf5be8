"""maplib: CSV → the same statements as ours, mapped and written. ``FOLDER OUT.nt``."""

import sys
from pathlib import Path

import polars as pl
from maplib import Model

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


def template() -> str:
    figures = "".join(f", xsd:integer ?{name}" for name in FIGURES.values())
    triples = "".join(f", ottr:Triple(?id, tc:{name}, ?{name})" for name in FIGURES.values())
    return f"""
@prefix tc: <{TC}> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix ottr: <http://ns.ottr.xyz/0.4/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
tc:row [ottr:IRI ?id, ottr:IRI ?college, ottr:IRI ?major, ottr:IRI ?sheet, xsd:string ?track
  {figures}] :: {{
  ottr:Triple(?id, rdf:type, tc:Enrolment), ottr:Triple(?id, tc:atCollege, ?college),
  ottr:Triple(?id, tc:ofMajor, ?major), ottr:Triple(?id, prov:wasDerivedFrom, ?sheet),
  ottr:Triple(?id, tc:track, ?track){triples} }} .
tc:place [ottr:IRI ?id, ottr:IRI ?sheet, xsd:integer ?sourceRow] :: {{
  ottr:Triple(?id, prov:wasDerivedFrom, ?sheet), ottr:Triple(?id, tc:sourceRow, ?sourceRow) }} ."""


def main(folder: str, out: str) -> None:
    table = pl.read_csv(Path(folder) / "招生就业.csv").with_row_index("sourceRow", 2)
    frame = table.select(
        pl.format(ID + "enrolment/{}/{}/{}/{}", "院校", "专业", "学制类型", "年份").alias("id"),
        pl.format(ID + "colleges/{}", "院校").alias("college"),
        pl.format(ID + "majors/{}", "专业").alias("major"),
        pl.lit(ID + "sources/d/enrolment").alias("sheet"),
        pl.col("学制类型").alias("track"),
        *(pl.col(old).cast(pl.Int64).alias(new) for old, new in FIGURES.items()),
    )
    model = Model()
    model.add_template(template())
    model.map(TC + "row", frame)
    model.map(TC + "place", frame.select("id", "sheet", "sourceRow"), graph=ID + "datasets/d")
    model.write(out, format="ntriples")
    model.write(out + ".provenance", format="ntriples", graph=ID + "datasets/d")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
