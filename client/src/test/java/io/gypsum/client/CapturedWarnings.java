package io.gypsum.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Captures the warnings of the client instead of printing them. */
final class CapturedWarnings extends Handler implements AutoCloseable {
  /** A strong reference: otherwise the logger and its handlers could be garbage collected. */
  private final Logger logger = Logger.getLogger("io.gypsum.client");
  private final List<String> messages = new CopyOnWriteArrayList<>();

  CapturedWarnings() {
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  List<String> messages() {
    return List.copyOf(messages);
  }

  @Override
  public void publish(LogRecord record) {
    if (record.getLevel().equals(Level.WARNING)) {
      messages.add(record.getMessage());
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
