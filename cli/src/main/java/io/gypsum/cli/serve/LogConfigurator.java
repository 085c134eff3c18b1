package io.gypsum.cli.serve;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Configures logging: one line per event on stderr, at the level of {@code GYPSUM_LOG} ({@code info} by default). Logback finds
 * this class through the service loader when the first logger is requested, so that there is no configuration file to parse.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    LogLayout layout = new LogLayout();
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    ch.qos.logback.classic.Logger root =
        context.getLogger(ch.qos.logback.classic.Logger.ROOT_LOGGER_NAME);
    root.setLevel(level(System.getenv("GYPSUM_LOG")));
    root.addAppender(appender);
    // Tomcat logs every start and stop at the info level.
    context.getLogger("org.apache").setLevel(Level.WARN);
    // Invalid patterns, which are reported as usage errors.
    context.getLogger("org.eclipse.jgit").setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /**
   * Disables the log of this process, unless {@code GYPSUM_LOG} is set: initializing it takes 20 ms of the start of a command. Must
   * be called before the first logger is requested.
   */
  public static void disable() {
    if (System.getenv("GYPSUM_LOG") == null) {
      System.setProperty("slf4j.internal.verbosity", "WARN");
      System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    }
  }

  /** Returns {@code info} for an invalid level, so that a typing error does not silence the log. */
  static Level level(@Nullable String text) {
    return Level.toLevel(text == null ? "" : text.strip(), Level.INFO);
  }

  /** Redirects java.util.logging, which Tomcat uses, to this log. May be called more than once. */
  public static void bridgeJavaLogging() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }
}
