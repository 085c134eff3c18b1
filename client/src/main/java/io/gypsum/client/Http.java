package io.gypsum.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/** Sends requests and tells their failures; the only place that knows HTTP statuses. Thread-safe. */
final class Http implements AutoCloseable {
  /** Longest explanation of a failure that is read. */
  private static final int MAX_REASON_BYTES = 64 * 1024;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

  private final HttpClient client;
  private final Retries retries;
  private final Clock clock;

  Http(Retries retries, Clock clock) {
    // HTTP/1.1: many files at once are faster over several connections than over one that they share. No redirects:
    // a token must not follow one to another server.
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    this.retries = retries;
    this.clock = clock;
  }

  /** What to do with the body of a successful answer, as it streams in; run again when the request is. */
  @FunctionalInterface
  interface Body<T> {
    T read(InputStream body) throws IOException;
  }

  /** Sends {@code call} until it succeeds or must not be sent again. */
  <T> T send(Call call, Repeat repeat, Body<T> body) {
    return retries.run(repeat, () -> sendOnce(call, body));
  }

  /** Sends {@code call} and reads its answer as one JSON document. */
  <T> T sendForJson(Call call, Repeat repeat, Function<JsonInput, T> document) {
    return send(call, repeat, json(document));
  }

  /** Sends {@code call}, whose answer says nothing. */
  void sendForNothing(Call call, Repeat repeat) {
    send(call, repeat, InputStream::readAllBytes);
  }

  /** Tries {@code attempt}, which is made of several requests or checks, again as a whole. */
  <T> T retrying(Attempt<T> attempt) {
    return retries.run(Repeat.ALWAYS, attempt::run);
  }

  /** Something made of {@link #sendOnce} that can be done again from its beginning. */
  @FunctionalInterface
  interface Attempt<T> {
    T run();
  }

  static <T> Body<T> json(Function<JsonInput, T> document) {
    return body -> JsonInput.read(body, document);
  }

  /** Sends {@code call} exactly once. */
  <T> T sendOnce(Call call, Body<T> body) {
    HttpResponse<InputStream> response = exchange(call);
    try (InputStream in = response.body()) {
      if (response.statusCode() / 100 != 2) {
        throw refusal(call, response, in);
      }
      return body.read(in);
    } catch (MalformedJsonException e) {
      throw RequestFailedException.notUnderstood(call.asked(), e.problem());
    } catch (UncheckedIOException | IOException e) {
      throw broken(call, e);
    }
  }

  private HttpResponse<InputStream> exchange(Call call) {
    try {
      return client.send(call.request(), BodyHandlers.ofInputStream());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw RequestFailedException.unreachable(call.asked(), call.uri().getAuthority(), e);
    } catch (IOException e) {
      throw broken(call, e);
    } catch (InterruptedException e) {
      throw RequestFailedException.interrupted(call.asked(), e);
    }
  }

  private RequestFailedException refusal(
      Call call, HttpResponse<InputStream> response, InputStream body) {
    String retryAfter = response.headers().firstValue("Retry-After").orElse(null);
    return RequestFailedException.answered(
        call.asked(), response.statusCode(), reason(call, response, body),
        retryAfter == null ? null : RetryAfter.parse(retryAfter, clock));
  }

  private static @Nullable String reason(
      Call call, HttpResponse<InputStream> response, InputStream body) {
    if (response.statusCode() / 100 == 3) {
      return "it has moved; give the client the address that it has now";
    }
    try {
      String reason = JsonInput.read(body.readNBytes(MAX_REASON_BYTES), ErrorAnswer::reason);
      Token token = call.token();
      return reason == null || token == null ? reason : token.removedFrom(reason);
    } catch (IOException | MalformedJsonException e) {
      // A proxy's page, or nothing: the status has to do.
      return null;
    }
  }

  private static RequestFailedException broken(Call call, Exception cause) {
    return Thread.currentThread().isInterrupted()
        ? RequestFailedException.interrupted(call.asked(), cause)
        : RequestFailedException.broken(call.asked(), cause);
  }

  /** Waits for what still runs, where the Java running this can. */
  @Override
  public void close() {
    // HttpClient is closeable from Java 21 on; before, its threads end by themselves.
    if ((Object) client instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("an HTTP client does not fail to close", e);
      }
    }
  }
}
