package io.gypsum.server.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.gypsum.core.concurrent.Parallel;
import io.gypsum.server.audit.AuditEvent.Actor;
import io.gypsum.server.audit.AuditEvent.Outcome;
import io.gypsum.server.audit.AuditEvent.Target;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.testing.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class AuditFilesTest {
  @TempDir Path directory;

  private DataDirectory data;

  @BeforeEach
  void createDirectory() {
    data = DataDirectory.at(directory);
  }

  @Test
  void aFileIsFilledToItsMaximumSizeAndTheOldestIsDeleted() throws IOException {
    int lineBytes = event("p10").line().length();
    try (AuditFiles files = new AuditFiles(data, 3L * lineBytes, 2)) {
      for (int i = 10; i < 13; i++) {
        files.append(event("p" + i));
      }
      assertThat(names()).as("at the bound").containsExactly("audit-000001.jsonl");
      files.append(event("p13"));
      assertThat(names()).containsExactly("audit-000001.jsonl", "audit-000002.jsonl");
      assertThat(Files.size(file(1))).isEqualTo(3L * lineBytes);
      for (int i = 14; i < 17; i++) {
        files.append(event("p" + i));
      }
      assertThat(names()).containsExactly("audit-000002.jsonl", "audit-000003.jsonl");
      assertThat(projects()).containsExactly("p13", "p14", "p15", "p16");
    }
    try (AuditFiles files = new AuditFiles(data, 3L * lineBytes, 2)) {
      files.append(event("p17"));
      assertThat(names()).as("continued after a restart")
          .containsExactly("audit-000002.jsonl", "audit-000003.jsonl");
      assertThat(projects()).endsWith("p16", "p17");
    }
  }

  @Test
  void filesAreReadableByTheirOwnerOnly() throws IOException {
    try (AuditFiles files = AuditFiles.unlimited(data)) {
      files.append(event("p"));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(1))))
        .isEqualTo("rw-------");
    assertThat(
        PosixFilePermissions
            .toString(Files.getPosixFilePermissions(directory.resolve(AuditFiles.DIRECTORY))))
        .isEqualTo("rwx------");
  }

  /** A crash may cut the last line at any byte; the next process appends to the same file. */
  @Test
  void aLineCutByACrashLosesOnlyItself() throws IOException {
    try (AuditFiles files = AuditFiles.unlimited(data)) {
      files.append(event("before"));
      files.append(event("cut"));
    }
    byte[] whole = Files.readAllBytes(file(1));
    int end = event("before").line().length();
    for (int size = end; size < whole.length - 1; size++) {
      Files.write(file(1), Arrays.copyOf(whole, size));
      assertThat(projects()).as("cut at %s", size).containsExactly("before");
      assertThat(damaged()).as("the last line may still be written").isZero();
      try (AuditFiles files = AuditFiles.unlimited(data)) {
        files.append(event("after"));
        files.append(event("end"));
      }
      assertThat(projects()).as("cut at %s", size).containsExactly("before", "after", "end");
      assertThat(damaged()).isEqualTo(size == end ? 0 : 1);
      assertThat(Files.readAllLines(file(1))).as("other readers of JSON lines")
          .contains(event("after").line().strip());
    }
  }

  /** Another process crashes in the middle of a line while this one has the file open. */
  @Test
  void aLineAfterTheIncompleteLineOfAnotherProcessIsRead() throws IOException {
    try (AuditFiles files = AuditFiles.unlimited(data)) {
      files.append(event("before"));
      Files.writeString(
          file(1), event("cut").line().substring(0, 50), StandardOpenOption.APPEND);
      files.append(event("after"));
      files.append(event("end"));
      assertThat(projects()).containsExactly("before", "after", "end");
      assertThat(damaged()).isEqualTo(1);
    }
  }

  @Test
  void damagedLinesAreCountedAndOtherFilesAreIgnored() throws IOException {
    try (AuditFiles files = AuditFiles.unlimited(data)) {
      files.append(event("p"));
    }
    Files.write(
        file(1), new byte[] {0, 0, '\n', (byte) 0xff, '\n', '{', '}', '\n', '\n'},
        StandardOpenOption.APPEND);
    Files.writeString(file(1).resolveSibling("audit-2.jsonl.gz"), "x");
    try (AuditFiles files = AuditFiles.unlimited(data)) {
      files.append(event("q"));
    }
    assertThat(projects()).containsExactly("p", "q");
    assertThat(damaged()).isEqualTo(3);
  }

  @Test
  void aFileThatWasRemovedIsCreatedAgain() throws IOException {
    try (AuditFiles files = AuditFiles.unlimited(data)) {
      files.append(event("p"));
      Files.delete(file(1));
      files.append(event("q"));
      assertThat(projects()).containsExactly("q");
    }
  }

  /** Servers and commands share a data directory: no event is lost when one of them starts the next file. */
  @Test
  void manyWritersLoseNoEventWhileFilesAreRotated() throws IOException {
    int writers = 8;
    int events = 100;
    Set<String> expected = new TreeSet<>();
    List<Integer> numbers = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      numbers.add(writer);
      for (int i = 0; i < events; i++) {
        expected.add("w" + writer + "-" + i);
      }
    }
    Parallel.forEach(numbers, writers, IllegalStateException::new, writer -> {
      try (AuditFiles files =
          new AuditFiles(DataDirectory.at(directory), 2_000, writers * events)) {
        for (int i = 0; i < events; i++) {
          files.append(event("w" + writer + "-" + i));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    assertThat(new TreeSet<>(projects())).isEqualTo(expected);
    assertThat(projects()).as("no event appears twice").hasSize(writers * events);
    assertThat(damaged()).isZero();
    assertThat(names().size()).as("files").isGreaterThan(10);
  }

  private static AuditEvent event(String project) {
    return new AuditEvent(
        TestClock.START, "create-project", new Actor("anna", "192.0.2.7"),
        new Target(project, null, null, null), Outcome.OK, null);
  }

  private Path file(int number) {
    return directory.resolve(AuditFiles.DIRECTORY)
        .resolve("audit-%06d.jsonl".formatted(number));
  }

  private List<String> names() throws IOException {
    return AuditFiles.list(directory).stream().map(file -> file.getFileName().toString()).toList();
  }

  private List<String> projects() throws IOException {
    List<String> projects = new ArrayList<>();
    AuditReader.read(directory, event -> projects.add(event.target().project()));
    return projects;
  }

  private long damaged() throws IOException {
    return AuditReader.read(directory, event -> {});
  }
}
