"""RDF files: whole or of one table; others read them, and the shapes find nothing wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, RDFS

from graph.builds.opened import Build
from graph.errors import WrongInput
from graph.export import WRITERS, write_export
from graph.ontology import PROV, TC, Ontology
from graph.schema.shapes import shapes_graph
from graph.settings import ONTOLOGY_FILE
from ingest.build import BuildRequest, build

# rdflib warns of itself when it parses N-Quads
pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")

ID = "https://w3id.org/twinchain/id/"


@pytest.fixture(scope="module")
def published(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("export")
    (folder / "more").mkdir()
    (folder / "more" / "areas.csv").write_text(
        "code,name,rank,aliases\n990101,东示例区,区,东区\n990900,邻市,市,\n", encoding="utf-8"
    )
    (folder / "more" / "source.toml").write_text('base = "https://x.org/"\n', encoding="utf-8")
    outcome = build(BuildRequest((tiny, folder / "more"), None, folder / "home"))
    assert outcome.build
    return outcome.build


def quads(file: Path) -> rdflib.Dataset:
    dataset = rdflib.Dataset()
    dataset.parse(data=file.read_text(encoding="utf-8"), format="nquads")
    return dataset


def named(graph: rdflib.Graph, class_name: str) -> set[str]:
    found = graph.subjects(RDF.type, rdflib.URIRef(TC + class_name))
    return {str(s).removeprefix(ID) for s in found}


@pytest.fixture(scope="module")
def shapes(ontology: Ontology) -> rdflib.Graph:
    return shapes_graph(ontology)


def require_conforming(graph: rdflib.Graph, shapes: rdflib.Graph) -> None:
    pyshacl = pytest.importorskip("pyshacl")
    conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes, ont_graph=shapes)
    assert conforms, text


def test_turtle_and_nquads_say_the_same_and_conform(
    published: Build, ontology: Ontology, shapes: rdflib.Graph, tmp_path: Path
) -> None:
    for name in ("all.ttl", "all.NQ"):
        write_export("all", tmp_path / name, published, ontology, "zh")
    turtle = rdflib.Graph().parse(tmp_path / "all.ttl")
    dataset = quads(tmp_path / "all.NQ")
    assert isomorphic(turtle, dataset.default_graph)
    graphs = {str(g.identifier) for g in dataset.graphs() if len(g)}
    assert graphs == {"urn:x-rdflib:default", f"{ID}datasets/tiny", "https://x.org/datasets/more"}
    require_conforming(turtle, shapes)


def test_shapes_find_what_is_wrong_in_an_export(
    published: Build, ontology: Ontology, shapes: rdflib.Graph, tmp_path: Path
) -> None:
    """The check above could fail."""
    pyshacl = pytest.importorskip("pyshacl")
    write_export("majors", tmp_path / "x.ttl", published, ontology, "zh")
    graph = rdflib.Graph().parse(tmp_path / "x.ttl")
    graph.remove((rdflib.URIRef(f"{ID}majors/520201"), rdflib.URIRef(TC + "level"), None))
    conforms, _, _ = pyshacl.validate(graph, shacl_graph=shapes, ont_graph=shapes)
    assert not conforms


def test_one_table_comes_with_what_it_names_and_no_more(
    published: Build, ontology: Ontology, shapes: rdflib.Graph, tmp_path: Path
) -> None:
    write_export("pathways", tmp_path / "x.ttl", published, ontology, "zh")
    graph = rdflib.Graph().parse(tmp_path / "x.ttl")
    assert len(named(graph, "Pathway")) == 1
    assert named(graph, "Programme") == {
        "programmes/demo-c/790302/_",
        "programmes/demo-a/520201/_",
    }
    assert named(graph, "College") == {"colleges/demo-a", "colleges/demo-c"}
    assert named(graph, "Major") == {"majors/790302", "majors/520201"}
    assert named(graph, "Area") == {"areas/990000", "areas/990101", "areas/990102"}
    assert named(graph, "Demand") == named(graph, "Enrolment") == set()
    assert (
        rdflib.URIRef(f"{ID}programmes/demo-c/790302/_"),
        rdflib.URIRef(TC + "leadsTo"),
        rdflib.URIRef(f"{ID}programmes/demo-a/520201/_"),
    ) in graph
    assert {s.rsplit("/", 2)[1] for s in named(graph, "Source")} == {
        "pathways.csv",
        "programmes.csv",
        "colleges.csv",
        "majors.csv",
        "areas.csv",
        "enterprises.csv",
        "industries.csv",
        "segments.csv",
        "chains.csv",
        "major_groups.csv",
    }


@pytest.mark.parametrize("what", ["areas", "demand", "enterprises", "duties", "sources"])
def test_tables_conform_by_themselves(
    published: Build, ontology: Ontology, shapes: rdflib.Graph, tmp_path: Path, what: str
) -> None:
    write_export(what, tmp_path / "x.ttl", published, ontology, "zh")
    graph = rdflib.Graph().parse(tmp_path / "x.ttl")
    assert len(named(graph, ontology.tables[what].class_name)) == published.tables[what].height
    require_conforming(graph, shapes)


def test_one_table_as_nquads_keeps_the_provenance_of_all_datasets(
    published: Build, ontology: Ontology, tmp_path: Path
) -> None:
    write_export("areas", tmp_path / "x.nq", published, ontology, "zh")
    dataset = quads(tmp_path / "x.nq")
    east = rdflib.URIRef(f"{ID}areas/990101")
    more = dataset.graph(rdflib.URIRef("https://x.org/datasets/more"))
    assert set(more.objects(east, rdflib.URIRef(TC + "contributed"))) == {
        rdflib.URIRef(TC + "aliases")
    }
    assert set(more.objects(east, rdflib.URIRef(PROV + "wasDerivedFrom"))) == {
        rdflib.URIRef("https://x.org/sources/more/areas.csv/_")
    }
    labels = list(dataset.default_graph.objects(east, RDFS.label))
    assert len(labels) == len({str(label) for label in labels}) == 2  # zh and en, once each


def test_a_table_without_rows_is_an_empty_file_that_parses(
    published: Build, ontology: Ontology, tmp_path: Path
) -> None:
    write_export("placements", tmp_path / "x.ttl", published, ontology, "zh")
    assert len(rdflib.Graph().parse(tmp_path / "x.ttl")) == 0


def test_what_cannot_be_exported_is_said(
    published: Build, ontology: Ontology, tmp_path: Path
) -> None:
    with pytest.raises(WrongInput, match=r"\.ttl \.nq \.xlsx"):
        write_export("all", tmp_path / "x.docm", published, ontology, "zh")
    with pytest.raises(WrongInput, match="majors"):
        write_export("nothing", tmp_path / "x.ttl", published, ontology, "zh")
    with pytest.raises(WrongInput, match="cannot be written"):
        write_export("all", tmp_path / "none" / "x.ttl", published, ontology, "zh")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_export_leaves_the_old_file(
    published: Build, ontology: Ontology, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_what: str, to: Path, *_more: object) -> None:
        to.write_text("half", encoding="ascii")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(WRITERS, ".ttl", fail)
    (tmp_path / "x.ttl").write_text("old", encoding="ascii")
    with pytest.raises(WrongInput, match="No space left"):
        write_export("all", tmp_path / "x.ttl", published, ontology, "zh")
    assert [p.name for p in tmp_path.iterdir()] == ["x.ttl"]
    assert (tmp_path / "x.ttl").read_text(encoding="ascii") == "old"


def test_an_editor_of_ontologies_shows_things_under_their_classes(
    published: Build, ontology: Ontology, tmp_path: Path, require: Callable[..., None]
) -> None:
    """As docs/servers.md says of Protégé: one file of the declaration and a build."""
    require("owlready2")
    import owlready2

    write_export("all", tmp_path / "build.ttl", published, ontology, "zh")
    files = (ONTOLOGY_FILE, tmp_path / "build.ttl")
    together = "".join(file.read_text(encoding="utf-8") for file in files)
    rdflib.Graph().parse(data=together).serialize(tmp_path / "city.nt", "nt", encoding="utf-8")
    world = owlready2.World()
    with (tmp_path / "city.nt").open("rb") as file:
        world.get_ontology(TC.rstrip("#")).load(fileobj=file)
    for table in ontology.tables.values():
        if table.is_node:
            shown = world[TC + table.class_name].instances()
            assert len(shown) >= published.tables[table.name].height, table.name
    (area,) = [one for one in world[f"{TC}Area"].instances() if "990101" in one.code]
    assert [above.iri for above in area.broader] == [f"{ID}areas/990000"]
