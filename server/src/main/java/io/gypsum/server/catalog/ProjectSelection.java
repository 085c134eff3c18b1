package io.gypsum.server.catalog;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Selects projects by their owners.
 *
 * @param owners logins and organizations, at least one of which is an owner; null selects all projects
 */
public record ProjectSelection(@Nullable Set<String> owners) {
  public static final ProjectSelection ALL = new ProjectSelection(null);

  public ProjectSelection {
    owners = owners == null ? null : Set.copyOf(owners);
  }
}
