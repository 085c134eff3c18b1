package io.gypsum.server.audit;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The details that a handler adds to the audit event of its request, as an attribute of the request.
 *
 * @param uploader the login of the user who uploaded a version that was approved or rejected, empty if unknown; null for other
 *     actions
 * @param comment why a version was rejected, for the uploader; null for none
 * @param changes sentences about what was changed
 */
public record AuditedDetails(
    @Nullable String uploader, @Nullable String comment, List<String> changes) {
  public static final AuditedDetails NONE = new AuditedDetails(null, null, List.of());

  public AuditedDetails {
    changes = List.copyOf(changes);
  }

  /** Returns the details of a decision about a version; the parameters are those of the record. */
  public static AuditedDetails ofReview(String uploader, @Nullable String reason) {
    return new AuditedDetails(uploader, reason, List.of());
  }

  public static AuditedDetails ofChanges(List<String> changes) {
    return new AuditedDetails(null, null, changes);
  }
}
