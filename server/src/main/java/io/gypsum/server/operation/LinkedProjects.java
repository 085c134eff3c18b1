package io.gypsum.server.operation;

import java.util.LinkedHashSet;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.InternalChange;
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
 * The other projects to which a new version links, which the lock of its own project does not protect (decision 0041). A
 * deletion locks its project before it reads the logs; an upload adds a log entry before it reads the lock. So at least one of
 * them detects the other.
 */
final class LinkedProjects {
  private final Environment env;
  private final AssetVersion version;

  LinkedProjects(Environment env, AssetVersion version) {
    this.env = env;
    this.version = version;
  }

  /**
   * Announces to deletions in other projects that this upload links to files there, and checks that the linked versions still
   * exist: their own links protect the version with the bytes. Sends no request if no link leads to another project.
   *
   * @param stillHeld called before each read, since reads may take long; throws if the lock was lost
   * @throws GypsumException LOCKED if a deletion is running in one of them; INVALID if a linked version was deleted
   */
  void announce(HeldLock lock, Manifest manifest, Runnable stillHeld) {
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
                Content.of(InternalChange.START_VERSION.entry(version)),
                PutCondition.OVERWRITE);
    projects.forEach(project -> {
      stillHeld.run();
      requireNoRemoval(project);
    });
    targets.forEach(target -> {
      stillHeld.run();
      requirePublished(target);
    });
  }

  private boolean isInOtherProject(FileAddress file) {
    return !file.version().project().equals(version.project());
  }

  /** A deletion whose lease has expired is completed first, so that the versions that it deletes are not found. */
  private void requireNoRemoval(ProjectName project) {
    Journal journal =
        env.locks().read(project).map(StoredDocument::document).map(Lock::journal).orElse(null);
    if (journal != null && Operation.REMOVE.isNamed(journal.operation())
        && !env.locks().recover(project)) {
      throw GypsumException.locked(
          "'" + version + "' links to project '" + project
              + "', in which a deletion is running; try again when it has ended");
    }
  }

  private void requirePublished(AssetVersion target) {
    if (env.bucket().summary(target).filter(Summary::isPublished).isEmpty()) {
      throw GypsumException.invalid(
          "cannot link to '" + target + "': version '" + target + "' does not exist any more");
    }
  }
}
