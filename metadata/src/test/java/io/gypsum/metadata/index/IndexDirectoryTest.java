package io.gypsum.metadata.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Publications that are stopped after each of their steps. */
class IndexDirectoryTest {
  private static final IndexClass CLASS = TestIndex.BIOCONDUCTOR;
  private static final List<String> STEPS =
      List.of(
          "create ..unmarked", "sync names", "sync ..new", "rename ..new bioconductor.sqlite3",
          "sync names", "sync ..new", "rename ..new modified", "sync names", "delete ..unmarked");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_000L));

  @TempDir Path directory;

  @BeforeEach
  void publishAnIndex() throws IOException {
    publish("old", new Steps(Integer.MAX_VALUE));
  }

  @Test
  void eachRenameIsDurableBeforeTheNextStep() throws IOException {
    Steps steps = new Steps(Integer.MAX_VALUE);
    publish("new", steps);
    assertThat(steps.done).containsExactlyElementsOf(STEPS);
  }

  static Stream<Integer> stops() {
    return Stream.iterate(0, stop -> stop <= STEPS.size(), stop -> stop + 1);
  }

  @ParameterizedTest
  @MethodSource("stops")
  void modifiedChangesWithTheIndexEvenIfARunIsKilledAfterAnyStep(int stop) throws IOException {
    long before = modified();
    try {
      publish("new", new Steps(stop));
    } catch (KilledException e) {
      assertThat(stop).isLessThan(STEPS.size());
    }
    try (IndexDirectory next = IndexDirectory.lock(directory, CLOCK)) {
      assertThat(next.published(CLASS)).exists();
      if (index().equals("new")) {
        assertThat(modified()).as("at the start of the next run").isGreaterThan(before);
      } else {
        assertThat(index()).isEqualTo("old");
      }
    }
    long after = modified();
    IndexDirectory.lock(directory, CLOCK).close();
    assertThat(modified()).as("the value is stable").isEqualTo(after);
    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder("..LOCK", "bioconductor.sqlite3", "modified");
  }

  @Test
  void anIndexThatWasPublishedBeforeAFailureIsMarked() throws IOException {
    long before = modified();
    IndexClass second = IndexClass.parse("_other.json");
    Files.createDirectories(directory.resolve(second.fileName()).resolve("not empty"));
    assertThatThrownBy(() -> {
      try (IndexDirectory locked = IndexDirectory.lock(directory, CLOCK)) {
        locked.publish(newFile(locked, "new"), CLASS);
        locked.publish(newFile(locked, "new"), second);
      }
    }).isInstanceOf(IOException.class);
    assertThat(index()).isEqualTo("new");
    assertThat(modified()).isGreaterThan(before);
  }

  @Test
  void aPublicationWithoutChangedRowsKeepsTheValue() throws IOException {
    long before = modified();
    try (IndexDirectory locked = IndexDirectory.lock(directory, CLOCK)) {
      locked.publishUnchanged(newFile(locked, "same rows"), CLASS);
    }
    assertThat(index()).isEqualTo("same rows");
    assertThat(modified()).isEqualTo(before);
  }

  private void publish(String content, Steps steps) throws IOException {
    try (IndexDirectory locked = IndexDirectory.lock(directory, CLOCK, steps)) {
      locked.publish(newFile(locked, content), CLASS);
    }
  }

  private static Path newFile(IndexDirectory locked, String content) throws IOException {
    return Files.writeString(locked.newFile(), content);
  }

  private String index() throws IOException {
    return Files.readString(directory.resolve(CLASS.fileName()));
  }

  private long modified() throws IOException {
    return Long.parseLong(Files.readString(directory.resolve("modified")));
  }

  private static final class KilledException extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** Records the steps, and fails all of them from one on, as if the process did not exist any more. */
  private static final class Steps extends IndexDirectory.FileChanges {
    private final int stop;
    private final List<String> done = new ArrayList<>();

    Steps(int stop) {
      this.stop = stop;
    }

    private void step(String text) throws KilledException {
      if (done.size() >= stop) {
        throw new KilledException();
      }
      done.add(text);
    }

    private static String name(Path file) {
      return file.getFileName().toString().replaceFirst("^\\.\\.new-.*", "..new");
    }

    @Override
    void create(Path file) throws IOException {
      step("create " + name(file));
      super.create(file);
    }

    @Override
    void rename(Path from, Path to) throws IOException {
      step("rename " + name(from) + " " + name(to));
      super.rename(from, to);
    }

    @Override
    void delete(Path file) throws IOException {
      step("delete " + name(file));
      super.delete(file);
    }

    @Override
    void sync(Path file) throws IOException {
      step("sync " + name(file));
      super.sync(file);
    }

    @Override
    void syncNames(Path names) throws IOException {
      step("sync names");
      super.syncNames(names);
    }
  }
}
