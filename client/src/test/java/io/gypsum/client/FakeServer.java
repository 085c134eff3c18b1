package io.gypsum.client;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;

/**
 * Just enough of a gypsum server over HTTP, strict about what a client sends, with {@link Fault}s on request. What it
 * holds is in {@link #bucket}.
 */
final class FakeServer implements AutoCloseable {
  private static final int CHUNK_BYTES = 64 * 1024;

  static final String TOKEN = "gypsum_not-to-be-shown";

  /** Where the addresses that take files come from. */
  enum Addresses {
    /** Each has to be asked for, as of servers that know nothing else. */
    ASKED_FOR,
    /** They come with the session. */
    TOLD,
    /** They come with the session and are of no use any more. */
    EXPIRED
  }

  final FakeBucket bucket = new FakeBucket();

  /** Of the clients that {@link #clientBuilder} makes; gone with the server. */
  final Path cache;

  private final HttpServer http;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private Runnable afterServing;
  private long bytesBeforeAction;
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Watcher watcher = new Watcher() {};
  private volatile boolean ignoresRanges;
  /** How a client gets at the addresses that take its files. */
  volatile Addresses addresses = Addresses.ASKED_FOR;
  /** Null when this server cannot do that, as others than ours. */
  volatile FakeBundles bundles;
  private volatile Supplier<Fault> random = () -> null;

  /** Sees every request, by its number from 1. */
  interface Watcher {
    /** Before its body is read. Returns whether it is carried out. */
    default boolean arrives(int number, String request) {
      return true;
    }

    /** When it has been carried out and is about to be answered. */
    default void isDone(int number, String request) {}
  }

  FakeServer() {
    try {
      cache = Files.createTempDirectory("gypsum-cache").toRealPath();
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /** A client with the right token that does not really wait. */
  GypsumClient client() {
    return clientBuilder().build();
  }

  GypsumClientBuilder clientBuilder() {
    return GypsumClient.builder()
        .url(url())
        .token(TOKEN)
        .concurrency(4)
        .cacheDirectory(cache)
        .offline(false)
        .pause(time -> {});
  }

  /** The cache of this server's clients. */
  Path cache() {
    return cache;
  }

  void watch(Watcher by) {
    this.watcher = by;
  }

  /** From now on a share of all requests fails in one of several ways. */
  void failAtRandom(long seed, double share) {
    RandomGenerator generator = new Random(seed);
    this.random =
        () -> {
          if (generator.nextDouble() >= share) {
            return null;
          }
          return switch (generator.nextInt(4)) {
            case 0 -> Fault.refuse("", 503);
            case 1 -> Fault.refuse("", 429);
            case 2 -> new Fault("", Fault.Effect.RESET);
            default -> new Fault("", Fault.Effect.LOSE_ANSWER);
          };
        };
  }

  void inject(Fault fault) {
    synchronized (faults) {
      faults.add(fault);
    }
  }

  /** {@code METHOD path} of every request so far, the path as it was on the wire. */
  List<String> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  long count(String start) {
    return requests().stream().filter(request -> request.startsWith(start)).count();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    int number;
    synchronized (requests) {
      requests.add(request);
      number = requests.size();
    }
    if (!watcher.arrives(number, request)) {
      exchange.close();
      return;
    }
    Fault fault = faultFor(request);
    if (fault != null
        && (fault.effect() == Fault.Effect.RESET || fault.effect() == Fault.Effect.HANG)) {
      fault.onRequest().run();
      if (fault.effect() == Fault.Effect.HANG) {
        awaitClosed();
      }
      exchange.close();
      return;
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (fault != null && fault.effect() == Fault.Effect.REFUSE) {
      fault.onRequest().run();
      exchange.getResponseHeaders().set("Retry-After", "7");
      send(exchange, fault.status(), error("busy; you sent " + TOKEN));
      return;
    }
    FakeAnswer answer = inRange(exchange, answer(exchange, body));
    watcher.isDone(number, request);
    if (fault == null) {
      send(exchange, answer.status(), answer.body());
      return;
    }
    fault.onRequest().run();
    switch (fault.effect()) {
      case LOSE_ANSWER -> exchange.close();
      case BREAK_BODY -> {
        exchange.sendResponseHeaders(answer.status(), answer.body().length);
        exchange.getResponseBody().write(answer.body(), 0, answer.body().length / 2);
        exchange.getResponseBody().flush();
        exchange.close();
      }
      case STALL -> {
        exchange.sendResponseHeaders(answer.status(), answer.body().length);
        exchange.getResponseBody().write(answer.body(), 0, answer.body().length / 2);
        exchange.getResponseBody().flush();
        awaitClosed();
      }
      case FLIP_BYTE -> {
        byte[] flipped = answer.body().clone();
        flipped[flipped.length / 2] ^= 1;
        send(exchange, answer.status(), flipped);
      }
      case CUT_SHORT -> send(
          exchange, answer.status(), Arrays.copyOf(answer.body(), answer.body().length - 1));
      case ADD_BYTE -> send(
          exchange, answer.status(), Arrays.copyOf(answer.body(), answer.body().length + 1));
      default -> throw new IllegalStateException(fault.toString());
    }
  }

  /** The part of a file that was asked for, if one was and the file is still the same. */
  private FakeAnswer inRange(HttpExchange exchange, FakeAnswer whole) {
    if (whole.status() != 200 || whole.body().length == 0
        || !exchange.getRequestURI().getRawPath().matches("/(file|index)/.*")) {
      return whole;
    }
    String etag = '"' + FakeBucket.md5(whole.body()).toString() + '"';
    exchange.getResponseHeaders().set("ETag", etag);
    exchange.getResponseHeaders().set("Last-Modified", "Sun, 01 Mar 2026 10:00:00 GMT");
    String range = exchange.getRequestHeaders().getFirst("Range");
    String unless = exchange.getRequestHeaders().getFirst("If-Range");
    if (range == null || ignoresRanges || (unless != null && !unless.equals(etag))) {
      return whole;
    }
    ranges.add(range + (unless == null ? "" : " If-Range"));
    String[] ends = range.substring("bytes=".length()).split("-", 2);
    int size = whole.body().length;
    int from = Integer.parseInt(ends[0]);
    int to = ends[1].isEmpty() ? size : Math.min(size, Integer.parseInt(ends[1]) + 1);
    if (from >= size) {
      return new FakeAnswer(416, error("no such range"));
    }
    exchange.getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + size);
    return new FakeAnswer(206, Arrays.copyOfRange(whole.body(), from, to));
  }

  /** From now on every file is sent whole. */
  void ignoreRanges() {
    ignoresRanges = true;
  }

  /** {@code Range} headers of the requests that had one, with a word when there was an {@code If-Range}. */
  List<String> ranges() {
    return List.copyOf(ranges);
  }

  private Fault faultFor(String request) {
    synchronized (faults) {
      for (Fault fault : faults) {
        if (request.startsWith(fault.request())) {
          faults.remove(fault);
          return fault;
        }
      }
      return random.get();
    }
  }

  private FakeAnswer answer(HttpExchange exchange, byte[] body) {
    URI elsewhere = bucket.movedTo(exchange.getRequestURI().getPath());
    if (elsewhere != null) {
      exchange.getResponseHeaders().set("Location", elsewhere.toString());
      return new FakeAnswer(302, new byte[0]);
    }
    FakeBundles bundled = bundles;
    if (exchange.getRequestURI().getPath().equals("/bundle")) {
      return bundled == null
          ? new FakeAnswer(404, error("no such route"))
          : bundled.answer(body);
    }
    try {
      return new FakeRoutes(bucket, url(), addresses).answer(
          exchange.getRequestMethod(), exchange.getRequestURI(), exchange.getRequestHeaders(),
          body);
    } catch (GypsumException e) {
      int status =
          switch (e.kind()) {
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN, LOCKED -> 403;
            case NOT_FOUND -> 404;
            default -> 400;
          };
      return new FakeAnswer(status, error(e.reason()));
    }
  }

  private void awaitClosed() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs {@code action} once, as soon as so many more bytes have been sent; null for nothing any more. */
  void afterServing(long bytes, Runnable action) {
    synchronized (faults) {
      bytesBeforeAction = bytes;
      afterServing = action;
    }
  }

  private void served(int bytes) {
    Runnable due = null;
    synchronized (faults) {
      bytesBeforeAction -= bytes;
      if (bytesBeforeAction <= 0 && afterServing != null) {
        due = afterServing;
        afterServing = null;
      }
    }
    if (due != null) {
      due.run();
    }
  }

  private void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    if (isHead) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
    }
    exchange.sendResponseHeaders(status, isHead || body.length == 0 ? -1 : body.length);
    if (!isHead && body.length > 0) {
      try (OutputStream out = exchange.getResponseBody()) {
        for (int from = 0; from < body.length; from += CHUNK_BYTES) {
          int length = Math.min(CHUNK_BYTES, body.length - from);
          out.write(body, from, length);
          served(length);
        }
      }
    }
    exchange.close();
  }

  private static byte[] error(String reason) {
    return json(
        out -> {
          out.writeStartObject();
          out.writeStringProperty("status", "error");
          out.writeStringProperty("reason", reason);
          out.writeEndObject();
        });
  }

  static byte[] json(JsonWritable document) {
    return JsonOutput.bytes(document);
  }

  /** Percent-decoding in which {@code +} is a plus sign. */
  static String decode(String parameter) {
    return URLDecoder.decode(parameter.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    stopServing();
    try {
      emptyCache();
      Files.deleteIfExists(cache);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on nobody answers here. */
  void stopServing() {
    closed.countDown();
    http.stop(0);
    threads.shutdownNow();
  }

  void emptyCache() throws IOException {
    if (!Files.exists(cache)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(cache)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(cache)) {
          Files.delete(path);
        }
      }
    }
  }
}
