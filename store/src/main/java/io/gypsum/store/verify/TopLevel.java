package io.gypsum.store.verify;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Lock;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ReadStore;
import io.gypsum.store.bucket.BucketNames;
import org.jspecify.annotations.Nullable;

/** Checks objects that belong to no project: change logs, the staging area, and objects that should not exist. */
final class TopLevel implements BucketNames.OtherEntries {
  private static final Pattern LOG =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z_\\d{6}");

  private final TolerantReader bucket;
  private final ReadStore store;
  private final Consumer<Finding> findings;
  /** The staging area of the session whose objects are being listed. */
  private @Nullable Prefix session;
  private boolean isRunning;

  TopLevel(TolerantReader bucket, Consumer<Finding> findings) {
    this.bucket = bucket;
    this.store = bucket.store();
    this.findings = findings;
  }

  /** Returns the projects of the bucket. */
  List<ProjectName> check() {
    return new BucketNames(store, this).projects();
  }

  @Override
  public void onObject(Key key) {
    findings.accept(Finding.unexpectedObject(key));
  }

  @Override
  public void onInvalidName(Prefix prefix, String problem) {
    findings.accept(invalidName(prefix, problem));
  }

  @Override
  public void onInternal(Prefix internal) {
    try (Stream<ObjectEntry> objects = store.list(internal)) {
      objects.forEach(object -> check(internal, object.key()));
    }
  }

  private void check(Prefix internal, Key key) {
    String below = key.value().substring(internal.value().length());
    if (internal.equals(BucketLayout.STAGING)) {
      if (!isExpected(key, below) && store.head(key).isPresent()) {
        findings.accept(
            Finding.of(
                FindingKind.LOST_ARRIVAL, key, "a running upload to which this object belongs",
                "none"));
      }
    } else if (!isLog(internal) || !LOG.matcher(below).matches()) {
      findings.accept(Finding.unexpectedObject(key));
    }
  }

  private static boolean isLog(Prefix internal) {
    return internal.equals(BucketLayout.LOGS) || internal.equals(BucketLayout.CHANGES);
  }

  /**
   * Returns whether the project is locked by the session to which an object of the staging area belongs. The objects of a
   * session are listed together, so its lock is read once.
   */
  private boolean isExpected(Key key, String below) {
    if (session != null && session.matches(key)) {
      return isRunning;
    }
    int slash = below.indexOf('/');
    ProjectName project = slash < 0 ? null : nameOrNull(below.substring(0, slash));
    int end = below.indexOf('/', slash + 1);
    if (project == null || end < 0) {
      return false;
    }
    Lock lock =
        bucket.tryRead(BucketLayout.lock(project), Lock::read).document();
    session = new Prefix(BucketLayout.STAGING + below.substring(0, end + 1));
    isRunning =
        lock != null && BucketLayout.staging(project, lock.sessionHash()).equals(session);
    return isRunning;
  }

  private static @Nullable ProjectName nameOrNull(String text) {
    try {
      return new ProjectName(text);
    } catch (GypsumException e) {
      return null;
    }
  }

  static Finding invalidName(Prefix prefix, String problem) {
    return new Finding(
        FindingKind.IMPOSSIBLE_NAME, prefix.value(), "a valid name", problem, null);
  }
}
