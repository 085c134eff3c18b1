package io.gypsum.server.audit;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.audit.AuditEvent.Target;

/**
 * The removal of a version, according to an audit log.
 *
 * @param isRejection whether the version was on probation and was rejected; otherwise it or its asset was removed
 * @param user who removed it; empty if unknown
 * @param uploader who had uploaded a rejected version; empty if unknown
 */
public record VersionRemoval(Instant time, boolean isRejection, String user, String uploader) {
  /** Maximum number of changes of the asset that are considered, newest first. */
  static final int MAX_EVENTS = 500;
  private static final String REJECT = "reject-version";
  private static final Set<String> OF_VERSION = Set.of("remove-version", REJECT);
  private static final String OF_ASSET = "remove-asset";

  /** Returns the newest removal of a version from the project that exists now; empty if none is known. */
  public static Optional<VersionRemoval> find(AuditTrail audit, AssetVersion version) {
    ProjectName project = version.project();
    return audit.newest(AuditFilter.ofChangesOf(version.projectAsset()), null, MAX_EVENTS)
        .events()
        .stream()
        .filter(event -> isOf(event, version))
        .findFirst()
        .filter(
            event -> ProjectCreations.of(audit, project.value())
                .after(project.value(), event.time()) == null)
        .map(
            event -> new VersionRemoval(
                event.time(), event.action().equals(REJECT),
                Objects.requireNonNullElse(event.actor().user(), ""),
                Objects.requireNonNullElse(event.target().uploader(), "")));
  }

  /** A name that the log has shortened is not equal to that of any version. */
  private static boolean isOf(AuditEvent event, AssetVersion version) {
    Target target = event.target();
    return version.project().value().equals(target.project())
        && version.asset().value().equals(target.asset())
        && (event.action().equals(OF_ASSET)
            || (OF_VERSION.contains(event.action())
                && version.version().value().equals(target.version())));
  }
}
