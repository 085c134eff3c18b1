package io.gypsum.core.name;

import java.time.Instant;
import java.util.Locale;

import io.gypsum.core.Timestamps;

/** The keys of all objects in a bucket (rest-api.md, section 1). No other class contains the names of internal objects. */
public final class BucketLayout {
  /** All entries of the change log. */
  public static final Prefix LOGS = new Prefix("..logs/");
  /**
   * Changes that are not in {@link #LOGS}, such as versions on probation and changed permissions (the types of {@link
   * io.gypsum.core.document.InternalChange}).
   */
  public static final Prefix CHANGES = new Prefix("..changes/");
  /** Staged files: uploaded, and not yet copied to their versions. */
  public static final Prefix STAGING = new Prefix("..arrivals/");
  /** Maximum number of changes in the same millisecond; they are numbered from 0. */
  public static final int LOG_NUMBERS = 1_000_000;

  private static final String PERMISSIONS = "..permissions";
  private static final String QUOTA = "..quota";
  private static final String USAGE = "..usage";
  private static final String LOCK = "..LOCK";
  private static final String LATEST = "..latest";
  private static final String SUMMARY = "..summary";
  private static final String MANIFEST = "..manifest";
  private static final String LINKS = "..links";

  private BucketLayout() {}

  public static Key permissions(ProjectName project) {
    return new Key(project + "/" + PERMISSIONS);
  }

  public static Key quota(ProjectName project) {
    return new Key(project + "/" + QUOTA);
  }

  /** Returns whether this is the key of permissions or a quota, which are replaced without the lock of their project. */
  public static boolean isReplaceable(Key key) {
    return key.value().endsWith("/" + PERMISSIONS) || key.value().endsWith("/" + QUOTA);
  }

  public static Key usage(ProjectName project) {
    return new Key(project + "/" + USAGE);
  }

  public static Key lock(ProjectName project) {
    return new Key(project + "/" + LOCK);
  }

  public static Key latest(ProjectAsset asset) {
    return new Key(asset + "/" + LATEST);
  }

  public static Key summary(AssetVersion version) {
    return new Key(version + "/" + SUMMARY);
  }

  public static Key manifest(AssetVersion version) {
    return new Key(version + "/" + MANIFEST);
  }

  /** @param directory as {@link UserPath#directory} returns it: empty, or with a trailing {@code /} */
  public static Key links(AssetVersion version, String directory) {
    return new Key(version + "/" + directory + LINKS);
  }

  /** Returns whether this is the key of a document that the server writes for a version: its summary, manifest or links. */
  public static boolean isVersionDocument(AssetVersion version, Key key) {
    String below = version + "/";
    return key.value().startsWith(below)
        && switch (key.value().substring(key.value().lastIndexOf('/') + 1)) {
          case LINKS -> true;
          case SUMMARY, MANIFEST -> key.value().lastIndexOf('/') == below.length() - 1;
          default -> false;
        };
  }

  public static Key file(AssetVersion version, UserPath path) {
    return new Key(version + "/" + path);
  }

  /** @param number from 0 to 999,999, different for changes of the same millisecond */
  public static Key log(Instant time, int number) {
    return log(LOGS, time, number);
  }

  /** Returns the key of an entry of {@link #CHANGES}, as {@link #log} does. */
  public static Key change(Instant time, int number) {
    return log(CHANGES, time, number);
  }

  private static Key log(Prefix log, Instant time, int number) {
    if (number < 0 || number >= LOG_NUMBERS) {
      throw new IllegalArgumentException("log number " + number + " is not within 0 to 999999");
    }
    return new Key(
        log + Timestamps.format(time) + "_" + String.format(Locale.ROOT, "%06d", number));
  }

  /**
   * Returns the staging area of one upload session.
   *
   * @param session the hash of the session token in the lock, in Base64
   */
  public static Prefix staging(ProjectName project, String session) {
    // A slash would start another level.
    return new Prefix(STAGING + project.value() + "/" + session.replace('/', '_') + "/");
  }

  public static Prefix below(ProjectName project) {
    return new Prefix(project + "/");
  }

  public static Prefix below(ProjectAsset asset) {
    return new Prefix(asset + "/");
  }

  public static Prefix below(AssetVersion version) {
    return new Prefix(version + "/");
  }
}
