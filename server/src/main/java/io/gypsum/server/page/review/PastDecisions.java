package io.gypsum.server.page.review;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.audit.AuditEvent;
import io.gypsum.server.audit.AuditEvent.Outcome;
import io.gypsum.server.audit.AuditEvent.Target;
import io.gypsum.server.audit.AuditFilter;
import io.gypsum.server.audit.AuditTrail;
import io.gypsum.server.audit.ProjectCreations;
import org.jspecify.annotations.Nullable;

/**
 * Finds approvals and rejections in the audit log. A rejection deletes the version, so the bucket has no record of it
 * (decision 0060). Only the newest part of the log is read, so the time is bounded.
 *
 * @param audit if the server does not write it, no decision is known
 */
public record PastDecisions(AuditTrail audit) {
  static final String APPROVE = "approve-version";
  static final String REJECT = "reject-version";
  /** Maximum number of decisions about the uploads of one user that are found. */
  static final int MAX_FOUND = 100;

  /**
   * A decision about an upload.
   *
   * @param version the names as the log contains them
   * @param uploader empty if unknown
   * @param reviewer empty if unknown
   * @param reason why the version was rejected; null if the reviewer gave none
   * @param createdAgain when the project was removed and created again since then; null if it is still the same
   */
  public record Decision(
      String version, boolean isApproval, Instant time, String uploader, String reviewer,
      @Nullable String reason, @Nullable Instant createdAgain) {
    private static Decision of(AuditEvent event, ProjectCreations creations) {
      Target target = event.target();
      return new Decision(
          String.join(
              "/",
              Stream.of(target.project(), target.asset(), target.version())
                  .map(name -> Objects.requireNonNullElse(name, ""))
                  .toList()),
          event.action().equals(APPROVE), event.time(),
          Objects.requireNonNullElse(target.uploader(), ""),
          Objects.requireNonNullElse(event.actor().user(), ""), event.actor().comment(),
          creations.after(String.valueOf(target.project()), event.time()));
    }

    boolean isOf(AssetVersion other) {
      return version.equals(other.toString());
    }
  }

  /** Returns the decisions about the uploads of a user, newest first. */
  List<Decision> aboutUploadsOf(String login) {
    return find(AuditFilter.ofUploadsOf(login), ProjectCreations.ofAll(audit));
  }

  /** Returns the newest rejection of a version of the project that exists now; empty if none is known. */
  Optional<Decision> rejection(AssetVersion version) {
    String project = version.project().value();
    return find(
        new AuditFilter(null, project, REJECT, Outcome.OK), ProjectCreations.of(audit, project))
        .stream()
        .filter(decision -> decision.isOf(version) && decision.createdAgain() == null)
        .findFirst();
  }

  private List<Decision> find(AuditFilter filter, ProjectCreations creations) {
    return audit.newest(filter, null, MAX_FOUND)
        .events()
        .stream()
        .map(event -> Decision.of(event, creations))
        .toList();
  }
}
