package io.gypsum.server.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.gypsum.server.audit.AuditEvent.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The times at which projects were created, if an audit log contains them. An event before the creation of its project is about an earlier
 * project of the same name, which was deleted.
 */
public final class ProjectCreations {
  private static final String ACTION = "create-project";
  /** Maximum number of creations that are considered, newest first. */
  static final int MAX_FOUND = 1_000;

  /** The times of each project, newest first. */
  private final Map<String, List<Instant>> times = new TreeMap<>();

  private ProjectCreations(AuditTrail audit, @Nullable String project) {
    audit.newest(new AuditFilter(null, project, ACTION, Outcome.OK), null, MAX_FOUND)
        .events()
        .forEach(
            event -> times.computeIfAbsent(
                String.valueOf(event.target().project()), name -> new ArrayList<>())
                .add(event.time()));
  }

  /** Reads the creations of one project. */
  public static ProjectCreations of(AuditTrail audit, String project) {
    return new ProjectCreations(audit, project);
  }

  /** Reads the creations of all projects. */
  public static ProjectCreations ofAll(AuditTrail audit) {
    return new ProjectCreations(audit, null);
  }

  /** Returns the first creation of a project after a time; null if none is known. */
  public @Nullable Instant after(String project, Instant time) {
    Instant first = null;
    for (Instant creation : times.getOrDefault(project, List.of())) {
      if (!creation.isAfter(time)) {
        break;
      }
      first = creation;
    }
    return first;
  }
}
