package io.gypsum.cli.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.gypsum.core.json.JsonInput;

/**
 * Initializes classes of the HTTP client and the JSON parser on a second thread while the command line is parsed, which shortens
 * the start of a command on machines with several cores by a tenth. Uses neither the network nor files, and none of gypsum's own
 * classes that a command initializes before its first request.
 */
public final class ClientWarmUp {
  private static final List<String> CLASSES =
      List.of(
          "org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager",
          "org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator",
          "org.apache.hc.client5.http.impl.classic.HttpClientBuilder");

  private ClientWarmUp() {}

  /** Starts the thread, which does not keep the process running. */
  public static void start() {
    Thread.ofPlatform().daemon().name("gypsum-warm-up").start(ClientWarmUp::run);
  }

  private static void run() {
    try {
      var _ =
          JsonInput.read(
              new ByteArrayInputStream("[]".getBytes(StandardCharsets.UTF_8)), json -> {
                json.skip();
                return true;
              });
      for (String name : CLASSES) {
        var _ = Class.forName(name);
      }
      SocketChannel.open().close();
    } catch (ClassNotFoundException | IOException | LinkageError e) {
      // The command needs the same classes and sockets, and reports the failure.
      System.getLogger("io.gypsum.cli").log(System.Logger.Level.DEBUG, "warm-up failed", e);
    }
  }
}
