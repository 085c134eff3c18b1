package io.gypsum.server.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Stream;

import io.gypsum.core.document.Md5;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ChecksumFileTest {
  private static final Md5 MD5 = new Md5(-1, 2);

  @TempDir Path directory;

  @Test
  void checksumsAreKeptAfterARestart() {
    try (ChecksumFile file = new ChecksumFile(directory)) {
      assertThat(file.find(MD5, 3)).isEmpty();
      file.add(MD5, 3, -7);
      assertThat(file.find(MD5, 3)).isEqualTo(OptionalInt.of(-7));
    }
    try (ChecksumFile file = new ChecksumFile(directory)) {
      assertThat(file.find(MD5, 3)).isEqualTo(OptionalInt.of(-7));
      assertThat(file.find(MD5, 4)).isEmpty();
      assertThat(file.find(new Md5(2, -1), 3)).isEmpty();
    }
  }

  @Test
  void allAreForgottenWhenThereAreTooMany() {
    try (ChecksumFile file = new ChecksumFile(directory, 1_000)) {
      for (int i = 0; i < 1_000; i++) {
        file.add(MD5, i, i);
      }
      assertThat(file.find(MD5, 0)).isEqualTo(OptionalInt.of(0));
      for (int i = 1_000; i < 1_100; i++) {
        file.add(MD5, i, i);
      }
    }
    try (ChecksumFile file = new ChecksumFile(directory, 1_000)) {
      assertThat(file.find(MD5, 0)).isEmpty();
      assertThat(file.find(MD5, 1_099)).isEqualTo(OptionalInt.of(1_099));
    }
  }

  @Test
  void twoServersUseTwoFiles() {
    try (ChecksumFile first = new ChecksumFile(directory);
        ChecksumFile second = new ChecksumFile(directory)) {
      first.add(MD5, 1, 1);
      assertThat(first.find(MD5, 2)).isEmpty();
      assertThat(second.find(MD5, 1)).isEmpty();
      second.add(MD5, 1, 2);
      assertThat(second.find(MD5, 1)).isEqualTo(OptionalInt.of(2));
    }
  }

  @Test
  void aDamagedFileIsDeletedAndReplacedAtTheNextStart() throws IOException {
    byte[] noise = new byte[8192];
    Arrays.fill(noise, (byte) 'x');
    Files.write(directory.resolve("1.sqlite3"), noise);
    try (ChecksumFile file = new ChecksumFile(directory)) {
      assertThat(file.find(MD5, 1)).isEmpty();
      file.add(MD5, 1, 1);
      assertThat(file.find(MD5, 1)).isEmpty();
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(path -> path.getFileName().toString())).containsExactly("1.lock");
    }
    try (ChecksumFile file = new ChecksumFile(directory)) {
      file.add(MD5, 1, 1);
      assertThat(file.find(MD5, 1)).isEqualTo(OptionalInt.of(1));
    }
  }

  @Test
  void aDirectoryThatCannotBeUsedMakesNothingFail() throws IOException {
    Path noDirectory = Files.writeString(directory.resolve("file"), "");
    try (ChecksumFile file = new ChecksumFile(noDirectory)) {
      assertThat(file.find(MD5, 1)).isEmpty();
      file.add(MD5, 1, 1);
      assertThat(file.find(MD5, 1)).isEmpty();
    }
  }
}
