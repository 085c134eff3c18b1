package io.gypsum.e2e.hostile;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.gypsum.e2e.harness.HttpSocket;
import io.gypsum.e2e.harness.ServerProcess;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class HostileInputTest {
  private static final int REQUESTS = 5_000;
  private static final int CONCURRENCY = 8;
  private static final long SEED = 20_26;
  private static final int HEAP_MIB = 128;
  private static final long MAX_RESIDENT_BYTES = 350L << 20;

  /** The number of responses by status. */
  private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  @Test
  void noRequestBreaksTheServerOrEscapesItsDirectory(@TempDir Path directory)
      throws Exception {
    Path data = Users.newData(directory);
    try (TestServer server =
        TestServer.of(data, ServerProcess.on(data).heapMib(HEAP_MIB))) {
      for (String project : List.of("p1", "p2")) {
        server.as(Users.ADMIN).post("/create/" + project).ok();
      }
      TreeSet<String> before = outside(directory, server);
      List<Socket> slow = slowloris(server.process().url());

      sendAll(server);

      assertThat(failures).as("unexpected responses (seed %s)", SEED).isEmpty();
      assertThat(statuses.keySet()).as("statuses %s", statuses)
          .contains(200, 400, 401, 403, 404, 405);
      assertThat(outside(directory, server)).as("files outside the bucket").isEqualTo(before);
      assertUploadAndDownloadWork(server);
      assertThat(server.process().errors())
          .doesNotContain("OutOfMemory", "internal error", "StackOverflow");
      assertThat(server.process().peakResidentBytes()).as("peak resident memory in bytes")
          .isLessThan(MAX_RESIDENT_BYTES);
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private void sendAll(TestServer server) {
    List<String> tokens = List.of(Users.ADMIN.token(), Users.OWNER.token(), Users.STRANGER.token());
    try (ExecutorService threads = Executors.newFixedThreadPool(CONCURRENCY)) {
      for (int i = 0; i < CONCURRENCY; i++) {
        HostileRequests requests = new HostileRequests(SEED + i, tokens);
        threads.execute(() -> {
          for (int n = 0; n < REQUESTS / CONCURRENCY; n++) {
            byte[] request = requests.next();
            check(request, send(server.process().url(), request));
          }
        });
      }
    }
  }

  private String send(URI url, byte[] request) {
    try {
      return new String(HttpSocket.send(url, request, true), StandardCharsets.ISO_8859_1);
    } catch (RuntimeException e) {
      failures.add(abbreviate(request) + ": " + e);
      return "";
    }
  }

  /** Records a failure for an internal error. No response at all is valid for malformed requests, and so is 503 with Retry-After. */
  private void check(byte[] request, String response) {
    if (response.isEmpty()) {
      return;
    }
    String[] words = response.split("[ \r]", 3);
    int status = words.length > 1 && words[1].matches("\\d{3}") ? Integer.parseInt(words[1]) : 0;
    statuses.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
    boolean busy = status == 503 && response.contains("Retry-After");
    if (status < 100 || (status >= 500 && status != 501 && status != 505 && !busy)) {
      failures
          .add(
              abbreviate(request) + " → "
                  + response.substring(0, Math.min(300, response.length())));
    }
  }

  private static String abbreviate(byte[] request) {
    String text = new String(request, StandardCharsets.UTF_8);
    return text.substring(0, Math.min(300, text.length()));
  }

  /** Opens connections that send the beginning of a request and then stay idle. */
  private static List<Socket> slowloris(URI url) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    for (String start : List.of(
        "", "GET", "GET /list HTTP/1.1\r\nHost: x\r\n",
        "POST /create/slow HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
        "POST /upload/start/a/b/c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{")) {
      for (int i = 0; i < 20; i++) {
        Socket socket = new Socket(url.getHost(), url.getPort());
        socket.getOutputStream().write(start.getBytes(StandardCharsets.UTF_8));
        sockets.add(socket);
      }
    }
    return sockets;
  }

  /** Returns all files outside the bucket, and the internal names at its top level. */
  private static TreeSet<String> outside(Path directory, TestServer server) throws IOException {
    TreeSet<String> files = new TreeSet<>();
    Path bucket = server.data().resolve("bucket");
    try (Stream<Path> all = Files.walk(directory)) {
      all.filter(
          file -> !file.startsWith(bucket) && !file.toString().contains("/log")
              && !file.toString().contains("/access/") && !file.toString().contains("/audit")
              && !file.toString().contains("/catalogue"))
          .forEach(file -> files.add(directory.relativize(file).toString()));
    }
    server.bucket()
        .keys("..")
        .stream()
        .map(key -> key.substring(0, key.indexOf('/')))
        .filter(name -> !name.equals("..logs") && !name.equals("..changes"))
        .forEach(files::add);
    if (Files.exists(bucket)) {
      try (Stream<Path> top = Files.list(bucket)) {
        top.map(file -> file.getFileName().toString())
            .filter(
                name -> name.startsWith("..") && !name.equals("..logs")
                    && !name.equals("..changes"))
            .forEach(files::add);
      }
    }
    return files;
  }

  private static void assertUploadAndDownloadWork(TestServer server) {
    String project = server.newProject();
    server.publish(project, "a", "v1", "content");
    assertThat(server.anonymous().get("/file/" + project + "%2Fa%2Fv1%2Fa.txt").ok().text())
        .isEqualTo("content");
  }
}
