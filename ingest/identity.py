"""Hashes of all that decides a build, and how a file is read: equal inputs have equal ids."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from graph.builds.manifest import ALL
from graph.ontology import Ontology
from ingest.datasets import ADAPTER_SUFFIX, Dataset, InputFile
from ingest.version import code_sha256

ID_CHARACTERS = 12


def build_id(datasets: list[Dataset], ontology: Ontology, stores: str = ALL) -> str:
    """Return the id of the build of these datasets with these stores."""
    return input_hash(datasets, ontology, stores)[:ID_CHARACTERS]


def input_hash(datasets: list[Dataset], ontology: Ontology, stores: str = ALL) -> str:
    """Return a hash of all that decides a build: contents, declarations, ontology, our code."""
    contents = [
        [
            d.name,
            d.declaration_text,
            d.pack.value if d.pack else None,
            [[f.name, identity(d, f)] for f in d.files],
            d.shapes.sha256 if d.shapes else None,
        ]
        for d in datasets
    ]
    text = json.dumps([code_sha256(), ontology.sha256, stores, contents], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def identity(dataset: Dataset, file: InputFile) -> str:
    """Return a hash of what decides how a file is read: content, declarations, downloads."""
    declared = {
        "name": file.name,
        "rules": asdict(dataset.declaration.rules_of(file.name)),
        "school_year": dataset.declaration.school_year,
        "ranges": dataset.declaration.ranges,
    }
    downloads = []
    if file.suffix == ADAPTER_SUFFIX:
        downloads = [[f.name, f.sha256] for f in dataset.downloads(file)]
    text = json.dumps([file.sha256, declared, downloads], ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
