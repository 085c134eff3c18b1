package io.gypsum.server.session;

import io.gypsum.core.FailureDetails;
import io.gypsum.core.GypsumException;
import io.gypsum.server.http.FormBody;
import tools.jackson.core.JsonGenerator;

/**
 * A form of this server was sent after its session had ended or changed. Nothing was changed. People can send what they have
 * typed again.
 */
public final class ExpiredFormException extends GypsumException implements FailureDetails {
  private static final long serialVersionUID = 1;

  private final transient FormBody form;

  ExpiredFormException(GypsumException cause, FormBody form) {
    super(cause.kind(), cause.reason(), cause);
    this.form = form;
  }

  /** Returns the fields of the form, which a page of this server has sent. */
  public FormBody form() {
    return form;
  }

  @Override
  public void writeProperties(JsonGenerator out) {
    // The kind and the reason are enough for programs.
  }
}
