package io.gypsum.server.audit;

import io.gypsum.server.audit.AuditEvent.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Selects events of an audit log; null selects all. Names are compared as the log contains them, shortened to their maximum
 * length.
 *
 * @param user the login of the user
 * @param action such as {@code remove-version}
 */
public record AuditFilter(
    @Nullable String user, @Nullable String project, @Nullable String action,
    @Nullable Outcome outcome) {
  /** Selects all events. */
  public static final AuditFilter ALL = new AuditFilter(null, null, null, null);

  public AuditFilter {
    user = BoundedText.of(user, AuditEvent.MAX_NAME_CHARS);
    project = BoundedText.of(project, AuditEvent.MAX_NAME_CHARS);
  }

  boolean selects(AuditEvent event) {
    return (user == null || user.equals(event.actor().user()))
        && (project == null || project.equals(event.target().project()))
        && (action == null || action.equals(event.action()))
        && (outcome == null || outcome == event.outcome());
  }

  /** Returns whether a line may contain a selected event, without parsing it. */
  boolean maySelect(String line) {
    return mayContain(line, user) && mayContain(line, project) && mayContain(line, action)
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
