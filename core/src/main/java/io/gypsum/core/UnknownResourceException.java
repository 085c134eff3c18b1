package io.gypsum.core;

/**
 * The project, asset or version that a request would change does not exist. The kind is INVALID, since the REST API answers
 * such requests like invalid ones; the client reports NOT_FOUND.
 */
public final class UnknownResourceException extends GypsumException {
  private static final long serialVersionUID = 1;

  public UnknownResourceException(String message) {
    super(Kind.INVALID, message);
  }
}
