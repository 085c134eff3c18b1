package io.gypsum.e2e.harness;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import io.gypsum.e2e.harness.TestUpload.Session;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An upload by somebody who, where the store fails, does again what failed, until the version is there. Everything that
 * fails must say so clearly. For one thread.
 */
public final class RetryingUpload {
  /** No answer, good or bad, may take longer. */
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);

  private final TestUpload upload;
  private final Runnable onFailure;
  private int failures;
  private boolean acknowledged;
  private TestResponse last;

  public RetryingUpload(TestUpload upload) {
    this(upload, () -> {});
  }

  /** @param onFailure is told of each failure of the store */
  public RetryingUpload(TestUpload upload, Runnable onFailure) {
    this.upload = upload;
    this.onFailure = onFailure;
  }

  /** Returns when it is done. */
  public RetryingUpload untilDone() {
    try {
      Eventually.await("the upload", this::attempt);
    } catch (AssertionError e) {
      throw new AssertionError("the upload is not done; the last answer was " + last, e);
    }
    return this;
  }

  /** How many requests the server answered with a failure of the store. */
  public int failures() {
    return failures;
  }

  /** Whether the server said that it is complete; false when it was found to be after something had failed. */
  public boolean isAcknowledged() {
    return acknowledged;
  }

  /** Tries all of it once; returns whether it is done now. */
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
    TestResponse answer = request.get();
    last = answer;
    assertThat(Duration.between(begin, Instant.now())).as("time of %s", answer)
        .isLessThan(LONGEST_ANSWER);
    return answer;
  }

  private Progress progress(TestResponse answer) {
    if (answer.status() == 403) {
      answer.refused(403);
      assertThat(failures).as("failures before %s", answer).isPositive();
      return Progress.ENDED;
    }
    return hasFailed(answer) ? Progress.AGAIN : Progress.DONE;
  }

  private boolean hasFailed(TestResponse answer) {
    if (answer.status() == 503) {
      answer.refused(503);
      failures++;
      onFailure.run();
      return true;
    }
    answer.ok();
    return false;
  }
}
