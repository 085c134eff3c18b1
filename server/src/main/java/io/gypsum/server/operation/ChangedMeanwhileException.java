package io.gypsum.server.operation;

import io.gypsum.core.GypsumException;

/** A document is not the one on which a change is based: another request has changed it. Nothing was changed. */
public final class ChangedMeanwhileException extends GypsumException {
  private static final long serialVersionUID = 1;

  ChangedMeanwhileException(String message) {
    super(Kind.INVALID, message);
  }

  /** @param what the changed document with its verb, such as {@code the quota of project 'p' was} */
  static ChangedMeanwhileException ofDocument(String what) {
    return new ChangedMeanwhileException(
        what + " changed by another request in the meantime; nothing was changed by this request:"
            + " check the current state and try again");
  }
}
