package io.gypsum.server.status;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import io.gypsum.core.GypsumException;
import io.gypsum.core.LogLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks whether a server is ready: it can use its store, and users can sign in. The checks run in order until one fails.
 * A store that hangs occupies only one run, regardless of the number of callers, which share it. Thread-safe.
 */
public final class HealthChecks {
  private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

  private final List<HealthCheck> checks;
  private final Duration timeout;
  private final LongSupplier nanoTime;
  private final Object lock = new Object();
  /** Guarded by {@link #lock}, as is {@link #lastProblem}. */
  private @Nullable CheckRun running;
  /** Null when the server was ready at the last check. */
  private @Nullable String lastProblem;
  private volatile boolean stopping;

  /**
   * One check.
   *
   * @param name what is checked, for administrators
   * @param work throws when the server cannot serve requests
   */
  public record HealthCheck(String name, Runnable work) {}

  /** The state of a check. */
  public enum HealthState {
    OK, FAILED,
    /** The check has not ended. */
    RUNNING,
    /** An earlier check has failed or is running. */
    NOT_RUN;

    /** Returns the name for people. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** @param problem why the check failed, in general terms; null if it did not */
  public record HealthResult(String name, HealthState state, @Nullable String problem) {}

  /**
   * @param checks run in this order
   * @param timeout the time within which all checks must end
   * @param nanoTime such as {@link System#nanoTime}
   */
  public HealthChecks(List<HealthCheck> checks, Duration timeout, LongSupplier nanoTime) {
    this.checks = List.copyOf(checks);
    this.timeout = timeout;
    this.nanoTime = nanoTime;
  }

  /** Reports the server as not ready from now on, so that load balancers stop sending requests to it. */
  public void markStopping() {
    stopping = true;
  }

  /** Returns why the server is not ready; null when it is. */
  @Nullable
  String problem() {
    if (stopping) {
      return "the server is shutting down";
    }
    try {
      currentRun().end.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      log(null, "");
      return null;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return log(reason(cause), LogLine.of(cause));
    } catch (TimeoutException e) {
      return log("the store does not respond", "the store did not respond within " + timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the check was interrupted";
    }
  }

  /**
   * Returns the state of each check: from the current run if it ends within {@code maxWait} or already takes longer than
   * the timeout of all checks, otherwise from the previous run.
   *
   * @param maxWait how long to wait for the end of the checks
   */
  public List<HealthResult> results(Duration maxWait) {
    CheckRun run = currentRun();
    try {
      run.end.get(maxWait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Part of the results.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    CheckRun last = run.previous;
    boolean isSlow = nanoTime.getAsLong() - run.startNanos > timeout.toNanos();
    return last == null || isSlow || run.end.isDone() ? run.results() : last.results();
  }

  private static String reason(Throwable cause) {
    return cause instanceof GypsumException known
        ? known.reason()
        : "a check failed; the server's log contains the cause";
  }

  /** Logs changes only, since load balancers ask every few seconds. Returns the problem. */
  private @Nullable String log(@Nullable String problem, String line) {
    synchronized (lock) {
      if (!Objects.equals(problem, lastProblem)) {
        if (problem == null) {
          LOG.info("ready again");
        } else {
          LOG.warn("not ready: {}", line);
        }
        lastProblem = problem;
      }
    }
    return problem;
  }

  private CheckRun currentRun() {
    synchronized (lock) {
      CheckRun current = running;
      if (current == null || current.end.isDone()) {
        if (current != null) {
          // Otherwise, runs would form a list that grows.
          current.previous = null;
        }
        current = new CheckRun(current);
        running = current;
      }
      return current;
    }
  }

  /** All checks, run once in a thread of their own. */
  private final class CheckRun {
    private final long startNanos = nanoTime.getAsLong();
    /** The last run before this one; null if there was none, or a later run has begun. */
    private volatile @Nullable CheckRun previous;
    private volatile int passed;
    private final CompletableFuture<Void> end =
        CompletableFuture.runAsync(this::runAll, Thread::startVirtualThread);

    CheckRun(@Nullable CheckRun previous) {
      this.previous = previous;
    }

    private void runAll() {
      for (int i = 0; i < checks.size(); i++) {
        checks.get(i).work().run();
        passed = i + 1;
      }
    }

    List<HealthResult> results() {
      Throwable failure = end.isCompletedExceptionally() ? end.exceptionNow() : null;
      int ok = passed;
      List<HealthResult> results = new ArrayList<>();
      for (int i = 0; i < checks.size(); i++) {
        String name = checks.get(i).name();
        if (i < ok) {
          results.add(new HealthResult(name, HealthState.OK, null));
        } else if (i > ok) {
          results.add(new HealthResult(name, HealthState.NOT_RUN, null));
        } else if (failure == null) {
          results.add(new HealthResult(name, HealthState.RUNNING, null));
        } else {
          results.add(new HealthResult(name, HealthState.FAILED, reason(failure)));
        }
      }
      return results;
    }
  }
}
