package io.gypsum.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LocationsTest {
  @TempDir Path temp;

  @BeforeEach
  void createDirectories() throws IOException {
    Files.createDirectories(temp.resolve("a/b"));
    Files.createDirectories(temp.resolve("c"));
    Files.createSymbolicLink(temp.resolve("c/to-a"), Path.of("../a"));
    Files.createSymbolicLink(temp.resolve("c/to-new"), temp.resolve("a/new"));
  }

  @ParameterizedTest
  @CsvSource({
      "a, a", "a, a/b", "a, a/new", "a, a/new/deeper", "new, new/deeper", "new, new",
      "a, c/to-a", "a/b, c/to-a", "a, c/to-a/b", "a/b, c/to-a/b", "a/b, c/../a", "a, c/to-a/new",
      "a, c/to-new", "a/new, c/to-new", "a/new/deeper, c/to-new", "c/../a/new, c/to-new/deeper"})
  void directoriesThatContainEachOtherOverlapHoweverTheyAreNamed(String one, String other)
      throws IOException {
    assertThat(Locations.overlap(temp.resolve(one), temp.resolve(other))).isTrue();
    assertThat(Locations.overlap(temp.resolve(other), temp.resolve(one))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
      "a, ab", "a, c", "a/b, a/c", "a/b, a/new", "a, c/new", "c, c/to-a", "a/b, c/to-new",
      "a, new"})
  void otherDirectoriesDoNot(String one, String other) throws IOException {
    assertThat(Locations.overlap(temp.resolve(one), temp.resolve(other))).isFalse();
    assertThat(Locations.overlap(temp.resolve(other), temp.resolve(one))).isFalse();
  }

  @Test
  void aDirectoryThatIsOnlyALinkToItselfCannotBeExamined() throws IOException {
    Path loop = Files.createSymbolicLink(temp.resolve("loop"), Path.of("loop"));
    assertThatThrownBy(() -> Locations.overlap(loop, temp.resolve("a")))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({
      "s3://bucket/, s3://bucket/, true", "s3://bucket/, s3://bucket/x/, true",
      "s3://bucket/x/, s3://bucket/x/y/, true", "s3://bucket/x/, s3://bucket/xy/, false",
      "s3://bucket/x/, s3://bucket/y/, false", "s3://bucket/, s3://bucket2/, false",
      "s3://bucket/, file:/bucket, false",
      "https://gypsum.example.org, https://gypsum.example.org, true",
      "https://gypsum.example.org, https://gypsum2.example.org, false"})
  void storesOfAllKindsAreCompared(String one, String other, boolean overlap) throws IOException {
    StoreAddress first = StoreAddress.parse(one);
    StoreAddress second = StoreAddress.parse(other);
    assertThat(Locations.overlap(first, second)).isEqualTo(overlap);
    assertThat(Locations.overlap(second, first)).isEqualTo(overlap);
  }
}
