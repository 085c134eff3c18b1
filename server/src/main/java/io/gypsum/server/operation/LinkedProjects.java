package io.gypsum.server.operation;

import java.util.LinkedHashSet;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.bucket.StoredDocument;
import io.gypsum.store.lock.HeldLock;
import io.gypsum.store.lock.Operation;

/**
 * The other projects that a new version links to, which its own lock does not protect (decision 0041). A removal first locks its
 * project, and then reads the logs; an upload first adds itself to the log, and then reads the lock. So at least one of them
 * detects the other.
 */
final class LinkedProjects {
  private final Environment env;
  private final AssetVersion version;

  LinkedProjects(Environment env, AssetVersion version) {
    this.env = env;
    this.version = version;
  }

  /**
   * Announces the upload to removals in the projects that contain the bytes of its links, and checks that the versions that its links name
   * still exist. While such a version exists, its own links protect the version with the bytes. Costs nothing if there are no such projects.
   *
   * @throws GypsumException LOCKED if a removal is running in one of them; INVALID if a linked version was removed
   */
  void announce(HeldLock lock, Manifest manifest) {
    Set<ProjectName> projects = new LinkedHashSet<>();
    Set<AssetVersion> targets = new LinkedHashSet<>();
    for (ManifestEntry entry : manifest.files().values()) {
      Link link = entry.link();
      if (link != null && isInOtherProject(link.source())) {
        projects.add(link.source().version().project());
        if (isInOtherProject(link.target())) {
          targets.add(link.target().version());
        }
      }
    }
    if (projects.isEmpty()) {
      return;
    }
    PutResult _ =
        lock.store()
            .put(
                env.internalLogKey(),
                Content.of(Environment.internalChange("start-version", version)),
                PutCondition.OVERWRITE);
    projects.forEach(this::requireNoRemoval);
    targets.forEach(this::requirePublished);
  }

  private boolean isInOtherProject(FileAddress file) {
    return !file.version().project().equals(version.project());
  }

  private void requireNoRemoval(ProjectName project) {
    Journal journal =
        env.locks().read(project).map(StoredDocument::document).map(Lock::journal).orElse(null);
    if (journal != null && Operation.REMOVE.isNamed(journal.operation())) {
      throw GypsumException.locked(
          "'" + version + "' links to project '" + project
              + "', in which something is being removed; try again when that has ended");
    }
  }

  private void requirePublished(AssetVersion target) {
    if (env.bucket().summary(target).filter(Summary::isPublished).isEmpty()) {
      throw GypsumException.invalid(
          "cannot link to '" + target + "': version '" + target + "' does not exist any more");
    }
  }
}
