package io.gypsum.client.failure;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.retry.CallFailure;
import io.gypsum.core.retry.CallOutcome;
import org.jspecify.annotations.Nullable;

/**
 * A request to a server failed. The message contains what was requested, what went wrong and, if the server sent one, its
 * reason. It never contains a token.
 *
 * <pre>{@code
 * try {
 *   gypsum.approveProbation(version);
 * } catch (RequestFailedException e) {
 *   String why = e.serverReason().orElse("no reason given");
 *   boolean later = e.isRetryable();
 * }
 * }</pre>
 */
public final class RequestFailedException extends GypsumException implements CallFailure {
  private static final long serialVersionUID = 1;

  /** A server that refuses connections rarely accepts them within seconds, so few attempts are made. */
  private static final int MAX_CONNECTION_ATTEMPTS = 3;
  /** If a server asks for a longer wait, the request fails at once. */
  private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(5);

  /** What a user can do about a failed request. Programs add the names of their own options to the message. */
  public enum Remedy {
    /** Correct the URL of the server. */
    CORRECT_URL,
    /** Use an https URL, or permit access tokens to be sent unencrypted. */
    PERMIT_INSECURE_TOKENS,
    /** Permit requests to the server. */
    GO_ONLINE,
    /** Permit retries for a longer time. */
    RETRY_LONGER,
    /** Repeat the operation; the message describes what that continues. */
    REPEAT_OPERATION
  }

  private final String action;
  private final String problem;
  /** 0 if there was no response. */
  private final int status;
  private final @Nullable String serverReason;
  /** Whether the server reported the kind; otherwise it was derived from the status. */
  private final boolean kindReported;
  private final boolean retryable;
  private final boolean mayHaveHappened;
  private final @Nullable Duration retryAfter;
  private final @Nullable Instant unavailableSince;
  private final EnumSet<Remedy> remedies;
  private final transient @Nullable MissingFiles missingFiles;

  private RequestFailedException(Builder builder) {
    super(
        builder.kind, "cannot " + builder.action + ": " + builder.problem, builder.cause);
    this.action = builder.action;
    this.problem = builder.problem;
    this.status = builder.status;
    this.serverReason = builder.serverReason;
    this.kindReported = builder.kindReported;
    this.retryable = builder.retryable;
    this.mayHaveHappened = builder.mayHaveHappened;
    this.retryAfter = builder.retryAfter;
    this.unavailableSince = builder.unavailableSince;
    this.remedies = EnumSet.copyOf(builder.remedies);
    this.missingFiles = builder.missingFiles;
  }

  /**
   * Returns a builder of a failure with the message "cannot {@code action}: {@code problem}", which is not retryable and did
   * not happen. Programs need it only in their tests.
   *
   * @param problem without secrets
   */
  public static Builder builder(Kind kind, String action, String problem) {
    return new Builder(kind, action, problem);
  }

  /** Builds a failure. */
  public static final class Builder {
    private final Kind kind;
    private final String action;
    private final String problem;
    private int status;
    private @Nullable String serverReason;
    private boolean kindReported;
    private boolean retryable;
    private boolean mayHaveHappened;
    private @Nullable Duration retryAfter;
    private @Nullable Instant unavailableSince;
    private final EnumSet<Remedy> remedies = EnumSet.noneOf(Remedy.class);
    private @Nullable MissingFiles missingFiles;
    private @Nullable Throwable cause;

    private Builder(Kind kind, String action, String problem) {
      this.kind = kind;
      this.action = action;
      this.problem = problem;
    }

    /** Sets the status of the response. */
    public Builder status(int value) {
      this.status = value;
      return this;
    }

    /** Sets the reason that the server sent; null if it sent none. */
    public Builder serverReason(@Nullable String value) {
      this.serverReason = value;
      return this;
    }

    /** Sets whether the server reported the kind of the failure; otherwise it was derived from the status. */
    public Builder kindReported(boolean value) {
      this.kindReported = value;
      return this;
    }

    /** Sets whether the same request may succeed later. */
    public Builder retryable(boolean value) {
      this.retryable = value;
      return this;
    }

    /** Sets whether the request may have been carried out. */
    public Builder mayHaveHappened(boolean value) {
      this.mayHaveHappened = value;
      return this;
    }

    /** Sets the delay that the server requested; null if it requested none. */
    public Builder retryAfter(@Nullable Duration value) {
      this.retryAfter = value;
      return this;
    }

    /**
     * Sets the time of the first failure after the server's last response; null if the server never responded, or is available.
     */
    public Builder unavailableSince(@Nullable Instant value) {
      this.unavailableSince = value;
      return this;
    }

    /** Sets the files without which the server cannot complete an upload; null if it reported none. */
    public Builder missingFiles(@Nullable MissingFiles value) {
      this.missingFiles = value;
      return this;
    }

    /** Adds what a user can do. */
    public Builder remedy(Remedy value) {
      remedies.add(value);
      return this;
    }

    private Builder remedies(Set<Remedy> values) {
      remedies.addAll(values);
      return this;
    }

    public Builder cause(@Nullable Throwable value) {
      this.cause = value;
      return this;
    }

    public RequestFailedException build() {
      return new RequestFailedException(this);
    }
  }

  private Builder copy(Kind newKind, String newProblem) {
    return copy(newKind, action, newProblem);
  }

  private Builder copy(Kind newKind, String newAction, String newProblem) {
    return builder(newKind, newAction, newProblem)
        .status(status)
        .serverReason(serverReason)
        .kindReported(kindReported)
        .retryable(retryable)
        .mayHaveHappened(mayHaveHappened)
        .retryAfter(retryAfter)
        .unavailableSince(unavailableSince)
        .missingFiles(missingFiles)
        .remedies(remedies);
  }

  /** Returns what was requested, such as {@code start the upload of p/a/v}. */
  public String action() {
    return action;
  }

  /** Returns the HTTP status; empty if there was no response, or it was broken or corrupt. */
  public OptionalInt status() {
    return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
  }

  /** Returns the reason that the server sent; empty if it sent none. */
  public Optional<String> serverReason() {
    return Optional.ofNullable(serverReason);
  }

  /** Returns what a user can do, in the order of the enum; empty if that is unknown. */
  public Set<Remedy> remedies() {
    return Collections.unmodifiableSet(remedies);
  }

  /** Returns the files without which the server cannot complete an upload; empty if it reported none. */
  public Optional<MissingFiles> missingFiles() {
    return Optional.ofNullable(missingFiles);
  }

  /** Returns whether the server refused the request without reporting whether a lock of the project is the reason. */
  public boolean mayBeLocked() {
    return kind() == Kind.FORBIDDEN && !kindReported;
  }

  /** Returns whether the same request may succeed later without any change. The client has already retried it. */
  @Override
  public boolean isRetryable() {
    return retryable;
  }

  /**
   * Returns whether a request that changes something may have been carried out although it failed, since its response was
   * lost. If so, read the current state before repeating the request. If false, it was not carried out.
   */
  public boolean mayHaveHappened() {
    return mayHaveHappened;
  }

  @Override
  public CallOutcome outcome() {
    return mayHaveHappened ? CallOutcome.UNKNOWN : CallOutcome.NOT_DONE;
  }

  /**
   * Returns the delay before the next attempt that the server requested; zero if it asked to slow down without a time, empty if
   * it requested none.
   */
  @Override
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Returns whether the server limits the rate of requests, or asked to wait because it is busy. */
  @Override
  public boolean isThrottled() {
    return status == 429 || (status == 503 && retryAfter != null);
  }

  @Override
  public int maxAttempts() {
    if (retryAfter != null && retryAfter.compareTo(MAX_RETRY_AFTER) > 0) {
      return 1;
    }
    boolean notConnected = kind() == Kind.UNAVAILABLE && status == 0 && !mayHaveHappened;
    return notConnected ? MAX_CONNECTION_ATTEMPTS : Integer.MAX_VALUE;
  }

  /**
   * Returns the time of the first failure since the server last responded. Empty if it never responded, or is available.
   */
  @Override
  public Optional<Instant> unavailableSince() {
    return Optional.ofNullable(unavailableSince);
  }

  /** Returns this failure, of a server that has been unavailable since {@code time}. */
  public RequestFailedException withUnavailableSince(Instant time) {
    return copy(kind(), problem).unavailableSince(time).cause(getCause()).build();
  }

  /** Returns this failure for a request of which an earlier attempt may have been carried out. */
  @Override
  public RequestFailedException withUnknownOutcome() {
    if (mayHaveHappened) {
      return this;
    }
    return copy(kind(), problem).mayHaveHappened(true).cause(getCause()).build();
  }

  /** Returns this failure as that of an action of which the request was a part. */
  public RequestFailedException withAction(String largerAction) {
    return copy(kind(), largerAction, problem).cause(this).build();
  }

  /** Returns this failure with a more specific problem in its message. */
  public RequestFailedException withProblem(String betterProblem) {
    return copy(kind(), betterProblem).cause(this).build();
  }

  /** Returns this failure with kind LOCKED and a more specific problem. */
  public RequestFailedException asLocked(String betterProblem) {
    return copy(Kind.LOCKED, betterProblem).cause(this).build();
  }

  /** Returns this failure with advice at the end of its message. */
  public RequestFailedException withAdvice(String advice) {
    return withProblem(problem + "; " + advice);
  }

  /** Returns this failure with a further remedy, and advice at the end of its message. */
  public RequestFailedException withAdvice(Remedy remedy, String advice) {
    return copy(kind(), problem + "; " + advice).remedy(remedy).cause(this).build();
  }
}
