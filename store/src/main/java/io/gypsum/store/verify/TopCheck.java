package io.gypsum.store.verify;

import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Lock;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.bucket.BucketReader;
import org.jspecify.annotations.Nullable;

/** Looks at what belongs to no project: the change logs, what arrived for uploads, and what should not be there. */
record TopCheck(Scope scope) {
  private static final Pattern LOG =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z_\\d{6}");

  /** Everything below an internal name at the top of the bucket. */
  void check(Prefix internal) {
    try (Stream<ObjectEntry> all = scope.store().list(internal)) {
      all.forEach(object -> check(internal, object.key()));
    }
    scope.findings().flush();
  }

  private void check(Prefix internal, Key key) {
    String below = key.value().substring(internal.value().length());
    if (internal.equals(BucketLayout.STAGING)) {
      if (!isAwaited(key, below)) {
        scope.findings()
            .tell(
                Finding.of(
                    FindingKind.LOST_ARRIVAL, key, "an upload that waits for it", "none"));
      }
    } else if (!internal.equals(BucketLayout.LOGS) || !LOG.matcher(below).matches()) {
      scope.places().tellStray(key);
    }
  }

  /** Whether the project has a lock of the session that this was sent for. */
  private boolean isAwaited(Key key, String below) {
    int slash = below.indexOf('/');
    ProjectName project = slash < 0 ? null : nameOrNull(below.substring(0, slash));
    if (project == null) {
      return false;
    }
    Lock lock =
        new BucketReader(scope.store()).tryRead(BucketLayout.lock(project), Lock::read).document();
    return lock != null && BucketLayout.staging(project, lock.sessionHash()).matches(key);
  }

  private static @Nullable ProjectName nameOrNull(String text) {
    try {
      return new ProjectName(text);
    } catch (GypsumException e) {
      return null;
    }
  }
}
