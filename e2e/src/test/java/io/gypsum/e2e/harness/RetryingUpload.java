package io.gypsum.e2e.harness;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import io.gypsum.e2e.harness.TestUpload.Session;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An upload by a client that repeats requests while the store fails, until the version exists. Asserts that every failure has a proper error response. Not thread-safe.
 */
public final class RetryingUpload {
  /** The maximum time until a response, successful or not. */
  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);

  private final TestUpload upload;
  private final Runnable onFailure;
  private int failures;
  private boolean acknowledged;
  private TestResponse last;

  public RetryingUpload(TestUpload upload) {
    this(upload, () -> {});
  }

  /** @param onFailure called after each response that reports a failure of the store */
  public RetryingUpload(TestUpload upload, Runnable onFailure) {
    this.upload = upload;
    this.onFailure = onFailure;
  }

  /** Repeats the upload until the version exists. */
  public RetryingUpload untilDone() {
    try {
      Eventually.await("the upload", this::attempt);
    } catch (AssertionError e) {
      throw new AssertionError("the upload did not succeed; the last response was " + last, e);
    }
    return this;
  }

  /** Returns the number of responses that reported a failure of the store. */
  public int failures() {
    return failures;
  }

  /** Returns whether the server confirmed the completion; false if the version was found to exist after a failure. */
  public boolean isAcknowledged() {
    return acknowledged;
  }

  /** Performs the whole upload once and returns whether the version exists now. */
  public boolean attempt() {
    TestResponse started = timed(upload::tryStart);
    if (started.status() == 400) {
      started.refused(400, "already exists");
      assertThat(failures).as("failures before %s", started).isPositive();
      return true;
    }
    if (started.status() == 403) {
      started.refused(403, "locked");
      return false;
    }
    if (hasFailed(started)) {
      return false;
    }
    Session session = upload.begun(started);
    for (String file : session.fileUrls().keySet()) {
      Progress progress = Progress.AGAIN;
      while (progress == Progress.AGAIN) {
        progress = send(session, file);
      }
      if (progress == Progress.ENDED) {
        return false;
      }
    }
    return complete(session);
  }

  private enum Progress {
    DONE, AGAIN, ENDED
  }

  private Progress send(Session session, String file) {
    TestResponse address = timed(() -> session.presign(file));
    if (address.status() != 200) {
      return progress(address);
    }
    URI url = URI.create((String) Json.object(address.json()).get("url"));
    if (url.getAuthority().equals(session.http().server().getAuthority())) {
      return progress(timed(() -> session.putFile(url, file)));
    }
    try {
      return session.putFile(url, file).status() == 200 ? Progress.DONE : Progress.AGAIN;
    } catch (UncheckedIOException e) {
      return Progress.AGAIN;
    }
  }

  private boolean complete(Session session) {
    Progress progress = Progress.AGAIN;
    while (progress == Progress.AGAIN) {
      progress = progress(timed(session::complete));
    }
    acknowledged = progress == Progress.DONE;
    return acknowledged;
  }

  private TestResponse timed(Supplier<TestResponse> request) {
    Instant begin = Instant.now();
    TestResponse response = request.get();
    last = response;
    assertThat(Duration.between(begin, Instant.now())).as("time of %s", response)
        .isLessThan(RESPONSE_TIMEOUT);
    return response;
  }

  private Progress progress(TestResponse response) {
    if (response.status() == 403) {
      response.refused(403);
      assertThat(failures).as("failures before %s", response).isPositive();
      return Progress.ENDED;
    }
    return hasFailed(response) ? Progress.AGAIN : Progress.DONE;
  }

  private boolean hasFailed(TestResponse response) {
    if (response.status() == 503) {
      response.refused(503);
      failures++;
      onFailure.run();
      return true;
    }
    response.ok();
    return false;
  }
}
