package io.gypsum.store.s3;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import com.sun.net.httpserver.HttpExchange;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.Content;
import io.gypsum.store.ETag;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.S3Client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Outcome and retryability of failed writes. */
class S3ErrorsTest {
  private static final Key KEY = new Key("k");
  private static final ETag OLD = new ETag("0".repeat(32));

  @ParameterizedTest
  @CsvSource({
      "501, NotImplemented, NOT_DONE, false",
      "500, InternalError, UNKNOWN, true",
      "502, , UNKNOWN, true",
      "504, , UNKNOWN, true",
      "503, ServiceUnavailable, UNKNOWN, true",
      "503, SlowDown, NOT_DONE, true",
      "429, TooManyRequests, NOT_DONE, true",
      "400, RequestTimeout, NOT_DONE, true",
      "400, BadDigest, NOT_DONE, false",
      "403, AccessDenied, NOT_DONE, false",
      "403, RequestTimeTooSkewed, NOT_DONE, false",
      "404, NoSuchBucket, NOT_DONE, false"})
  void theResponseDeterminesTheOutcome(
      int status, String code, CallOutcome outcome, boolean retryable) throws IOException {
    try (
        FakeS3Service service =
            new FakeS3Service(e -> FakeS3Service.answer(e, status, code == null ? "" : code))) {
      StoreException failure = failureOf(service.settings(), PutCondition.OVERWRITE);
      assertThat(failure.outcome()).isEqualTo(outcome);
      assertThat(failure.isRetryable()).isEqualTo(retryable);
      assertThat(failure.reason()).contains("'k'", String.valueOf(status));
    }
  }

  @Test
  void aRefusedConnectionMeansNotDone() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    S3Settings settings =
        S3Settings.of(URI.create("http://127.0.0.1:" + port), "us-east-1", "bucket");
    StoreException failure = failureOf(settings, PutCondition.CREATE);
    assertThat(failure.outcome()).isEqualTo(CallOutcome.NOT_DONE);
    assertThat(failure.isRetryable()).isTrue();
  }

  @Test
  void aTimeoutHasAnUnknownOutcome() throws IOException {
    // Accepts connections and sends nothing.
    try (ServerSocket silent = new ServerSocket(0)) {
      S3Settings settings =
          S3Settings
              .of(
                  URI.create("http://127.0.0.1:" + silent.getLocalPort()), "us-east-1", "bucket")
              .withTimeout(Duration.ofMillis(200));
      StoreException failure = failureOf(settings, PutCondition.CREATE);
      assertThat(failure.outcome()).isEqualTo(CallOutcome.UNKNOWN);
      assertThat(failure.isRetryable()).isTrue();
    }
  }

  @Test
  void aWriteFoundAfterAFailureIsReportedAsWritten() throws IOException {
    AtomicReference<String> mark = new AtomicReference<>();
    try (FakeS3Service service = new FakeS3Service(exchange -> {
      if (exchange.getRequestMethod().equals("PUT")) {
        mark.set(exchange.getRequestHeaders().getFirst("x-amz-meta-gypsum-write"));
        FakeS3Service.answer(exchange, 500, "InternalError");
      } else {
        answerHead(exchange, "abc", mark.get());
      }
    })) {
      for (PutCondition condition : List.of(PutCondition.CREATE, new PutCondition.IfMatch(OLD))) {
        assertThat(put(service.settings(), condition))
            .isEqualTo(new PutResult.Written(new ETag("abc")));
      }
    }
  }

  @Test
  void aWriteFoundAfterALostConnectionIsReportedAsWritten() throws IOException {
    AtomicReference<String> mark = new AtomicReference<>();
    try (FakeS3Service service = new FakeS3Service(exchange -> {
      if (exchange.getRequestMethod().equals("PUT")) {
        mark.set(exchange.getRequestHeaders().getFirst("x-amz-meta-gypsum-write"));
        // Closes the connection without an answer.
        throw new IOException("broken");
      }
      answerHead(exchange, "abc", mark.get());
    })) {
      assertThat(put(service.settings(), PutCondition.CREATE))
          .isEqualTo(new PutResult.Written(new ETag("abc")));
    }
  }

  @Test
  void aWriteOfAnotherClientLeavesTheOutcomeUnknown() throws IOException {
    try (FakeS3Service service = new FakeS3Service(exchange -> {
      if (exchange.getRequestMethod().equals("PUT")) {
        FakeS3Service.answer(exchange, 500, "InternalError");
      } else {
        answerHead(exchange, "abc", "other mark");
      }
    })) {
      for (PutCondition condition : List.of(PutCondition.CREATE, new PutCondition.IfMatch(OLD))) {
        assertThat(failureOf(service.settings(), condition).outcome())
            .isEqualTo(CallOutcome.UNKNOWN);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"409, ConditionalRequestConflict", "412, PreconditionFailed"})
  void aRefusalIsDecidedByTheCurrentObject(int status, String code) throws IOException {
    AtomicReference<String> there = new AtomicReference<>("other");
    try (FakeS3Service service = new FakeS3Service(exchange -> {
      if (exchange.getRequestMethod().equals("PUT")) {
        FakeS3Service.answer(exchange, status, code);
      } else {
        answerHead(exchange, there.get(), "other mark");
      }
    })) {
      PutCondition condition = new PutCondition.IfMatch(OLD);
      assertThat(put(service.settings(), condition)).isEqualTo(new PutResult.ConditionNotMet());
      there.set(OLD.value());
      StoreException failure = failureOf(service.settings(), condition);
      assertThat(failure.outcome()).isEqualTo(CallOutcome.NOT_DONE);
      assertThat(failure.isRetryable()).isTrue();
    }
  }

  @Test
  void messagesContainNoAccessKey() throws IOException {
    try (
        FakeS3Service service =
            new FakeS3Service(e -> FakeS3Service.answer(e, 500, "InternalError"));
        S3Client client = S3Clients.open(service.settings(), Ceph.ANY_KEY)) {
      S3Puts puts = new S3Puts(client, "bucket", ETagFormat.QUOTED);
      assertThatThrownBy(
          () -> puts.put(KEY, "k", Content.of("x"), PutCondition.OVERWRITE))
          .hasMessageNotContaining("AKIA");
    }
  }

  private static void answerHead(HttpExchange exchange, String etag, String mark)
      throws IOException {
    exchange.getResponseHeaders().set("ETag", '"' + etag + '"');
    exchange.getResponseHeaders().set("x-amz-meta-gypsum-write", mark);
    exchange.sendResponseHeaders(200, -1);
  }

  private static PutResult put(S3Settings settings, PutCondition condition) {
    try (S3Client client = S3Clients.open(settings, Ceph.ANY_KEY)) {
      return new S3Puts(client, "bucket", ETagFormat.QUOTED)
          .put(KEY, "k", Content.of("x"), condition);
    }
  }

  private static StoreException failureOf(S3Settings settings, PutCondition condition) {
    return catchThrowableOfType(StoreException.class, () -> put(settings, condition));
  }
}
