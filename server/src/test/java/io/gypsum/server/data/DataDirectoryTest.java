package io.gypsum.server.data;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DataDirectoryTest {
  @TempDir Path temp;

  @Test
  void readingCreatesNothing() {
    DataDirectory data = DataDirectory.at(temp.resolve("a/b"));

    assertThat(data.read("x", 10)).isNull();
    assertThat(data.stamp("x")).isNull();
    assertThat(temp.resolve("a")).doesNotExist();
  }

  @Test
  void filesAreReadableByTheOwnerOnly() throws Exception {
    DataDirectory data = DataDirectory.at(temp.resolve("a/b"));

    write(data, "x", "one");

    assertThat(data.read("x", 10)).asString().isEqualTo("one");
    assertThat(mode(data.path())).isEqualTo("rwx------");
    assertThat(mode(data.path().resolve("x"))).isEqualTo("rw-------");
    assertThat(mode(data.path().resolve("data.lock"))).isEqualTo("rw-------");
  }

  /** The file belongs to another user only if the superuser runs the test: other users cannot give files away. */
  @Test
  void aReplacedFileKeepsItsOwnerAndMode() throws Exception {
    DataDirectory data = DataDirectory.at(temp.resolve("a"));
    write(data, "x", "one");
    Path file = data.path().resolve("x");
    giveToAnotherUser(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    FileOwnership before = FileOwnership.of(file);

    write(data, "x", "two");

    assertThat(file).hasContent("two");
    assertThat(FileOwnership.of(file)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "link"})
  void newFilesBelongToTheOwnerOfTheDirectory(String name) throws Exception {
    Path real = Files.createDirectory(temp.resolve("a"));
    Files.createSymbolicLink(temp.resolve("link"), real);
    DataDirectory data = DataDirectory.at(temp.resolve(name));
    giveToAnotherUser(real);

    write(data, "x", "one");

    FileOwnership directory = FileOwnership.of(real);
    for (String created : List.of("x", "data.lock")) {
      FileOwnership file = FileOwnership.of(data.path().resolve(created));
      assertThat(file.owner()).as(created).isEqualTo(directory.owner());
      assertThat(file.group()).as(created).isEqualTo(directory.group());
      assertThat(mode(data.path().resolve(created))).isEqualTo("rw-------");
    }
  }

  @Test
  void anUnfinishedFileOfACrashIsReplaced() throws Exception {
    DataDirectory data = DataDirectory.at(temp);
    Path secret = Files.writeString(temp.resolve("elsewhere"), "untouched");
    Files.createSymbolicLink(temp.resolve("x.new"), secret);

    write(data, "x", "one");

    assertThat(secret).hasContent("untouched");
    assertThat(Files.isSymbolicLink(temp.resolve("x"))).isFalse();
    assertThat(temp.resolve("x.new")).doesNotExist();
  }

  @Test
  void aChangeAltersTheStamp() {
    DataDirectory data = DataDirectory.at(temp);
    write(data, "x", "one");
    FileStamp before = data.stamp("x");

    write(data, "x", "other");

    assertThat(data.stamp("x")).isNotEqualTo(before);
  }

  @Test
  void aStampIsReliableOnlyAfterTheResolutionOfTheFileSystem() {
    Instant changed = Instant.parse("2026-01-01T00:00:00Z");
    FileStamp stamp = new FileStamp(changed, 1, null);

    assertThat(stamp.isReliable(changed.plusMillis(2_000))).isFalse();
    assertThat(stamp.isReliable(changed.plusMillis(2_001))).isTrue();
  }

  @Test
  void aFileOverTheLimitIsNotRead() {
    DataDirectory data = DataDirectory.at(temp);
    write(data, "x", "0123456789");

    assertThat(data.read("x", 10)).hasSize(10);
    assertThatThrownBy(() -> data.read("x", 9)).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void changesRequireTheLock() {
    DataDirectory data = DataDirectory.at(temp);

    assertThatThrownBy(() -> data.replace("x", new byte[1]))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> data.exclusively(() -> data.exclusively(() -> 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void exclusiveWorkIsSerializedAcrossThreadsAndObjects() {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 200; i++) {
        threads.execute(() -> DataDirectory.at(temp).exclusively(() -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          inside.decrementAndGet();
          return done.incrementAndGet();
        }));
      }
    }
    assertThat(most).hasValue(1);
    assertThat(done).hasValue(200);
  }

  private static void write(DataDirectory data, String name, String content) {
    data.exclusively(() -> {
      data.replace(name, content.getBytes(UTF_8));
      return name;
    });
  }

  private static void giveToAnotherUser(Path file) throws Exception {
    if (System.getProperty("user.name").equals("root")) {
      Files.setAttribute(file, "unix:uid", 12345);
      Files.setAttribute(file, "unix:gid", 12346);
    }
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
