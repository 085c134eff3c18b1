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
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** Translates failures of the SDK and the service to messages without credentials and signatures. */
final class S3Errors {
  private S3Errors() {}

  /** @param action completes "cannot …", for example {@code read 'key'} */
  static StoreException ofRead(String action, SdkException cause) {
    return of(action, reason(cause), false, cause);
  }

  /** Returns a failure with the outcome UNKNOWN, unless the response or the exception proves that nothing was done. */
  static StoreException ofWrite(String action, SdkException cause) {
    Reason reason = reason(cause);
    return of(action, reason, reason.maybeDone, cause);
  }

  /** Returns the failure of a write that certainly did not happen. */
  static StoreException notDone(String action, SdkException cause) {
    return of(action, reason(cause), false, cause);
  }

  private static StoreException of(
      String action, Reason reason, boolean unknown, SdkException cause) {
    return new StoreException(
        "cannot " + action + ": " + reason.words
            + (unknown ? "; it may have taken effect anyway, read the object to find out" : ""),
        unknown ? CallOutcome.UNKNOWN : CallOutcome.NOT_DONE, reason.retryable, cause);
  }

  static int status(SdkException failure) {
    return failure instanceof AwsServiceException service ? service.statusCode() : 0;
  }

  /** Returns the error code of the response; empty when it contains none. */
  static String code(SdkException failure) {
    AwsErrorDetails details =
        failure instanceof AwsServiceException service ? service.awsErrorDetails() : null;
    String code = details == null ? null : details.errorCode();
    return code == null ? "" : code;
  }

  /** Services join only parts of at least 5 MiB, except the last one. */
  static boolean isPartTooSmall(@Nullable Throwable failure) {
    return failure instanceof SdkException response && code(response).equals("EntityTooSmall");
  }

  private static Reason reason(SdkException failure) {
    if (failure instanceof AwsServiceException) {
      return reason(status(failure), code(failure));
    }
    if (failure instanceof AbortedException) {
      return new Reason("the call was interrupted", true, false);
    }
    if (failure instanceof ApiCallTimeoutException) {
      return new Reason("the store did not respond before the deadline", true, true);
    }
    if (failure instanceof DeadlineClient.PassedException) {
      return new Reason("the deadline passed before the request was sent; try again", false, true);
    }
    String message = failure.getMessage();
    if (message != null && message.startsWith("Unable to load credentials")) {
      return new Reason(
          "no access key was found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a"
              + " profile in AWS_PROFILE",
          false, false);
    }
    return wasConnected(failure)
        ? new Reason(
            "the connection to the store failed before the response was complete", true, true)
        : new Reason("the store cannot be reached; is it running?", false, true);
  }

  private static Reason reason(int status, String code) {
    String response = " (it responded with " + status + (code.isEmpty() ? "" : " " + code) + ")";
    if (status < 300) {
      // The service began to answer before it had ended the call, which may have had any effect.
      return new Reason("the store failed after it had begun to respond" + response, true, true);
    }
    if (status == 409 && !code.startsWith("Bucket")) {
      return new Reason("it conflicted with concurrent writes; try again" + response, false, true);
    }
    if (code.equals("RequestTimeTooSkewed")) {
      return new Reason(
          "the clocks of this machine and the store differ; synchronize them" + response, false,
          false);
    }
    if (code.equals("NoSuchBucket")) {
      return new Reason("the bucket does not exist" + response, false, false);
    }
    if (code.equals("SlowDown") || code.equals("RequestTimeout") || status == 429) {
      return new Reason("the store is overloaded; try again later" + response, false, true);
    }
    if (status == 401 || status == 403) {
      return new Reason(
          "the store refuses access; the access key must allow reading, writing, listing and deleting"
              + response,
          false, false);
    }
    if (status == 501) {
      return new Reason("the store does not support the request" + response, false, false);
    }
    return status >= 500
        ? new Reason("the store failed" + response, true, true)
        : new Reason("the store refused the request" + response, false, false);
  }

  private static boolean wasConnected(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      // Exceptions of the HTTP client are compared by name: the SDK hides which client it uses.
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
   * @param maybeDone whether a write that failed for this reason may have happened
   * @param retryable whether the same call may succeed later
   */
  private record Reason(String words, boolean maybeDone, boolean retryable) {}
}
