package io.gypsum.e2e.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpServer;

/** A metadata index that is published separately from the server, like the index of the public registry. */
final class PublishedIndex implements AutoCloseable {
  /** The first page of an empty SQLite file. */
  static final byte[] DATABASE =
      ByteBuffer.allocate(4096)
          .put("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII))
          .putShort(16, (short) 4096)
          .putInt(28, 1)
          .array();

  private final HttpServer http;

  PublishedIndex() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    publish("/latest/modified", "1700000000000".getBytes(StandardCharsets.US_ASCII));
    publish("/latest/bioconductor.sqlite3", DATABASE);
    http.start();
  }

  private void publish(String path, byte[] content) {
    http.createContext(
        path, exchange -> {
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content);
          exchange.close();
        });
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/latest/");
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
