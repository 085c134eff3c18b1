package io.gypsum.client.http;

import java.time.Duration;
import java.util.Set;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/** How requests fail, in words. */
public final class HttpErrors {
  private static final Set<Integer> UNKNOWN_ROUTE = Set.of(404, 405, 501);

  private HttpErrors() {}

  /** The server answered with something else than success. */
  public static RequestFailedException ofStatus(
      String action, int status, @Nullable String serverReason, @Nullable Duration retryAfter) {
    String problem =
        serverReason == null
            ? "the server answered " + status
            : "the server answered " + status + ": " + serverReason;
    boolean busy = status == 429 || status == 503;
    boolean retryable = busy || (status >= 500 && status != 501);
    return new RequestFailedException(
        kindOf(status), action, problem,
        new RequestFailedException.Details(
            status, serverReason, retryable, !busy && status >= 500, retryAfter),
        null);
  }

  /** Whether the server has nothing of the range that was action for. */
  public static boolean isRangeNotSatisfiable(RequestFailedException failure) {
    return failure.status().orElse(0) == 416;
  }

  /** Whether the server does not know what was action of it, and never will. */
  public static boolean isUnsupportedRoute(RequestFailedException failure) {
    return UNKNOWN_ROUTE.contains(failure.status().orElse(0));
  }

  /** Whether no request would do better: no server was reached or trusted, or this client may not ask or go on. */
  public static boolean affectsEveryRequest(RequestFailedException failure) {
    return failure.kind() == GypsumException.Kind.UNAVAILABLE && failure.status().isEmpty()
        && !(failure.isRetryable() && failure.mayHaveHappened());
  }

  /** Nothing was sent: there is no such server, or it is not running. */
  public static RequestFailedException unreachable(String action, String server, Throwable cause) {
    return new RequestFailedException(
        GypsumException.Kind.UNAVAILABLE, action,
        server + " cannot be reached; is it running, and is the address right?",
        new RequestFailedException.Details(0, null, true, false, null), cause);
  }

  /** The client was told to do without the network, and has what is needed nowhere else. */
  public static RequestFailedException offline(String action) {
    return new RequestFailedException(
        GypsumException.Kind.UNAVAILABLE, action,
        "this client is offline, so it has only what is in the cache",
        new RequestFailedException.Details(0, null, false, false, null), null);
  }

  /** Whoever answers there cannot be trusted, so nothing was sent. */
  public static RequestFailedException untrusted(String action, String server, Throwable cause) {
    return new RequestFailedException(
        GypsumException.Kind.UNAVAILABLE, action,
        "no safe connection to " + server + " can be made (" + words(cause)
            + "); if its certificate is of an authority of your own, give that to Java"
            + " (-Djavax.net.ssl.trustStore) or to the client's builder",
        new RequestFailedException.Details(0, null, false, false, null), cause);
  }

  /** The connection broke or went silent after something had been sent. */
  public static RequestFailedException connectionBroken(String action, Throwable cause) {
    return new RequestFailedException(
        GypsumException.Kind.UNAVAILABLE, action, "the connection broke (" + words(cause) + ")",
        new RequestFailedException.Details(0, null, true, true, null), cause);
  }

  /** Nothing came, or could be sent, for too long. */
  public static RequestFailedException timedOut(
      String action, Duration timeout, Throwable cause) {
    return new RequestFailedException(
        GypsumException.Kind.UNAVAILABLE, action,
        "the server was silent for " + timeout.toMillis() / 1000.0 + " s",
        new RequestFailedException.Details(0, null, true, true, null), cause);
  }

  /** What arrived is not what the manifest says; trying again may bring the right bytes. */
  public static RequestFailedException corrupt(String action, String problem) {
    return new RequestFailedException(
        GypsumException.Kind.CORRUPT, action, problem,
        new RequestFailedException.Details(0, null, true, false, null), null);
  }

  /** The server's answer is not what the wire contract says. */
  public static RequestFailedException unexpectedResponse(String action, String problem) {
    return new RequestFailedException(
        GypsumException.Kind.CORRUPT, action, "the server's answer is not as expected: " + problem,
        new RequestFailedException.Details(0, null, false, true, null), null);
  }

  /** The calling thread was interrupted; its interrupt flag is set again. */
  public static RequestFailedException interrupted(String action, @Nullable Throwable cause) {
    Thread.currentThread().interrupt();
    return new RequestFailedException(
        GypsumException.Kind.UNAVAILABLE, action, "interrupted",
        new RequestFailedException.Details(0, null, false, true, null), cause);
  }

  private static String words(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static GypsumException.Kind kindOf(int status) {
    return switch (status) {
      case 401 -> GypsumException.Kind.UNAUTHENTICATED;
      case 403 -> GypsumException.Kind.FORBIDDEN;
      case 404 -> GypsumException.Kind.NOT_FOUND;
      case 413 -> GypsumException.Kind.TOO_LARGE;
      case 429, 503 -> GypsumException.Kind.BUSY;
      default -> status >= 500 ? GypsumException.Kind.UNAVAILABLE : GypsumException.Kind.INVALID;
    };
  }
}
