package io.gypsum.server.operation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.Authorization;
import io.gypsum.core.decision.UploadRight;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Summary;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.identity.Identity;
import io.gypsum.server.lock.UploadSessions;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.lock.HeldLock;

/**
 * Checks that the user who started an upload may still upload: against the current permissions and local accounts, with the
 * organizations that the lock recorded at the start. An entry whose {@code until} had not passed at the start still applies.
 * If the user may not, or the access token of a local account was replaced after the start, the upload is aborted.
 *
 * <p>Requests of single files use permissions that are at most {@link #PERMISSIONS_TTL} old, so that uploads of many files
 * cause no request of the store for each; a completion reads them. Thread-safe; the cache is bounded.
 */
public final class UploadRights {
  static final Duration PERMISSIONS_TTL = Duration.ofSeconds(1);
  private static final int MAX_CACHED = 1_000;
  private static final Duration REASON_TTL = Duration.ofMinutes(10);

  private final UploadSessions sessions;
  private final BucketReader bucket;
  private final Authorization authorization;
  private final Identity identity;
  private final SigningKey key;
  private final Cache<ProjectName, Permissions> recent;
  /** Why uploads were aborted, by session hash, for concurrent and later requests of the session. */
  private final Cache<String, String> reasons;

  /** The user may no longer upload; the upload has been aborted. */
  static final class RightLostException extends GypsumException {
    private static final long serialVersionUID = 1;

    RightLostException(String reason) {
      super(Kind.FORBIDDEN, reason);
    }
  }

  /** @param key the same for all servers of a bucket */
  public UploadRights(
      UploadSessions sessions, BucketReader bucket, Authorization authorization, Identity identity,
      SigningKey key) {
    this(sessions, bucket, authorization, identity, key, Ticker.systemTicker());
  }

  /** @param ticker determines how old permissions are */
  public UploadRights(
      UploadSessions sessions, BucketReader bucket, Authorization authorization, Identity identity,
      SigningKey key, Ticker ticker) {
    this.sessions = sessions;
    this.bucket = bucket;
    this.authorization = authorization;
    this.identity = identity;
    this.key = key;
    this.recent =
        Caffeine.newBuilder()
            .maximumSize(MAX_CACHED)
            .expireAfterWrite(PERMISSIONS_TTL)
            .ticker(ticker)
            .build();
    this.reasons =
        Caffeine.newBuilder()
            .maximumSize(MAX_CACHED)
            .expireAfterWrite(REASON_TTL)
            .ticker(ticker)
            .build();
  }

  /**
   * Returns the lock of a running upload, like {@link UploadSessions#require}.
   *
   * @throws GypsumException FORBIDDEN when there is none; contains the reason if this server has aborted it
   */
  HeldLock requireSession(AssetVersion version, String sessionToken) {
    try {
      return sessions.require(version, sessionToken);
    } catch (GypsumException e) {
      throw reasonOr(e, Lock.hash(sessionToken));
    }
  }

  /** Returns the failure of a request of an upload that has ended or is ending; it contains the reason if this server has aborted it. */
  GypsumException ended(AssetVersion version, String sessionHash) {
    return reasonOr(
        GypsumException.forbidden(
            "the upload of '" + version
                + "' has ended: it was completed, aborted, unlocked or has expired"),
        sessionHash);
  }

  private GypsumException reasonOr(GypsumException failure, String sessionHash) {
    String reason = reasons.getIfPresent(sessionHash);
    return reason == null ? failure : new RightLostException(reason);
  }

  /**
   * Returns organizations as a lock records them: as hashes with a secret key and the session, since anyone can read a lock, but
   * memberships may be private.
   */
  List<String> recorded(Collection<String> organizations, String sessionHash) {
    return organizations.stream().map(name -> hash(name, sessionHash)).sorted().toList();
  }

  /**
   * Checks the right of the user with recent permissions.
   *
   * @throws GypsumException FORBIDDEN if the user may no longer upload
   */
  void require(HeldLock lock, AssetVersion version) {
    Permissions known = recent.getIfPresent(version.project());
    if (known == null || find(lock, version, () -> known).right() == UploadRight.NONE) {
      // Permissions that were granted a moment ago must not be missed.
      UploadRight _ = requireNow(lock, version);
    }
  }

  /**
   * Checks the right of the user with the current permissions.
   *
   * @throws RightLostException if the user may no longer upload
   * @throws GypsumException LOCKED if the upload was completed, or renewed, before it could be aborted
   */
  UploadRight requireNow(HeldLock lock, AssetVersion version) {
    CurrentRight current =
        find(lock, version, () -> {
          Permissions read = bucket.requirePermissions(version.project()).document();
          recent.put(version.project(), read);
          return read;
        });
    if (current.right() == UploadRight.NONE) {
      throw abort(
          lock, version,
          "'" + lock.journal().user() + "' may no longer upload '" + version + "': "
              + current.change()
              + "; the upload was aborted, and its files were deleted; ask an owner of the"
              + " project for permission");
    }
    return current.right();
  }

  /** @param change why the user no longer has the right */
  private record CurrentRight(UploadRight right, String change) {}

  private CurrentRight find(
      HeldLock lock, AssetVersion version, Supplier<Permissions> permissions) {
    List<String> recorded = lock.organizations();
    if (recorded == null) {
      // Started by an earlier release of the server, so that it is unknown which entries apply.
      return new CurrentRight(UploadRight.TRUSTED, "");
    }
    Permissions current = permissions.get();
    Optional<User> user = identity.current(user(lock, recorded, current), lock.journal().since());
    if (user.isEmpty()) {
      return new CurrentRight(
          UploadRight.NONE, "the account was removed or its access token was replaced");
    }
    return new CurrentRight(
        authorization.uploadRight(user.get(), current, version, lock.journal().since()),
        "the permissions of the project have changed");
  }

  /** Returns the user of a lock, with the recorded organizations that are owners, uploaders or administrators. */
  private User user(HeldLock lock, List<String> recorded, Permissions permissions) {
    Set<String> organizations =
        Stream.of(
            permissions.owners().stream(), permissions.uploaders().stream().map(Uploader::id),
            authorization.administrators().stream())
            .flatMap(ids -> ids)
            .distinct()
            .filter(id -> !recorded.isEmpty() && recorded.contains(hash(id, lock.sessionHash())))
            .collect(Collectors.toUnmodifiableSet());
    return new User(lock.journal().user(), organizations, false);
  }

  /** Returns the failure of this request, with the reason of the first one if several abort the upload. */
  private RightLostException abort(HeldLock lock, AssetVersion version, String reason) {
    // Before the abort, which other requests of the session notice while it runs.
    RightLostException failure =
        new RightLostException(reasons.get(lock.sessionHash(), absent -> reason));
    try {
      sessions.locks().abort(lock, version);
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.LOCKED) {
        sessions.rollBackLater(lock);
        failure.addSuppressed(e);
      } else if (!isAborted(version, lock.sessionHash())) {
        reasons.invalidate(lock.sessionHash());
        throw e;
      }
    }
    return failure;
  }

  /** Returns whether another request has ended the upload other than by completing it. */
  private boolean isAborted(AssetVersion version, String sessionHash) {
    return switch (sessions.state(version.project(), sessionHash)) {
      case UNDOING -> true;
      case ENDED -> bucket.summary(version).filter(Summary::isFinished).isEmpty();
      case UPLOADING, COMPLETING -> false;
    };
  }

  private String hash(String organization, String sessionHash) {
    return Base64.getEncoder()
        .encodeToString(
            key.sign(
                ("organization\n" + sessionHash + "\n" + organization)
                    .getBytes(StandardCharsets.UTF_8)));
  }
}
