package io.gypsum.server.audit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.concurrent.Sleeper;
import io.gypsum.server.audit.AuditEvent.Actor;
import io.gypsum.server.audit.AuditEvent.Outcome;
import io.gypsum.server.audit.AuditEvent.Target;
import io.gypsum.server.testing.TestClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AuditLogTest {
  private static final Actor ANNA = new Actor("anna", "192.0.2.7");
  private static final Actor UNKNOWN = new Actor(null, "192.0.2.8");

  private final Disk disk = new Disk();
  private final AtomicLong nanos = new AtomicLong();

  /** A disk that can be full, and that can stop responding. */
  private static final class Disk implements AuditLog.Destination {
    final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch failed = new CountDownLatch(2);
    volatile boolean isFull;
    volatile CountDownLatch stalled = new CountDownLatch(0);
    final Semaphore calls = new Semaphore(0);

    @Override
    public void append(Deque<String> batch) throws IOException {
      calls.release();
      try {
        stalled.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (isFull) {
        failed.countDown();
        throw new IOException("No space left on device");
      }
      lines.addAll(batch);
      batch.clear();
    }

    @Override
    public void close() {}
  }

  private AuditLog start(Sleeper sleeper) {
    return AuditLog.start(disk, new TestClock(), nanos::get, sleeper);
  }

  @Test
  void eventsAreWrittenInOrder() {
    AuditLog log = start(Sleeper.SYSTEM);
    for (int i = 0; i < 500; i++) {
      record(log, "p" + i);
    }
    log.close();
    assertThat(disk.lines).hasSize(500);
    assertThat(disk.lines.get(499)).contains("\"p499\"");
    assertThat(log.written()).isEqualTo(500);
    assertThat(log.lost()).isZero();
  }

  @Test
  void manyThreadsLoseNoEvent() {
    AuditLog log = start(Sleeper.SYSTEM);
    Parallel.forEach(
        IntStream.range(0, 16).boxed().toList(), 16, IllegalStateException::new, thread -> {
          for (int i = 0; i < 100; i++) {
            record(log, "t" + thread + "-" + i);
          }
        });
    log.close();
    assertThat(disk.lines.stream().distinct()).hasSize(1_600);
    assertThat(disk.lines).hasSize(1_600);
  }

  @Test
  void aFullDiskLosesNothingIfItHasSpaceAgain() throws InterruptedException {
    CountDownLatch slept = new CountDownLatch(1);
    AuditLog log = start(duration -> {
      assertThat(duration).isEqualTo(AuditLog.RETRY_DELAY);
      slept.countDown();
    });
    disk.isFull = true;
    record(log, "p1");
    assertThat(slept.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(disk.failed.await(20, TimeUnit.SECONDS)).as("repeated").isTrue();
    record(log, "p2");
    disk.isFull = false;
    log.close();
    assertThat(disk.lines).hasSize(2);
    assertThat(log.lost()).isZero();
    assertThat(log.writeFailures()).isGreaterThanOrEqualTo(2);
  }

  /** The number is exact at the bound: the writer holds the first event, and the queue has space for the others. */
  @Test
  void eventsOverTheBoundAreLostWithoutBlockingAndReported() throws InterruptedException {
    AuditLog log = start(Sleeper.SYSTEM);
    disk.stalled = new CountDownLatch(1);
    record(log, "first");
    assertThat(disk.calls.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < AuditLog.MAX_QUEUED; i++) {
      record(log, "p" + i);
    }
    assertThat(log.lost()).as("at the bound").isZero();
    record(log, "over");
    record(log, "over");
    assertThat(log.lost()).isEqualTo(2);
    disk.stalled.countDown();
    log.close();
    assertThat(disk.lines).hasSize(AuditLog.MAX_QUEUED + 2);
    assertThat(disk.lines.stream().filter(line -> line.contains("\"events-missing\"")))
        .singleElement()
        .asString()
        .contains("2 events could not be written");
  }

  @Test
  void closingMakesOneMoreAttempt() throws InterruptedException {
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch waited = new CountDownLatch(1);
    AuditLog log = start(duration -> {
      waiting.countDown();
      waited.await();
    });
    disk.isFull = true;
    record(log, "p1");
    assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
    Thread closer = Thread.ofPlatform().start(log::close);
    while (closer.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    disk.isFull = false;
    waited.countDown();
    closer.join();
    assertThat(disk.lines).hasSize(1);
    assertThat(log.lost()).isZero();
  }

  @Test
  void closingGivesUpOnAFullDisk() {
    AuditLog log = start(duration -> {});
    disk.isFull = true;
    record(log, "p1");
    record(log, "p2");
    log.close();
    record(log, "late");
    assertThat(log.lost()).isEqualTo(3);
    assertThat(log.written()).isZero();
  }

  /** Otherwise anyone could fill the files, so that the changes of others are deleted. */
  @Test
  void refusedAttemptsOverTheLimitAreCountedOnly() {
    AuditLog log = start(Sleeper.SYSTEM);
    for (int i = 0; i < AuditLog.MAX_REFUSED_PER_MINUTE + 3; i++) {
      log.record(
          "sign-in", new Actor(null, "2001:db8::" + i), Target.NONE, Outcome.REFUSED, "no");
    }
    assertThat(log.suppressed()).isEqualTo(3);
    log.record("set-quota", ANNA, Target.NONE, Outcome.FAILED, "other callers have own limits");
    for (int i = 0; i < 100; i++) {
      record(log, "changes are always recorded");
    }
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    log.record("sign-in", UNKNOWN, Target.NONE, Outcome.REFUSED, "a minute later");
    log.close();
    assertThat(log.suppressed()).isEqualTo(3);
    assertThat(log.written() - count("events-missing"))
        .isEqualTo(AuditLog.MAX_REFUSED_PER_MINUTE + 102L);
    assertThat(count("events-missing")).isPositive();
  }

  private long count(String text) {
    return disk.lines.stream().filter(line -> line.contains(text)).count();
  }

  private static void record(AuditLog log, String project) {
    log.record("create-project", ANNA, new Target(project, null, null, null), Outcome.OK, null);
  }
}
