package io.gypsum.cli.log;

import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sees to it that all of a server's log goes one way. */
public final class Logging {
  private Logging() {}

  /** Tomcat logs by java.util.logging; from now on that goes where all the rest goes. Again: does nothing. */
  public static void bridge() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }
}
