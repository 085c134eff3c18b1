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
import java.time.Duration;
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
 * A gypsum server over HTTP with the routes that the tests need. It is strict about the requests of a client, and injects
 * {@link ServerFault}s. Its objects are in {@link #bucket}.
 */
final class FakeServer implements AutoCloseable {
  private static final int CHUNK_BYTES = 64 * 1024;

  static final String TOKEN = "gypsum_not-to-be-shown";

  /** How a client obtains presigned URLs. */
  enum PresignedUrls {
    /** Each URL must be requested, as with servers of other implementations. */
    ON_REQUEST,
    /** The session contains them. */
    IN_SESSION,
    /** The session contains expired ones. */
    EXPIRED
  }

  final FakeBucket bucket = new FakeBucket();

  /** The cache of the clients of {@link #clientBuilder}; deleted when the server is closed. */
  final Path cache;

  private final HttpServer http;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = new ArrayList<>();
  private final List<ServerFault> faults = new ArrayList<>();
  private Runnable afterServing;
  private long bytesBeforeAction;
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Watcher watcher = new Watcher() {};
  private volatile boolean ignoresRanges;
  /** How a client obtains presigned URLs. */
  volatile PresignedUrls presignedUrls = PresignedUrls.ON_REQUEST;
  /** Null if this server sends no bundles, like servers of other implementations. */
  volatile FakeBundles bundles;
  /** Null if this server receives no bundles, like servers of other implementations. */
  volatile FakeUploadBundles uploadBundles;
  /** Whether this server has the peculiarities of the public service: see {@link FakeRoutes}. */
  volatile boolean likePublicService;
  /** Whether this server chooses the session tokens, like servers of earlier releases and the public service. */
  volatile boolean choosesSessionTokens;
  /** Whether responses with any injected status have a {@code Retry-After} header; otherwise only 429. */
  volatile boolean sendsRetryAfter;
  /** Whether responses with an injected status have the body with which services in S3 limit the rate of requests. */
  volatile boolean limitsLikeS3;
  private volatile Supplier<ServerFault> random = () -> null;

  /** Is notified of every request, with its number starting at 1. */
  interface Watcher {
    /** Called before the body is read. Returns whether the request is processed. */
    default boolean received(int number, String request) {
      return true;
    }

    /** Called after the body of a request was read and before it is processed. */
    default void bodyReceived(String request) {}

    /** Called after the request was processed and before the response is sent. */
    default void handled(int number, String request) {}
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

  /** Returns a client with the correct token that never sleeps, and counts its attempts only. */
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
        .retryFor(Duration.ZERO)
        .sleeper(time -> {});
  }

  /** Returns the cache of the clients of {@link #clientBuilder}. */
  Path cache() {
    return cache;
  }

  void watch(Watcher value) {
    this.watcher = value;
  }

  /** Makes a share of all further requests fail in random ways. */
  void failAtRandom(long seed, double share) {
    RandomGenerator generator = new Random(seed);
    this.random =
        () -> {
          if (generator.nextDouble() >= share) {
            return null;
          }
          return switch (generator.nextInt(4)) {
            case 0 -> ServerFault.returnStatus("", 503);
            case 1 -> ServerFault.returnStatus("", 429);
            case 2 -> new ServerFault("", ServerFault.Effect.RESET);
            default -> new ServerFault("", ServerFault.Effect.LOSE_RESPONSE);
          };
        };
  }

  /** Makes each further request fail with what {@code source} returns, unless that is null. */
  void failWhen(Supplier<ServerFault> source) {
    this.random = source;
  }

  void inject(ServerFault fault) {
    synchronized (faults) {
      faults.add(fault);
    }
  }

  /** Returns method and path of every request so far, with the path as it was sent. */
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
    if (!watcher.received(number, request)) {
      exchange.close();
      return;
    }
    ServerFault fault = faultFor(request);
    if (fault != null
        && (fault.effect() == ServerFault.Effect.RESET
            || fault.effect() == ServerFault.Effect.HANG)) {
      fault.onRequest().run();
      if (fault.effect() == ServerFault.Effect.HANG) {
        awaitClosed();
      }
      exchange.close();
      return;
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    watcher.bodyReceived(request);
    if (fault != null && fault.effect() == ServerFault.Effect.RETURN_STATUS) {
      fault.onRequest().run();
      if (fault.status() == 429 || sendsRetryAfter) {
        exchange.getResponseHeaders().set("Retry-After", "7");
      }
      send(
          exchange, fault.status(),
          limitsLikeS3
              ? "<Error><Code>SlowDown</Code></Error>".getBytes(StandardCharsets.UTF_8)
              : error("busy; you sent " + TOKEN));
      return;
    }
    FakeResponse answer = inRange(exchange, answer(exchange, body));
    watcher.handled(number, request);
    if (fault == null) {
      send(exchange, answer.status(), answer.body());
      return;
    }
    fault.onRequest().run();
    switch (fault.effect()) {
      case LOSE_RESPONSE -> exchange.close();
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
      case TRUNCATE -> send(
          exchange, answer.status(), Arrays.copyOf(answer.body(), answer.body().length - 1));
      case APPEND_BYTE -> send(
          exchange, answer.status(), Arrays.copyOf(answer.body(), answer.body().length + 1));
      default -> throw new IllegalStateException(fault.toString());
    }
  }

  /** Returns the requested range if there is one and the file is unchanged. */
  private FakeResponse inRange(HttpExchange exchange, FakeResponse whole) {
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
      return new FakeResponse(416, error("no such range"));
    }
    exchange.getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + size);
    return new FakeResponse(206, Arrays.copyOfRange(whole.body(), from, to));
  }

  /** Makes the server send whole files for range requests. */
  void ignoreRanges() {
    ignoresRanges = true;
  }

  /** Returns the {@code Range} header of each range request, followed by {@code If-Range} if it had that header. */
  List<String> ranges() {
    return List.copyOf(ranges);
  }

  private ServerFault faultFor(String request) {
    synchronized (faults) {
      for (ServerFault fault : faults) {
        if (request.startsWith(fault.request())) {
          faults.remove(fault);
          return fault;
        }
      }
      return random.get();
    }
  }

  private FakeResponse answer(HttpExchange exchange, byte[] body) {
    URI redirect = bucket.redirectOf(exchange.getRequestURI().getPath());
    if (redirect != null) {
      exchange.getResponseHeaders().set("Location", redirect.toString());
      return new FakeResponse(302, new byte[0]);
    }
    FakeBundles currentBundles = bundles;
    if (exchange.getRequestURI().getPath().equals("/bundle")) {
      return currentBundles == null
          ? new FakeResponse(404, error("no such route"))
          : currentBundles.answer(body);
    }
    try {
      return new FakeRoutes(
          bucket, url(), presignedUrls, likePublicService, choosesSessionTokens, uploadBundles)
          .answer(
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
      return new FakeResponse(status, error(e.reason()));
    }
  }

  private void awaitClosed() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs {@code action} once after {@code bytes} more bytes have been sent; null cancels. */
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

  /** Makes all further connections fail. */
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
