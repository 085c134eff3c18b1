package io.gypsum.core.document;

import org.junit.jupiter.api.Test;

import static io.gypsum.core.property.ForAll.forAll;
import static io.gypsum.core.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FilePartsTest {
  private static final long GIBIBYTE = 1L << 30;

  @Test
  void partsAreAdjacentAndCoverTheFile() {
    forAll(longs(1, 1L << 50), longs(1, 5L << 30), (sizeBytes, partBytes) -> {
      FileParts parts = FileParts.of(sizeBytes, partBytes);
      assertThat(parts.count()).isBetween(1, FileParts.MAX_PARTS);
      assertThat(parts.partBytes()).isGreaterThanOrEqualTo(partBytes);
      long end = 0;
      for (int number = 1; number <= parts.count(); number++) {
        if (parts.offset(number) != end || parts.sizeBytes(number) < 1
            || (number < parts.count() && parts.sizeBytes(number) != parts.partBytes())) {
          throw new AssertionError("part " + number + " of " + parts);
        }
        end += parts.sizeBytes(number);
      }
      assertThat(end).isEqualTo(sizeBytes);
    });
  }

  @Test
  void partsAreLargerOnlyIfThereWouldBeTooMany() {
    assertThat(FileParts.of(10_000, 1)).isEqualTo(new FileParts(10_000, 1));
    assertThat(FileParts.of(10_001, 1).partBytes()).isEqualTo(1024 * 1024);
    FileParts huge = FileParts.of(5 * 1024 * GIBIBYTE, 64 * 1024 * 1024);
    assertThat(huge.partBytes()).isEqualTo(525L * 1024 * 1024);
    assertThat(huge.count()).isEqualTo(9987);
  }

  @Test
  void invalidSizesAreRefused() {
    assertThatThrownBy(() -> new FileParts(10_001, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FileParts(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FileParts(1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(new FileParts(10_000, 1).has(10_000)).isTrue();
    assertThat(new FileParts(10_000, 1).has(10_001)).isFalse();
    assertThat(new FileParts(10_000, 1).has(0)).isFalse();
  }
}
