/** The client library: start with {@link io.gypsum.client.GypsumClient}. */
module io.gypsum.client {
  requires static transitive org.jspecify;
  requires jdk.httpserver;
  requires net.harawata.appdirs;
  requires org.apache.httpcomponents.client5.httpclient5;
  requires org.apache.httpcomponents.core5.httpcore5;
  requires org.eclipse.jgit;
  requires transitive io.gypsum.core;
  requires transitive io.gypsum.store;

  exports io.gypsum.client;
  exports io.gypsum.client.failure;
  exports io.gypsum.client.nio;
  exports io.gypsum.client.signin;

  provides java.nio.file.spi.FileSystemProvider with io.gypsum.client.nio.GypsumFileSystemProvider;
}
