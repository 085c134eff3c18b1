package io.gypsum.cli.serve;

import io.gypsum.cli.terminal.ExitCode;
import org.slf4j.LoggerFactory;

/** While open, stops the server on SIGTERM and SIGINT and ends the process with exit code 0. */
public final class StopOnSignal implements AutoCloseable {
  private final Thread hook;

  private StopOnSignal(Thread hook) {
    this.hook = hook;
  }

  /** @param stop must return in bounded time */
  public static StopOnSignal of(Runnable stop) {
    Thread hook = new Thread(() -> stopAndExit(stop), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    return new StopOnSignal(hook);
  }

  /** Exits with 0: the exit code of the JVM would be 143, which service managers report as a failure. */
  private static void stopAndExit(Runnable stop) {
    int code = ExitCode.FAILED;
    try {
      stop.run();
      code = ExitCode.OK;
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(StopOnSignal.class).error("Stopping the server failed", e);
    } finally {
      Runtime.getRuntime().halt(code);
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is already ending, through the hook.
    }
  }
}
