package io.gypsum.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Hears what the client warns of, instead of the console. */
final class Warnings extends Handler implements AutoCloseable {
  /** Held here: loggers that nobody holds are forgotten, with their handlers. */
  private final Logger logger = Logger.getLogger("io.gypsum.client");
  private final List<String> messages = new CopyOnWriteArrayList<>();

  Warnings() {
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  List<String> messages() {
    return List.copyOf(messages);
  }

  @Override
  public void publish(LogRecord said) {
    if (said.getLevel().equals(Level.WARNING)) {
      messages.add(said.getMessage());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
