package io.gypsum.server.page;

import io.gypsum.core.FailureDetails;
import io.gypsum.core.GypsumException;
import tools.jackson.core.JsonGenerator;

/**
 * A form was refused, and nothing was changed. People see the page of the form again, with what they have typed and the problem;
 * programs and the audit log receive the reason.
 */
public final class RefusedFormException extends GypsumException implements FailureDetails {
  private static final long serialVersionUID = 1;

  private final transient PageRenderer.Template page;

  /** @param page the form with what was typed */
  public RefusedFormException(Kind kind, String reason, PageRenderer.Template page) {
    super(kind, reason);
    this.page = page;
  }

  PageRenderer.Template page() {
    return page;
  }

  @Override
  public void writeProperties(JsonGenerator out) {
    // The kind and the reason are enough for programs.
  }
}
