"""A Neo4j server: the connection, its faults as ours, and the parts of a build it holds.

Everything that we write carries the id of its build in the property ``_build``. A node
``TwinChainBuild`` a build says whether it is complete, and which datasets it is of.
"""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import signal
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from graph.errors import ServerFault, TwinChainError, WrongInput
from graph.stores.targets import credentials, without_password

if TYPE_CHECKING:
    import neo4j

URI, USER, PASSWORD = "NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD"  # of the environment
MARK, MARKER = "_build", "TwinChainBuild"
CONNECT_S = 5.0  # to begin with; whoever does not answer then is not there
RETRY_S = 15.0  # how long a transaction that the server put off is tried again
WAIT_S = 120.0  # for one answer
_CLOCK = getattr(signal, "ITIMER_REAL", 0)
_REFUSED = ("Neo.ClientError.Security.Unauthorized", "Neo.ClientError.Security.AuthenticationRate")


class Neo4jServer:
    """A database of a Neo4j server; ``database`` None is the user's home database.

    Raises:
        WrongInput: the driver is missing, the address or the password is wrong, there is no such
            database. ServerFault: nobody answers.
    """

    LANGUAGE, ADDRESS = "cypher", URI

    def __init__(self, url: str, database: str | None = None) -> None:
        if importlib.util.find_spec("neo4j") is None:
            raise WrongInput("error.no_neo4j_driver")
        import neo4j

        logging.getLogger("neo4j").setLevel(logging.CRITICAL)  # we say what failed, once
        self.url = without_password(url)
        self.database = database
        with self.faults():
            self.driver = neo4j.GraphDatabase.driver(
                url,
                auth=credentials(USER, PASSWORD),
                connection_timeout=CONNECT_S,
                connection_acquisition_timeout=CONNECT_S,
                max_transaction_retry_time=RETRY_S,
                notifications_min_severity="OFF",
            )
        try:
            with self.patience(2 * CONNECT_S):
                self.once("RETURN 1")  # not tried again: a server that is not there is told at once
        except BaseException:
            self.driver.close()
            raise

    def __enter__(self) -> Neo4jServer:
        return self

    def __exit__(self, *_exception: object) -> None:
        with self.faults():
            self.driver.close()

    def session(self, *, fetch_size: int = 1000, read_only: bool = False) -> neo4j.Session:
        """Open a session; the server itself refuses to write in one that is read-only."""
        import neo4j

        mode = neo4j.READ_ACCESS if read_only else neo4j.WRITE_ACCESS
        return self.driver.session(
            database=self.database, default_access_mode=mode, fetch_size=fetch_size
        )

    def rows(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        """Return all rows of a query, which the driver may send again if the server puts it off."""

        def work(transaction: neo4j.ManagedTransaction) -> list[dict[str, Any]]:
            return transaction.run(query, parameters).data()

        with self.patience(WAIT_S), self.faults(), self.session() as session:
            return session.execute_write(work)

    def once(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        """Return all rows of a query sent once only, so that it creates nothing twice."""
        with (
            self.patience(WAIT_S),
            self.faults(),
            self.session() as session,
            session.begin_transaction() as transaction,
        ):
            rows = transaction.run(query, parameters).data()
            transaction.commit()
            return rows

    def creates(self, query: str, **parameters: Any) -> bool:
        """Run as :meth:`once`; return False, with nothing created, if a constraint forbids it."""
        import neo4j.exceptions as faults

        with self.patience(WAIT_S), self.faults(), self.session() as session:
            try:
                with session.begin_transaction() as transaction:
                    transaction.run(query, parameters).consume()
                    transaction.commit()
            except faults.ConstraintError:
                return False
        return True

    def counts(self, build: str) -> dict[str, dict[str, int]]:
        """Count nodes by label and relationships by type that the build wrote."""
        nodes = self.rows(
            f"MATCH (n) WHERE n.{MARK} = $build UNWIND labels(n) AS name "
            "RETURN name, count(*) AS number",
            build=build,
        )
        links = self.rows(
            f"MATCH ()-[r]->() WHERE r.{MARK} = $build RETURN type(r) AS name, count(*) AS number",
            build=build,
        )
        return {
            "nodes": {row["name"]: row["number"] for row in nodes},
            "relationships": {row["name"]: row["number"] for row in links},
        }

    @contextlib.contextmanager
    def patience(self, seconds: float) -> Iterator[None]:
        """Wait so long for what is asked within; the driver itself would wait for ever.

        Where there is no such alarm, or in a thread, somebody else has to watch.
        """
        in_main = threading.current_thread() is threading.main_thread()
        if not in_main or not hasattr(signal, "setitimer") or any(signal.getitimer(_CLOCK)):
            yield
            return

        def give_up(_signal: int, _frame: object) -> None:
            raise ServerFault("error.server_silent", url=self.url, seconds=round(seconds))

        before = signal.signal(signal.SIGALRM, give_up)
        signal.setitimer(_CLOCK, seconds)
        try:
            yield
        finally:
            signal.setitimer(_CLOCK, 0)
            signal.signal(signal.SIGALRM, before)

    @contextlib.contextmanager
    def faults(self) -> Iterator[None]:
        """Turn what the driver raises into our errors."""
        import neo4j.exceptions as faults

        try:
            yield
        except (faults.DriverError, faults.Neo4jError) as error:
            raise self._our_error(error) from None
        except (OSError, ValueError) as error:  # an address that is none
            raise WrongInput("error.server_address", url=self.url, problem=str(error)) from None

    def _our_error(self, error: Exception) -> TwinChainError:
        import neo4j.exceptions as faults

        code = str(getattr(error, "code", None) or "")
        if isinstance(error, faults.AuthError) or code.startswith(_REFUSED):
            names = {"user": USER, "password": PASSWORD}
            return WrongInput("error.server_password", url=self.url, **names)
        if code.endswith("DatabaseNotFound"):
            return WrongInput("error.no_database", url=self.url, database=self.database)
        if isinstance(error, (faults.ServiceUnavailable, faults.SessionExpired)):
            return ServerFault("error.server_unreachable", url=self.url)
        if isinstance(error, faults.ConfigurationError):
            return WrongInput("error.server_address", url=self.url, problem=str(error))
        problem = getattr(error, "message", None) or str(error)
        return ServerFault("error.server_says", url=self.url, problem=problem)
