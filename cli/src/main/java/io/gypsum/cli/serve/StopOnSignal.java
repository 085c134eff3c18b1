package io.gypsum.cli.serve;

import org.slf4j.LoggerFactory;

/** While open, SIGTERM and SIGINT end the process with exit code 0, after something was stopped. */
final class StopOnSignal implements AutoCloseable {
  private final Thread hook;

  private StopOnSignal(Thread hook) {
    this.hook = hook;
  }

  /** @param stop returns once all has stopped, in bounded time */
  static StopOnSignal of(Runnable stop) {
    Thread hook = new Thread(() -> stopAndEnd(stop), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    return new StopOnSignal(hook);
  }

  /** The JVM would end with 143, which service managers take for a failure: a stop that was asked for is a success. */
  private static void stopAndEnd(Runnable stop) {
    int code = 1;
    try {
      stop.run();
      code = 0;
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(StopOnSignal.class).error("Stopping failed", e);
    } finally {
      Runtime.getRuntime().halt(code);
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends already, and the hook ends it.
    }
  }
}
