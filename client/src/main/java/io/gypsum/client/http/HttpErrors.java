package io.gypsum.client.http;

import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.failure.RequestFailedException.Remedy;
import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * Creates and classifies the failures of requests. Each {@code action} completes a message that starts with "cannot". Messages
 * do not name options of the command: a failure has a {@link Remedy}, for which each program uses its own words.
 */
public final class HttpErrors {
  private static final Set<Integer> UNSUPPORTED_ROUTE = Set.of(404, 405, 501);

  /** Insufficient Storage: another attempt in a few seconds would fail, too. */
  private static final int NO_SPACE = 507;

  private HttpErrors() {}

  /** Returns the failure for a response with a status other than success that contains no kind. */
  public static RequestFailedException ofStatus(
      String action, int status, @Nullable String serverReason, @Nullable Duration retryAfter) {
    return builderOfStatus(action, status, serverReason, null, retryAfter).build();
  }

  /**
   * Returns a builder of the failure for a response with a status other than success.
   *
   * @param code the kind that the server reported; null if it reported none
   */
  static RequestFailedException.Builder builderOfStatus(
      String action, int status, @Nullable String serverReason, @Nullable String code,
      @Nullable Duration retryAfter) {
    String answer =
        serverReason == null
            ? "the server answered " + status
            : "the server answered " + status + ": " + serverReason;
    String problem = answer + switch (status) {
      case NO_SPACE -> answer.contains("disk is full") ? "" : "; the server's disk is full";
      // The server's own responses contain a reason.
      case 502, 504 ->
          serverReason == null ? "; a proxy in front of the server cannot reach it" : "";
      case 503 -> serverReason == null && retryAfter == null
          ? "; the server, or a proxy in front of it, is temporarily unavailable"
          : "";
      default -> "";
    };
    boolean busy = status == 429 || status == 503;
    boolean retryable = busy || (status >= 500 && status != 501 && status != NO_SPACE);
    Optional<GypsumException.Kind> reported = reportedKind(status, code);
    return RequestFailedException
        .builder(reported.orElseGet(() -> kindOf(status, serverReason)), action, problem)
        .status(status)
        .serverReason(serverReason)
        .kindReported(reported.isPresent())
        .retryable(retryable)
        .mayHaveHappened(!busy && status >= 500)
        .retryAfter(retryAfter);
  }

  /**
   * Returns the failure for a proxy that refused to open a tunnel to the server. The server received nothing: 404 does not mean
   * that a file does not exist.
   *
   * @param answer the failure of that status
   */
  static RequestFailedException tunnelRefused(RequestFailedException answer, String server) {
    int status = answer.status().orElse(0);
    return RequestFailedException
        .builder(
            GypsumException.Kind.UNAVAILABLE, answer.action(),
            "the proxy answered " + status + " to the request for a connection to '" + server
                + "'")
        .status(status)
        .retryable(answer.isRetryable())
        .retryAfter(answer.retryAfter().orElse(null))
        .build();
  }

  /** Returns whether the requested range is outside the file. */
  public static boolean isRangeNotSatisfiable(RequestFailedException failure) {
    return failure.status().orElse(0) == 416;
  }

  /** Returns whether the server does not support the request at all, so that sending it again is pointless. */
  public static boolean isUnsupportedRoute(RequestFailedException failure) {
    return UNSUPPORTED_ROUTE.contains(failure.status().orElse(0));
  }

  /**
   * Returns whether any other request would fail, too: the server cannot be reached or trusted, the client is offline, or
   * the thread was interrupted.
   */
  public static boolean affectsEveryRequest(RequestFailedException failure) {
    return failure.kind() == GypsumException.Kind.UNAVAILABLE && failure.status().isEmpty()
        && !(failure.isRetryable() && failure.mayHaveHappened());
  }

  /** No connection could be opened, so nothing was sent. */
  public static RequestFailedException unreachable(
      String action, String server, Throwable cause) {
    return cause instanceof UnknownHostException
        ? withoutStatus(
            GypsumException.Kind.UNAVAILABLE, action,
            "cannot resolve the host of '" + server + "'; check the URL and the network",
            Retry.SAFE)
            .remedy(Remedy.CORRECT_URL)
            .cause(cause)
            .build()
        : withoutStatus(
            GypsumException.Kind.UNAVAILABLE, action,
            "'" + server + "' cannot be reached; check that the address is correct and the server"
                + " is running",
            Retry.SAFE)
            .cause(cause)
            .build();
  }

  /** The client does not send the request, since the server would refuse it. */
  public static RequestFailedException refused(String action, String problem) {
    return withoutStatus(
        GypsumException.Kind.INVALID, action, problem, Retry.USELESS).build();
  }

  /** The client does not send the request, since anyone on the network path to the server could read its secret. */
  static RequestFailedException insecure(String action, URI uri) {
    return withoutStatus(
        GypsumException.Kind.INVALID, action,
        "the access token would be sent unencrypted to '" + uri.getScheme() + "://"
            + uri.getRawAuthority() + "'; use an https URL, or permit this explicitly",
        Retry.USELESS)
        .remedy(Remedy.PERMIT_INSECURE_TOKENS)
        .build();
  }

  /** The client is offline, and the cache does not contain what is needed. */
  public static RequestFailedException offline(String action) {
    return withoutStatus(
        GypsumException.Kind.UNAVAILABLE, action,
        "this client is offline and can only use what is in the cache", Retry.USELESS)
        .remedy(Remedy.GO_ONLINE)
        .build();
  }

  /** The server failed the TLS handshake, so nothing was sent. */
  public static RequestFailedException untrusted(String action, String server, Throwable cause) {
    return withoutStatus(
        GypsumException.Kind.UNAVAILABLE, action,
        "no secure connection to '" + server + "' could be established (" + messageOf(cause)
            + "); if its certificate was issued by a private authority, add that authority to"
            + " a trust store (JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=FILE)",
        Retry.USELESS)
        .cause(cause)
        .build();
  }

  /** The connection broke after something had been sent. */
  public static RequestFailedException connectionBroken(String action, Throwable cause) {
    return withoutStatus(
        GypsumException.Kind.UNAVAILABLE, action,
        "the connection was lost (" + messageOf(cause) + ")", Retry.IF_IDEMPOTENT)
        .cause(cause)
        .build();
  }

  /** Nothing was received, or could be sent, for {@code timeout}. */
  public static RequestFailedException timedOut(
      String action, Duration timeout, Throwable cause) {
    return withoutStatus(
        GypsumException.Kind.UNAVAILABLE, action,
        "the server did not respond for " + timeout.toMillis() / 1000.0 + " s",
        Retry.IF_IDEMPOTENT)
        .cause(cause)
        .build();
  }

  /** The received bytes are not those of the manifest; another attempt may receive the right ones. */
  public static RequestFailedException corrupt(String action, String problem) {
    return withoutStatus(
        GypsumException.Kind.CORRUPT, action, problem, Retry.SAFE).build();
  }

  /** The response does not conform to the REST API specification. */
  public static RequestFailedException unexpectedResponse(String action, String problem) {
    return withoutStatus(
        GypsumException.Kind.CORRUPT, action, "the server's response is invalid: " + problem,
        Retry.UNKNOWN_AND_USELESS).build();
  }

  /** The file on the server was replaced while it was being read. */
  static RequestFailedException replaced(String action) {
    return withoutStatus(
        GypsumException.Kind.CORRUPT, action,
        "the file was replaced while it was being read; open it again", Retry.USELESS).build();
  }

  /** The calling thread was interrupted; its interrupt status is set again. */
  public static RequestFailedException interrupted(String action, @Nullable Throwable cause) {
    Thread.currentThread().interrupt();
    return withoutStatus(
        GypsumException.Kind.UNAVAILABLE, action, "interrupted", Retry.UNKNOWN_AND_USELESS)
        .cause(cause)
        .build();
  }

  /** Whether a failed request is worth retrying, and whether the server may have carried it out. */
  private enum Retry {
    SAFE(true, false), IF_IDEMPOTENT(true, true), USELESS(false, false),
    UNKNOWN_AND_USELESS(false, true);

    private final boolean retryable;
    private final boolean mayHaveHappened;

    Retry(boolean retryable, boolean mayHaveHappened) {
      this.retryable = retryable;
      this.mayHaveHappened = mayHaveHappened;
    }
  }

  private static RequestFailedException.Builder withoutStatus(
      GypsumException.Kind kind, String action, String problem, Retry retry) {
    return RequestFailedException.builder(kind, action, problem)
        .retryable(retry.retryable)
        .mayHaveHappened(retry.mayHaveHappened);
  }

  static String messageOf(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /** Returns whether the server refused a request because of missing permission or a lock. */
  public static boolean isRefusal(RequestFailedException failure) {
    return failure.kind() == GypsumException.Kind.FORBIDDEN
        || failure.kind() == GypsumException.Kind.LOCKED;
  }

  /** Returns whether the request cannot succeed: it is refused, invalid, or needs a resource that was deleted. */
  public static boolean isRejection(RequestFailedException failure) {
    return isRefusal(failure) || failure.kind() == GypsumException.Kind.INVALID
        || (failure.kind() == GypsumException.Kind.NOT_FOUND
            && failure.status().orElse(0) == 400);
  }

  /** Returns the kind that the server reported; empty if it reported none, or one that contradicts the status. */
  private static Optional<GypsumException.Kind> reportedKind(int status, @Nullable String code) {
    return code == null
        ? Optional.empty()
        : GypsumException.Kind.ofCode(code).filter(kind -> isPossible(kind, status));
  }

  private static boolean isPossible(GypsumException.Kind kind, int status) {
    return switch (kind) {
      case INVALID -> status >= 400 && status < 500 && kindOf(status) == kind;
      case NOT_FOUND -> status == 404 || status == 400;
      case LOCKED -> status == 403 || status == 409 || status == 423;
      case BUSY, UNAVAILABLE -> status == 429 || status == 503;
      case CORRUPT -> status == 500;
      case UNAUTHENTICATED, FORBIDDEN, TOO_LARGE, NO_SPACE -> kindOf(status) == kind;
    };
  }

  /**
   * Returns the kind of a failure if the server reported none. Detects missing resources by the words that existing clients
   * rely on.
   */
  private static GypsumException.Kind kindOf(int status, @Nullable String serverReason) {
    return status == 400 && serverReason != null && serverReason.contains("does not exist")
        ? GypsumException.Kind.NOT_FOUND
        : kindOf(status);
  }

  private static GypsumException.Kind kindOf(int status) {
    return switch (status) {
      case 401 -> GypsumException.Kind.UNAUTHENTICATED;
      case 403 -> GypsumException.Kind.FORBIDDEN;
      case 404 -> GypsumException.Kind.NOT_FOUND;
      case 413 -> GypsumException.Kind.TOO_LARGE;
      case 429, 503 -> GypsumException.Kind.BUSY;
      case NO_SPACE -> GypsumException.Kind.NO_SPACE;
      default -> status >= 500 ? GypsumException.Kind.UNAVAILABLE : GypsumException.Kind.INVALID;
    };
  }
}
