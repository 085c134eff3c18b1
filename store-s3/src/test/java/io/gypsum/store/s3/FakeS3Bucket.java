package io.gypsum.store.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import com.sun.net.httpserver.HttpExchange;

/**
 * A bucket in which all requests succeed and have no effect, unless a test queues other answers: each object contains an x, but
 * is not found by a HEAD. Records the requests.
 */
final class FakeS3Bucket implements FakeS3Service.BodyHandler, AutoCloseable {
  /** Names of the requests, such as {@code UploadPart}. */
  final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  /** The last body of each part. */
  final SortedMap<Integer, String> parts = Collections.synchronizedSortedMap(new TreeMap<>());
  /** The mark of the last upload; null before the first. */
  volatile String mark;

  private final FakeS3Service service;
  private final List<QueuedAnswer> queued = Collections.synchronizedList(new ArrayList<>());

  /** Answers one request. */
  @FunctionalInterface
  interface Answer {
    void send(HttpExchange exchange) throws IOException;
  }

  private record QueuedAnswer(String request, Answer answer) {}

  FakeS3Bucket() {
    try {
      service = new FakeS3Service(this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  S3Settings settings() {
    return service.settings();
  }

  /** Answers the next requests of this name, in this order. */
  void answer(String request, Answer... answers) {
    for (Answer answer : answers) {
      queued.add(new QueuedAnswer(request, answer));
    }
  }

  /** An error response. */
  static Answer error(int status, String code) {
    return exchange -> FakeS3Service.answer(exchange, status, code);
  }

  /** Returns the error that follows a status 200. */
  static Answer errorInside200(String code) {
    return error(200, code);
  }

  static Answer xml(String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** The properties of an object that was written with {@code mark}. */
  static Answer head(String etag, String mark) {
    return exchange -> {
      exchange.getResponseHeaders().set("ETag", '"' + etag + '"');
      exchange.getResponseHeaders().set("x-amz-meta-gypsum-write", mark);
      exchange.sendResponseHeaders(200, -1);
    };
  }

  /** The properties of the object of the last upload. */
  Answer ownHead(String etag) {
    return exchange -> head(etag, mark).send(exchange);
  }

  @Override
  public void handle(HttpExchange exchange, byte[] body) throws IOException {
    String request = name(exchange);
    requests.add(request);
    if (request.equals("CreateMultipartUpload")) {
      mark = exchange.getRequestHeaders().getFirst("x-amz-meta-gypsum-write");
    } else if (request.equals("UploadPart")) {
      String query = exchange.getRequestURI().getQuery();
      parts.put(
          Integer.valueOf(query.replaceAll(".*partNumber=(\\d+).*", "$1")),
          new String(body, StandardCharsets.UTF_8));
    }
    next(request).send(exchange);
  }

  private Answer next(String request) {
    synchronized (queued) {
      for (QueuedAnswer answer : queued) {
        if (answer.request().equals(request)) {
          queued.remove(answer);
          return answer.answer();
        }
      }
    }
    return success(request);
  }

  private static Answer success(String request) {
    return switch (request) {
      case "CreateMultipartUpload" -> xml(
          "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>");
      case "UploadPartCopy" -> xml("<CopyPartResult><ETag>\"part\"</ETag></CopyPartResult>");
      case "CopyObject" -> xml("<CopyObjectResult><ETag>\"copy\"</ETag></CopyObjectResult>");
      case "CompleteMultipartUpload" -> xml(
          "<CompleteMultipartUploadResult><ETag>\"whole\"</ETag></CompleteMultipartUploadResult>");
      case "DeleteObjects" -> xml("<DeleteResult/>");
      case "HeadObject" -> error(404, "");
      case "GetObject" -> exchange -> {
        exchange.getResponseHeaders().set("ETag", "\"object\"");
        xml("x").send(exchange);
      };
      case "PutObject", "UploadPart" -> exchange -> {
        exchange.getResponseHeaders().set("ETag", "\"part\"");
        exchange.sendResponseHeaders(200, -1);
      };
      default -> exchange -> exchange.sendResponseHeaders(204, -1);
    };
  }

  private static String name(HttpExchange exchange) {
    URI uri = exchange.getRequestURI();
    String query = uri.getQuery() == null ? "" : uri.getQuery();
    boolean copies = exchange.getRequestHeaders().containsKey("x-amz-copy-source");
    return switch (exchange.getRequestMethod()) {
      case "HEAD" -> "HeadObject";
      case "GET" -> "GetObject";
      case "DELETE" -> query.contains("uploadId=") ? "AbortMultipartUpload" : "DeleteObject";
      case "POST" -> query.contains("uploadId=")
          ? "CompleteMultipartUpload"
          : query.contains("uploads") ? "CreateMultipartUpload"
          : "DeleteObjects";
      default -> query.contains("partNumber=")
          ? copies ? "UploadPartCopy" : "UploadPart"
          : copies ? "CopyObject"
          : "PutObject";
    };
  }

  @Override
  public void close() {
    service.close();
  }
}
