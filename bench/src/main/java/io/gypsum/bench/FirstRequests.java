package io.gypsum.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the first thousand downloads from a server that has just started, compared with the same downloads from a warm one.
 * The downloading program is warm in both cases.
 */
final class FirstRequests implements BenchmarkScenario {
  private static final int CONNECTIONS = 16;
  private static final int REQUESTS = 1000;
  private static final long WARM_UP_REQUESTS = 200_000;

  @Override
  public String name() {
    return "first requests of a server";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    ServerSetup setup = ServerSetup.create(bench, "first-requests");
    List<Double> warm = new ArrayList<>();
    List<Double> first = new ArrayList<>();
    List<String> keys;
    try (GypsumServerProcess gypsum = setup.serve("")) {
      keys = SmallDownloads.publish(setup, gypsum);
      Wrk.of(bench, "first-requests", gypsum.usage(), keys.stream().map(gypsum::file).toList())
          .warmUp(gypsum.file(""), CONNECTIONS, WARM_UP_REQUESTS);
      for (int i = 0; i < plan.starts(); i++) {
        download(gypsum, keys);
      }
      for (int i = 0; i < plan.starts(); i++) {
        warm.add(download(gypsum, keys));
      }
    }
    for (int i = 0; i < plan.starts(); i++) {
      try (GypsumServerProcess gypsum = setup.serve("")) {
        first.add(download(gypsum, keys));
      }
    }
    report.comparison(
        "first 1,000 downloads of 4 KB, against a warm server", REQUESTS / Rounds.median(first),
        REQUESTS / Rounds.median(warm), "/s", new Bound.AtLeast(0.3, ""));
  }

  /** Downloads each file once and returns the seconds. */
  private static double download(GypsumServerProcess server, List<String> keys)
      throws IOException {
    List<Connection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        connections.add(new Connection(server.address()));
      }
      long start = System.nanoTime();
      for (int i = 0; i < REQUESTS; i += CONNECTIONS) {
        int end = Math.min(i + CONNECTIONS, REQUESTS);
        for (int j = i; j < end; j++) {
          connections.get(j - i).request(URI.create(server.file(keys.get(j))));
        }
        for (int j = i; j < end; j++) {
          connections.get(j - i).receive();
        }
      }
      return (System.nanoTime() - start) / 1e9;
    } finally {
      for (Connection connection : connections) {
        connection.socket.close();
      }
    }
  }

  /** An open connection with a minimal client, whose cost does not hide that of the server. */
  private static final class Connection {
    private static final String LENGTH = "content-length:";

    private final Socket socket;
    private final InputStream in;

    Connection(URI server) throws IOException {
      socket = new Socket(server.getHost(), server.getPort());
      in = new BufferedInputStream(socket.getInputStream());
    }

    void request(URI file) throws IOException {
      String request = "GET " + file.getRawPath() + " HTTP/1.1\r\nHost: x\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    void receive() throws IOException {
      String status = line();
      if (!status.startsWith("HTTP/1.1 200")) {
        throw new IOException("the server responded with '" + status + "', expected 200");
      }
      long length = 0;
      for (String line = line(); !line.isEmpty(); line = line()) {
        if (line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
          length = Long.parseLong(line.substring(LENGTH.length()).strip());
        }
      }
      in.skipNBytes(length);
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new IOException("the server closed the connection");
        }
        if (next != '\r') {
          line.append((char) next);
        }
      }
      return line.toString();
    }
  }
}
