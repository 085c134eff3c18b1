package io.gypsum.store.s3;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;

import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.StoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/** Failures of the SDK and the engine, in words that hold no key and no signature. */
final class Failures {
  private Failures() {}

  /** @param tried what was tried, as it follows "cannot": {@code read 'key'} */
  static StoreException ofRead(String tried, SdkException cause) {
    return of(tried, reason(cause), false, cause);
  }

  /** UNKNOWN, unless the answer or the way it failed tells that nothing was done. */
  static StoreException ofWrite(String tried, SdkException cause) {
    Reason reason = reason(cause);
    return of(tried, reason, reason.maybeDone, cause);
  }

  /** A write of which it is certain that it did not happen. */
  static StoreException notDone(String tried, SdkException cause) {
    return of(tried, reason(cause), false, cause);
  }

  private static StoreException of(
      String tried, Reason reason, boolean unknown, SdkException cause) {
    return new StoreException(
        "cannot " + tried + ": " + reason.words
            + (unknown ? "; whether it was done is not known, so read it again" : ""),
        unknown ? CallOutcome.UNKNOWN : CallOutcome.NOT_DONE, reason.retryable, cause);
  }

  static int status(SdkException failure) {
    return failure instanceof AwsServiceException service ? service.statusCode() : 0;
  }

  /** The engine's own word for what went wrong; empty when it gave none. */
  static String code(SdkException failure) {
    AwsErrorDetails details =
        failure instanceof AwsServiceException service ? service.awsErrorDetails() : null;
    String code = details == null ? null : details.errorCode();
    return code == null ? "" : code;
  }

  /** Engines join only parts of 5 MiB and more, the last one apart. */
  static boolean isPartTooSmall(@Nullable Throwable failure) {
    return failure instanceof SdkException answer && code(answer).equals("EntityTooSmall");
  }

  private static Reason reason(SdkException failure) {
    if (failure instanceof AwsServiceException) {
      return reason(status(failure), code(failure));
    }
    if (failure instanceof AbortedException) {
      return new Reason("the call was interrupted", true, false);
    }
    String message = failure.getMessage();
    if (message != null && message.startsWith("Unable to load credentials")) {
      return new Reason(
          "no access key was found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a"
              + " profile in AWS_PROFILE",
          false, false);
    }
    return wasConnected(failure)
        ? new Reason("the store did not answer to the end", true, true)
        : new Reason("the store cannot be reached; is it running?", false, true);
  }

  private static Reason reason(int status, String code) {
    String answer = " (it answered " + status + (code.isEmpty() ? "" : " " + code) + ")";
    if (code.equals("RequestTimeTooSkewed")) {
      return new Reason(
          "the clocks of this machine and of the store differ; set them right" + answer, false,
          false);
    }
    if (code.equals("NoSuchBucket")) {
      return new Reason("the bucket is not there" + answer, false, false);
    }
    if (code.equals("SlowDown") || code.equals("RequestTimeout") || status == 429) {
      return new Reason("the store asks to come back later" + answer, false, true);
    }
    if (status == 401 || status == 403) {
      return new Reason(
          "the store refuses; its key must allow reading, writing, listing and deleting" + answer,
          false, false);
    }
    return status >= 500
        ? new Reason("the store failed" + answer, true, true)
        : new Reason("the store refused the request" + answer, false, false);
  }

  private static boolean wasConnected(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      // The HTTP client's own exceptions are known by name: they are behind the SDK's choice of client.
      String name = cause.getClass().getSimpleName();
      if (cause instanceof ConnectException || cause instanceof UnknownHostException
          || cause instanceof NoRouteToHostException || name.equals("ConnectTimeoutException")
          || name.equals("ConnectionRequestTimeoutException")) {
        return false;
      }
    }
    return true;
  }

  /**
   * @param maybeDone whether a write that failed so may have happened
   * @param retryable whether the same may succeed later
   */
  private record Reason(String words, boolean maybeDone, boolean retryable) {}
}
