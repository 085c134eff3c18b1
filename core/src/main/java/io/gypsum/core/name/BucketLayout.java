package io.gypsum.core.name;

import java.time.Instant;
import java.util.Locale;

import io.gypsum.core.Timestamps;

/** Where everything is in a bucket (rest-api.md, section 1); the one place that spells internal names. */
public final class BucketLayout {
  /** All change logs. */
  public static final Prefix LOGS = new Prefix("..logs/");
  /** What clients sent straight to the store, until it is in its version. */
  public static final Prefix ARRIVALS = new Prefix("..arrivals/");
  /** Numbers that tell changes of one millisecond apart run from 0 below this bound. */
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

  /** @param directory as {@link UserPath#directory} gives it: empty, or with a trailing {@code /} */
  public static Key links(AssetVersion version, String directory) {
    return new Key(version + "/" + directory + LINKS);
  }

  public static Key file(AssetVersion version, UserPath path) {
    return new Key(version + "/" + path);
  }

  /** @param number tells changes of the same millisecond apart: 0 to 999,999 */
  public static Key log(Instant time, int number) {
    if (number < 0 || number >= LOG_NUMBERS) {
      throw new IllegalArgumentException("log number " + number + " is not within 0 to 999999");
    }
    return new Key(
        LOGS + Timestamps.format(time) + "_" + String.format(Locale.ROOT, "%06d", number));
  }

  /** @param session the hash that the lock has, in the letters of Base64 */
  public static Prefix arrivals(ProjectName project, String session) {
    // A slash would be one level more.
    return new Prefix(ARRIVALS + project.value() + "/" + session.replace('/', '_') + "/");
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
