package io.gypsum.core;

/**
 * A request that changes a project, an asset or a version names one that does not exist. Its kind is INVALID, since the REST
 * API answers such requests like invalid ones; the client reports it as NOT_FOUND.
 */
public final class UnknownResourceException extends GypsumException {
  private static final long serialVersionUID = 1;

  public UnknownResourceException(String message) {
    super(Kind.INVALID, message);
  }
}
