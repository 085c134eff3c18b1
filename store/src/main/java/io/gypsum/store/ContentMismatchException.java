package io.gypsum.store;

import io.gypsum.core.GypsumException;

/** The bytes of a put were not what was announced; nothing was written. */
public final class ContentMismatchException extends GypsumException {
  private static final long serialVersionUID = 1;

  public ContentMismatchException(String message) {
    super(Kind.INVALID, message);
  }
}
