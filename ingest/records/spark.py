"""Runs the SQL of the steps on Spark: on the cores of one machine, or on a cluster.

``sqlglot`` spells the SQL for Spark. On a cluster the folder of the tables must be one that every
machine sees under the same path. Without a folder the tables are in memory, and what Spark shuffles
over a disk is encrypted with a key that only this run has.
"""

from __future__ import annotations

import os
import re
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from graph.errors import WrongInput
from ingest.records.engine import Engine

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

LOCAL = "local[*]"
_PARTS = 16  # of a shuffle on one machine; a cluster's own setting is left alone
_LOGGING = Path(__file__).resolve().with_name("log4j2.properties")
_GROUP = re.compile(r"\\(\d)")


class Spark(Engine):
    """Runs the SQL on Spark.

    Raises:
        WrongInput: PySpark, sqlglot or Java is missing, or nobody answers at the address.
    """

    def __init__(self, folder: Path | None, master: str | None = None) -> None:
        super().__init__(folder)
        if any(find_spec(name) is None for name in ("pyspark", "sqlglot")):
            raise WrongInput("error.no_spark")
        from pyspark.sql import SparkSession

        _say_errors_only()
        address = master or LOCAL
        builder = SparkSession.builder.appName("twinchain records").master(address)
        for name, value in _settings(address, is_in_memory=folder is None).items():
            builder = builder.config(name, value)
        try:
            self._spark = builder.getOrCreate()
        except Exception as error:  # noqa: BLE001 (of Java, of the network, of Spark)
            problem = str(error).strip().partition("\n")[0]
            raise WrongInput("error.spark_start", master=address, problem=problem) from None

    def frame(self, query: str) -> pl.DataFrame:
        """Return what a query answers."""
        frame = pl.from_arrow(self._spark.sql(for_spark(query)).toArrow())
        assert isinstance(frame, pl.DataFrame)
        return frame

    def close(self) -> None:
        """End Spark."""
        self._spark.stop()

    def _write(self, query: str, path: Path) -> None:
        self._spark.sql(for_spark(query)).write.parquet(path.absolute().as_uri())

    def _show(self, table: str, path: Path) -> None:
        self._spark.read.parquet(path.absolute().as_uri()).createOrReplaceTempView(table)

    def _hold(self, table: str, query: str) -> None:
        self._keep(table, self._spark.sql(for_spark(query)))

    def _hold_frame(self, table: str, frame: pl.DataFrame) -> None:
        rows = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        self._keep(table, self._spark.createDataFrame(rows))

    def _keep(self, table: str, rows: DataFrame) -> None:
        from pyspark import StorageLevel

        rows.persist(StorageLevel.MEMORY_ONLY).createOrReplaceTempView(table)


def _say_errors_only() -> None:
    """Keep what Spark and PySpark warn of at each start from stderr, unless Spark is configured."""
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
    if not os.environ.keys() & {"SPARK_CONF_DIR", "SPARK_SUBMIT_OPTS"}:
        os.environ["SPARK_SUBMIT_OPTS"] = f"-Dlog4j2.configurationFile={_LOGGING.as_uri()}"


def _settings(master: str, is_in_memory: bool) -> dict[str, str]:
    settings = {
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.showConsoleProgress": "false",
    }
    if is_in_memory:  # what Spark itself puts on a disk can be read while it runs, by it alone
        settings["spark.io.encryption.enabled"] = "true"
    if master.startswith("local"):
        settings |= {
            "spark.driver.host": "localhost",
            "spark.driver.memory": "3g",
            "spark.sql.shuffle.partitions": str(_PARTS),
            "spark.ui.enabled": "false",
        }
    return settings


def for_spark(query: str) -> str:
    """Return SQL of DuckDB as Spark writes it.

    Its regular expressions are Java's: a script is ``IsHan``, a group in what replaces ``$1``.
    """
    import sqlglot
    from sqlglot import exp

    def spelled(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.RegexpReplace) and isinstance(
            node.args.get("replacement"), exp.Literal
        ):
            by = node.args["replacement"].this
            node.set("replacement", exp.Literal.string(_GROUP.sub(r"$\1", by)))
        elif isinstance(node, exp.Literal) and node.is_string and r"\p{Han}" in node.this:
            return exp.Literal.string(node.this.replace(r"\p{Han}", r"\p{IsHan}"))
        return node

    return str(sqlglot.parse_one(query, read="duckdb").transform(spelled).sql("spark"))
