package io.gypsum.server.operation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.UploadRight;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.FileParts;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Summary;
import io.gypsum.core.document.Usage;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.lock.HeldLock;
import io.gypsum.store.lock.Operation;
import io.gypsum.store.Content;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.bucket.StoredDocument;
import org.jspecify.annotations.Nullable;

/** How an upload begins and how it is called off. */
public final class Uploads {
  private final Environment env;
  private final UploadPolicy policy;
  private final Tickets tickets;

  public Uploads(Environment env, UploadPolicy policy) {
    this.env = env;
    this.policy = policy;
    this.tickets = new Tickets(policy.signingKey());
  }

  /**
   * Begins an upload: the project is locked until it is completed or aborted, or has been abandoned for long.
   *
   * @throws GypsumException NOT_FOUND when there is no such project; FORBIDDEN; LOCKED; INVALID when the version exists,
   *     for the first file or link that cannot be, or over the quota. Nothing is left behind then
   */
  public UploadSession start(User user, AssetVersion version, UploadRequest request) {
    boolean probation =
        requireUploadRight(user, version) == UploadRight.UNTRUSTED || request.onProbation();
    String token = UUID.randomUUID().toString();
    HeldLock lock = env.locks().acquireForUpload(version, user.login(), token);
    List<Key> strays;
    Manifest manifest;
    try {
      strays = requireNew(version);
      Runnable stillHeld = () -> requireHeld(lock, version);
      manifest = plan(version, request, stillHeld);
      stillHeld.run();
    } catch (RuntimeException e) {
      Locked.releaseAfter(env, lock, e);
      throw e;
    }
    try {
      Summary summary = new Summary(user.login(), lock.journal().since(), null, probation);
      write(version, strays, summary, manifest);
      openSession(lock, version, summary);
    } catch (RuntimeException e) {
      abortAfter(lock, version, e);
      throw e;
    }
    String session = Lock.hash(token);
    return new UploadSession(
        version, manifest, token,
        request.parts() ? this::parts : sizeBytes -> null,
        (path, parts) -> tickets.sign(ticket(version, session, path, manifest, parts)),
        request.addresses() ? here(version, session, manifest) : path -> null);
  }

  /** Deletes what was uploaded and unlocks. Asking again while it is being done waits for its end. */
  public void abort(AssetVersion version, String sessionToken) {
    HeldLock lock = env.sessions().require(version, sessionToken);
    if (lock.isFor(Operation.COMPLETE)) {
      throw GypsumException
          .forbidden("the upload of '" + version + "' is being completed and cannot be aborted");
    }
    if (lock.isCommitted()) {
      env.locks().awaitEnd(lock);
      return;
    }
    try {
      env.locks().abort(lock, version);
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.LOCKED
          || env.sessions().isUploading(version, sessionToken)) {
        throw e;
      }
      // Another request of this session decided first: see its end.
      abort(version, sessionToken);
    }
  }

  private UploadRight requireUploadRight(User user, AssetVersion version) {
    Permissions permissions = env.bucket().requirePermissions(version.project()).document();
    UploadRight right =
        env.access().authorization().uploadRight(user, permissions, version, env.now());
    if (right == UploadRight.NONE) {
      throw GypsumException.forbidden(
          "'" + user.login() + "' may not upload '" + version
              + "': an owner of the project can permit it");
    }
    return right;
  }

  private void requireHeld(HeldLock lock, AssetVersion version) {
    if (!env.locks().renewIfDue(lock)) {
      throw unlocked(version);
    }
  }

  /** @param stillHeld called now and then: reading what is linked to may take long */
  private Manifest plan(AssetVersion version, UploadRequest request, Runnable stillHeld) {
    Manifest manifest = ManifestPlan.of(env.store(), version, request.files(), stillHeld);
    env.store().requireSupported(BucketLayout.summary(version));
    requireRoom(version, manifest);
    return manifest;
  }

  /**
   * What has any document exists. Files without one belong to nobody (a broken end of an earlier upload), and must not
   * be taken for files of this upload.
   *
   * @return such files
   */
  private List<Key> requireNew(AssetVersion version) {
    List<Key> strays = new ArrayList<>();
    try (Stream<ObjectEntry> listing =
        env.store().list(BucketLayout.below(version))) {
      for (ObjectEntry object : (Iterable<ObjectEntry>) listing::iterator) {
        if (object.key().isInternal()) {
          throw GypsumException.invalid(
              "version '" + version
                  + "' exists already: versions never change, choose a new name");
        }
        strays.add(object.key());
      }
    }
    return strays;
  }

  private void requireRoom(AssetVersion version, Manifest manifest) {
    Quota quota =
        env.bucket()
            .quota(version.project())
            .map(StoredDocument::document)
            .orElseGet(() -> defaultQuota(version.project()));
    Usage usage = env.bucket().requireUsage(version.project());
    long added = manifest.ownBytes();
    if (!quota.admits(usage, added, env.thisYear())) {
      throw GypsumException.invalid(
          "project '" + version.project() + "' has no room for " + added + " bytes more: it holds "
              + usage.totalBytes()
              + " of " + quota.limitBytes(env.thisYear())
              + "; an administrator can raise the quota");
    }
  }

  /** @throws GypsumException NOT_FOUND when the project was removed before the lock was taken */
  private Quota defaultQuota(ProjectName project) {
    env.bucket().requirePermissions(project);
    return Quota.defaultFor(env.thisYear());
  }

  /** The summary before the manifest: it is what tells that this upload began the version. */
  private void write(AssetVersion version, List<Key> strays, Summary summary, Manifest manifest) {
    if (!strays.isEmpty()) {
      env.store().delete(strays);
    }
    create(version, BucketLayout.summary(version), Content.of(summary));
    create(version, BucketLayout.manifest(version), Content.of(manifest));
  }

  /** Nobody can have made these since {@link #requireNew}, unless the lock is another's by now. */
  private void create(AssetVersion version, Key key, Content content) {
    if (!env.store().put(key, content, PutCondition.CREATE).isWritten()) {
      throw unlocked(version);
    }
  }

  /** Whoever ended the lock while this upload began may not have seen what it wrote. */
  private void openSession(HeldLock lock, AssetVersion version, Summary summary) {
    if (!env.sessions().open(lock)) {
      if (env.bucket().summary(version).filter(found -> !found.equals(summary)).isEmpty()) {
        env.store().delete(List.of(BucketLayout.summary(version), BucketLayout.manifest(version)));
      }
      throw unlocked(version);
    }
  }

  private static GypsumException unlocked(AssetVersion version) {
    return GypsumException.locked(
        "project '" + version.project() + "' was unlocked while the upload of '" + version
            + "' began; nothing was changed: start again");
  }

  private void abortAfter(HeldLock lock, AssetVersion version, RuntimeException cause) {
    try {
      env.locks().abort(lock, version);
    } catch (RuntimeException e) {
      env.sessions().rollBackLater(lock);
      cause.addSuppressed(e);
    }
  }

  /** How a file of that size is sent; null for as a whole. */
  private @Nullable FileParts parts(long sizeBytes) {
    return sizeBytes >= policy.multipartThresholdBytes() && sizeBytes > policy.partBytes()
        ? FileParts.of(sizeBytes, policy.partBytes())
        : null;
  }

  /** What takes a file on this server; null for one that goes to the store, whose addresses cost more to sign. */
  private Function<UserPath, @Nullable String> here(
      AssetVersion version, String session, Manifest manifest) {
    PutAddresses addresses = new PutAddresses(env, policy, tickets);
    return path -> {
      Ticket ticket = ticket(version, session, path, manifest, null);
      return addresses.isHere(ticket.sizeBytes()) ? addresses.sign(ticket) : null;
    };
  }

  private static Ticket ticket(
      AssetVersion version, String session, UserPath path, Manifest manifest,
      @Nullable FileParts parts) {
    ManifestEntry entry = Objects.requireNonNull(manifest.get(path));
    return new Ticket(
        Ticket.Purpose.ASK,
        Instant.ofEpochSecond(253_402_300_799L),
        session,
        new FileAddress(version, path),
        entry.sizeBytes(),
        entry.md5(),
        parts == null ? 0 : parts.partBytes(),
        null);
  }
}
