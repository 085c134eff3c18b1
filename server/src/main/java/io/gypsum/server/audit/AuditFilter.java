package io.gypsum.server.audit;

import io.gypsum.core.name.ProjectAsset;
import io.gypsum.server.audit.AuditEvent.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Selects events of an audit log; null selects all. Names are compared as the log contains them, shortened to their maximum
 * length.
 *
 * @param user the login of the user
 * @param action such as {@code remove-version}
 * @param uploader the login of the user whose uploads were approved or rejected
 * @param asset the name of an asset
 */
public record AuditFilter(
    @Nullable String user, @Nullable String project, @Nullable String action,
    @Nullable Outcome outcome, @Nullable String uploader, @Nullable String asset) {
  /** Selects all events. */
  public static final AuditFilter ALL = new AuditFilter(null, null, null, null);

  public AuditFilter {
    user = BoundedText.of(user, AuditEvent.MAX_NAME_CHARS);
    project = BoundedText.of(project, AuditEvent.MAX_NAME_CHARS);
    uploader = BoundedText.of(uploader, AuditEvent.MAX_NAME_CHARS);
    asset = BoundedText.of(asset, AuditEvent.MAX_NAME_CHARS);
  }

  /** Selects events with any uploader and asset. */
  public AuditFilter(
      @Nullable String user, @Nullable String project, @Nullable String action,
      @Nullable Outcome outcome) {
    this(user, project, action, outcome, null, null);
  }

  /** Selects the approvals and rejections of the uploads of a user. */
  public static AuditFilter ofUploadsOf(String login) {
    return new AuditFilter(null, null, null, Outcome.OK, login, null);
  }

  /** Selects the changes of an asset and its versions. */
  static AuditFilter ofChangesOf(ProjectAsset asset) {
    return new AuditFilter(
        null, asset.project().value(), null, Outcome.OK, null, asset.asset().value());
  }

  public boolean selects(AuditEvent event) {
    return (user == null || user.equals(event.actor().user()))
        && (project == null || project.equals(event.target().project()))
        && (action == null || action.equals(event.action()))
        && (outcome == null || outcome == event.outcome())
        && (uploader == null || uploader.equals(event.target().uploader()))
        && (asset == null || asset.equals(event.target().asset()));
  }

  /** Returns whether a line may contain a selected event, without parsing it. */
  boolean maySelect(String line) {
    return mayContain(line, user) && mayContain(line, project) && mayContain(line, action)
        && mayContain(line, uploader) && mayContain(line, asset)
        && (outcome == null || line.contains(outcome.text()));
  }

  /** A line contains other characters than those of {@link #isUnescaped} as escapes. */
  private static boolean mayContain(String line, @Nullable String value) {
    return value == null || !isUnescaped(value) || line.contains('"' + value + '"');
  }

  private static boolean isUnescaped(String value) {
    return value.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '"' && c != '\\');
  }
}
