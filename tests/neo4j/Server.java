import java.nio.file.Path;
import java.time.Duration;

import org.neo4j.configuration.GraphDatabaseInternalSettings;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.harness.Neo4j;
import org.neo4j.harness.Neo4jBuilders;
import org.neo4j.io.ByteUnit;

/**
 * A Neo4j in this process: Bolt on a free loopback port, data in the folder of the first argument.
 *
 * <p>Prints its address as the first line and ends when standard input closes. The password of the
 * user {@code neo4j} comes from the environment, NEO4J_PASSWORD.
 */
class Server {
  public static void main(String[] arguments) throws Exception {
    Neo4j server =
        Neo4jBuilders.newInProcessBuilder(Path.of(arguments[0]))
            .withDisabledServer()
            .withConfig(GraphDatabaseSettings.auth_enabled, true)
            .withConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", 0))
            .withConfig(GraphDatabaseSettings.pagecache_memory, ByteUnit.mebiBytes(256))
            // A query is planned once, however much the tests change what the server holds.
            .withConfig(GraphDatabaseSettings.query_cache_size, 5_000)
            .withConfig(GraphDatabaseSettings.cypher_min_replan_interval, Duration.ofHours(1))
            .withConfig(GraphDatabaseInternalSettings.cypher_size_hint_parameters, false)
            .build();
    server
        .databaseManagementService()
        .database(GraphDatabaseSettings.SYSTEM_DATABASE_NAME)
        .executeTransactionally(
            "ALTER USER neo4j SET PASSWORD $password CHANGE NOT REQUIRED",
            java.util.Map.of("password", System.getenv("NEO4J_PASSWORD")));
    System.out.println(server.boltURI());
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(0); // its data are of this run alone
  }
}
