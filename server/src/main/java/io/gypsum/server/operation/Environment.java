package io.gypsum.server.operation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;

import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.store.lock.ProjectLocks;
import io.gypsum.store.Store;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.server.lock.UploadSessions;

/** What every operation works with. */
public record Environment(
    Store store, UploadSessions sessions, Access access, Clock clock, RandomGenerator random) {
  BucketReader bucket() {
    return new BucketReader(store);
  }

  ProjectLocks locks() {
    return sessions.locks();
  }

  /** In the bucket's own precision. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  int thisYear() {
    return now().atZone(ZoneOffset.UTC).getYear();
  }

  /** Tells the readers of the change log; happened now. */
  Step log(ChangeLogEntry change) {
    return Step.put(BucketLayout.log(now(), random.nextInt(BucketLayout.LOG_NUMBERS)), change);
  }
}
