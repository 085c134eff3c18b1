/** The client library: start with {@link io.gypsum.client.GypsumClient}. */
module io.gypsum.client {
  requires static org.jspecify;
  requires java.net.http;
  requires transitive io.gypsum.core;

  exports io.gypsum.client;
}
