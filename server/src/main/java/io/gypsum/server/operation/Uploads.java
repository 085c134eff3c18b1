package io.gypsum.server.operation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
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
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.Content;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.bucket.StoredDocument;
import io.gypsum.store.lock.HeldLock;
import io.gypsum.store.lock.Operation;
import org.jspecify.annotations.Nullable;

/** Starts and aborts uploads. */
public final class Uploads {
  /** The end of the year 9999: the token expires with its session. */
  private static final Instant NEVER = Instant.ofEpochSecond(253_402_300_799L);

  private final Environment env;
  private final UploadUrls urls;

  public Uploads(Environment env, UploadUrls urls) {
    this.env = env;
    this.urls = urls;
  }

  /**
   * Starts an upload. The project is locked until the upload is completed or aborted, or its lease expires.
   *
   * @throws GypsumException NOT_FOUND if the project does not exist; FORBIDDEN; LOCKED; INVALID if the version exists,
   *     for the first invalid file or link, or if the quota is exceeded. After a failure, everything that was written is
   *     deleted
   */
  public StartResponse start(User user, AssetVersion version, UploadRequest request) {
    boolean probation =
        requireUploadRight(user, version) == UploadRight.UNTRUSTED || request.onProbation();
    String token =
        Objects.requireNonNullElseGet(
            request.sessionToken(), () -> UUID.randomUUID().toString());
    HeldLock lock =
        env.locks()
            .acquireForUpload(
                version, user.login(), token,
                env.rights().recorded(user.organizations(), Lock.hash(token)));
    List<Key> strays;
    Manifest manifest;
    try {
      strays = requireNew(version);
      Runnable stillHeld = () -> requireHeld(lock, version, 0);
      manifest =
          plan(
              version, request, BucketLayout.staging(version.project(), Lock.hash(token)),
              stillHeld);
      stillHeld.run();
      new LinkedProjects(env, version).announce(lock, manifest, stillHeld);
    } catch (RuntimeException e) {
      env.releaseAfter(lock, e);
      throw e;
    }
    try {
      Summary summary = new Summary(user.login(), lock.journal().since(), null, probation);
      write(lock, version, strays, summary, manifest);
      openSession(lock, version, summary);
    } catch (RuntimeException e) {
      abortAfter(lock, version, e);
      throw e;
    }
    String session = Lock.hash(token);
    BundleOffer bundles =
        request.bundles() ? offerBundles(version, session, manifest) : null;
    return new StartResponse(
        version, manifest, token,
        request.parts() ? this::parts : sizeBytes -> null,
        (path, parts) -> urls.slug(token(version, session, path, manifest, parts)),
        request.addresses() ? putTokens(version, session, manifest, bundles != null) : path -> null,
        bundles);
  }

  private @Nullable BundleOffer offerBundles(
      AssetVersion version, String session, Manifest manifest) {
    Collection<ManifestEntry> files = manifest.files().values();
    return BundleOffer.isWorthwhile(files)
        ? new BundleOffer(
            urls.sign(new BundleToken(session, version, BundleOffer.maxStagedBytes(files))))
        : null;
  }

  /** Deletes the uploaded files and unlocks the project. A repeated request waits for the end of a running abort. */
  public void abort(AssetVersion version, String sessionToken) {
    abort(version, sessionToken, login -> {});
  }

  /**
   * Like {@link #abort(AssetVersion, String)}.
   *
   * @param uploader receives the login of the user who started the upload, once the session token was verified
   */
  public void abort(AssetVersion version, String sessionToken, Consumer<String> uploader) {
    HeldLock lock = env.sessions().require(version, sessionToken);
    uploader.accept(lock.journal().user());
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
      // Another request of this session has committed first; wait for its end.
      abort(version, sessionToken, uploader);
    }
  }

  private UploadRight requireUploadRight(User user, AssetVersion version) {
    Permissions permissions = env.bucket().requirePermissions(version.project()).document();
    UploadRight right =
        env.roles().authorization().uploadRight(user, permissions, version, env.now());
    if (right == UploadRight.NONE) {
      throw GypsumException.forbidden(
          "'" + user.login() + "' may not upload '" + version
              + "'; ask an owner of the project for permission");
    }
    return right;
  }

  /** @param sizeBytes size of the next write under the lock */
  private void requireHeld(HeldLock lock, AssetVersion version, long sizeBytes) {
    if (!env.locks().renewIfDue(lock, sizeBytes)) {
      throw unlocked(version);
    }
  }

  /** @param stillHeld called regularly, since reading the targets of links may take a long time */
  private Manifest plan(
      AssetVersion version, UploadRequest request, Prefix staging, Runnable stillHeld) {
    Manifest manifest = ManifestPlan.of(env.store(), version, request.files(), stillHeld);
    env.store().requireSupported(BucketLayout.summary(version));
    env.store().requireSupported(StagedParts.longestKey(staging));
    requireQuota(version, manifest);
    return manifest;
  }

  /**
   * Checks that the version has no internal document. Files without one remain from a failed upload, and must not become
   * files of this upload.
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
                  + "' already exists; versions are immutable, choose another name");
        }
        strays.add(object.key());
      }
    }
    return strays;
  }

  private void requireQuota(AssetVersion version, Manifest manifest) {
    Quota quota =
        env.bucket()
            .quota(version.project())
            .map(StoredDocument::document)
            .orElseGet(() -> defaultQuota(version.project()));
    Usage usage = env.bucket().requireUsage(version.project());
    long added = manifest.ownBytes();
    if (!quota.admits(usage, added, env.thisYear())) {
      throw GypsumException.invalid(
          "the quota of project '" + version.project() + "' is exceeded: it uses "
              + usage.totalBytes() + " of " + quota.limitBytes(env.thisYear())
              + " bytes, and the upload adds " + added
              + "; an administrator can raise the quota");
    }
  }

  /** @throws GypsumException NOT_FOUND if the project was deleted before the lock was acquired */
  private Quota defaultQuota(ProjectName project) {
    env.bucket().requirePermissions(project);
    return Quota.defaultFor(env.thisYear());
  }

  /** Writes the summary before the manifest: the summary proves that this upload began the version. */
  private void write(
      HeldLock lock, AssetVersion version, List<Key> strays, Summary summary, Manifest manifest) {
    if (!strays.isEmpty()) {
      requireHeld(lock, version, 0);
      lock.store().delete(strays);
    }
    create(lock, version, BucketLayout.summary(version), Content.of(summary));
    create(lock, version, BucketLayout.manifest(version), Content.of(manifest));
  }

  /** After {@link #requireNew}, another process can have created the object only if the lock was lost. */
  private void create(HeldLock lock, AssetVersion version, Key key, Content content) {
    requireHeld(lock, version, content.sizeBytes());
    if (!lock.store().put(key, content, PutCondition.CREATE).isWritten()) {
      throw unlocked(version);
    }
  }

  /**
   * If another process deleted the lock while this upload was starting, it may not have seen the documents of this
   * upload. They are deleted only within the lease, so that an upload of the same version that starts afterwards does
   * not lose its documents.
   */
  private void openSession(HeldLock lock, AssetVersion version, Summary summary) {
    if (!env.sessions().open(lock)) {
      if (env.bucket().summary(version).filter(found -> !found.equals(summary)).isEmpty()) {
        lock.store().delete(List.of(BucketLayout.summary(version), BucketLayout.manifest(version)));
      }
      throw unlocked(version);
    }
  }

  private static GypsumException unlocked(AssetVersion version) {
    return GypsumException.locked(
        "project '" + version.project() + "' was unlocked while the upload of '" + version
            + "' started; nothing was changed, start again");
  }

  private void abortAfter(HeldLock lock, AssetVersion version, RuntimeException cause) {
    try {
      env.locks().abort(lock, version);
    } catch (RuntimeException e) {
      env.sessions().rollBackLater(lock);
      cause.addSuppressed(e);
    }
  }

  /** Returns how a file of this size is sent; null means as a whole. */
  private @Nullable FileParts parts(long sizeBytes) {
    return sizeBytes >= urls.policy().multipartThresholdBytes()
        && sizeBytes > urls.policy().partBytes()
            ? FileParts.of(sizeBytes, urls.policy().partBytes())
            : null;
  }

  /**
   * Returns the token of the URL of this server that accepts a file; null if the file is sent to the store, whose URLs
   * cost more and are created on request, or in a bundle.
   */
  private Function<UserPath, @Nullable String> putTokens(
      AssetVersion version, String session, Manifest manifest, boolean bundled) {
    return path -> {
      if (bundled && BundleOffer.fits(Objects.requireNonNull(manifest.get(path)))) {
        return null;
      }
      UploadToken token = token(version, session, path, manifest, null);
      return urls.isThroughServer(token.sizeBytes()) ? urls.signPut(token) : null;
    };
  }

  private static UploadToken token(
      AssetVersion version, String session, UserPath path, Manifest manifest,
      @Nullable FileParts parts) {
    ManifestEntry entry = Objects.requireNonNull(manifest.get(path));
    return new UploadToken(
        UploadToken.Purpose.ASK,
        NEVER,
        session,
        new FileAddress(version, path),
        entry.sizeBytes(),
        entry.md5(),
        parts == null ? 0 : parts.partBytes(),
        null);
  }
}
