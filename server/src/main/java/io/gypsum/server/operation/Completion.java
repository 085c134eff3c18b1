package io.gypsum.server.operation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Change;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Step;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Layout;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.lock.HeldLock;
import io.gypsum.server.lock.Operation;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListRequest;
import io.gypsum.store.StoreException;

/** How an upload ends well. */
public final class Completion {
  private final Environment env;
  private final VersionHistory history;

  public Completion(Environment env) {
    this.env = env;
    this.history = new VersionHistory(env.bucket());
  }

  /**
   * Publishes what was uploaded, or puts it on probation, and unlocks. May be asked again, also while it is being done
   * or after it was broken off: it is done once.
   *
   * @throws GypsumException FORBIDDEN unless the session is the one that runs; INVALID naming a file that is missing or
   *     of another size, after which the session stays usable
   */
  public void complete(AssetVersion version, String sessionToken) {
    HeldLock lock = env.locks().session(version, sessionToken);
    if (lock.isDecided()) {
      if (!lock.isFor(Operation.COMPLETE)) {
        throw GypsumException.forbidden(
            "the upload of '" + version + "' was aborted, unlocked or has expired");
      }
      env.locks().finish(lock);
      return;
    }
    try {
      env.locks().commit(lock, Operation.COMPLETE, plan(version));
    } catch (StoreException e) {
      throw e;
    } catch (GypsumException e) {
      if (env.locks().isUploading(version, sessionToken)) {
        throw e;
      }
      // Another request of this session decided meanwhile: what was read may be half gone. See its end.
      complete(version, sessionToken);
    }
  }

  private List<Step> plan(AssetVersion version) {
    Summary summary =
        env.bucket().summary(version).orElseThrow(() -> lost(version, "summary"));
    Manifest manifest =
        env.bucket().manifest(version).orElseThrow(() -> lost(version, "manifest"));
    List<Step> steps = new ArrayList<>();
    if (requireFiles(version, manifest)) {
      steps.add(new Step.DeleteUndeclared(version));
    }
    if (manifest.files().values().stream().anyMatch(ManifestEntry::isLink)) {
      steps.add(new Step.WriteLinks(version));
    }
    Instant finish = env.now();
    Summary finished = summary.finishedAt(finish);
    steps.add(
        Step.put(
            Layout.usage(version.project()),
            env.bucket().requireUsage(version.project()).plus(manifest.ownBytes())));
    steps.add(Step.put(Layout.summary(version), finished));
    if (finished.isPublished()) {
      boolean latest = history.becomesLatest(version, finished);
      if (latest) {
        steps.add(Step.put(Layout.latest(version.projectAsset()), new Latest(version.version())));
      }
      steps.add(env.log(new Change.AddVersion(version, latest)));
    }
    return steps;
  }

  /** @return whether there is anything that the manifest does not name */
  private boolean requireFiles(AssetVersion version, Manifest manifest) {
    Prefix prefix = Layout.below(version);
    Set<UserPath> found = new HashSet<>();
    boolean undeclared = false;
    try (Stream<ListEntry> listing = env.bucket().store().list(ListRequest.everything(prefix))) {
      for (ListEntry entry : (Iterable<ListEntry>) listing::iterator) {
        if (entry instanceof ListEntry.ObjectEntry object && !object.key().isInternal()) {
          UserPath path = new UserPath(object.key().value().substring(prefix.value().length()));
          ManifestEntry declared = manifest.get(path);
          if (declared == null || declared.isLink()) {
            undeclared = true;
          } else {
            requireSize(path, declared, object);
            found.add(path);
          }
        }
      }
    }
    manifest
        .files()
        .forEach(
            (path, entry) -> {
              if (!entry.isLink() && !found.contains(path)) {
                throw GypsumException
                    .invalid("file '" + path + "' was not uploaded: send it and complete again");
              }
            });
    return undeclared;
  }

  private static void requireSize(
      UserPath path, ManifestEntry declared, ListEntry.ObjectEntry object) {
    long sizeBytes = object.sizeBytes().orElseThrow();
    if (sizeBytes != declared.sizeBytes()) {
      throw GypsumException.invalid(
          "file '" + path + "' has " + sizeBytes + " bytes, but was declared with "
              + declared.sizeBytes()
              + ": send it again and complete again");
    }
  }

  private static GypsumException lost(AssetVersion version, String document) {
    return new GypsumException(
        GypsumException.Kind.CORRUPT,
        "the upload of '" + version + "' has no " + document + ": abort it and start again");
  }
}
