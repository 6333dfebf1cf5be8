import org.apache.jena.fuseki.main.FusekiServer;
import org.apache.jena.sparql.core.DatasetGraphFactory;

/**
 * A Fuseki in this process: an empty dataset {@code /ds} in memory, on a free loopback port.
 *
 * <p>Prints its address as the first line and ends when standard input closes.
 */
class Server {
  public static void main(String[] arguments) throws Exception {
    FusekiServer server =
        FusekiServer.create()
            .loopback(true)
            .port(0)
            .add("/ds", DatasetGraphFactory.createTxnMem(), true)
            .build()
            .start();
    System.out.println("http://127.0.0.1:" + server.getPort() + "/ds");
    while (System.in.read() >= 0) {}
    server.stop();
  }
}
