package io.gypsum.server.file;

import java.util.stream.Collectors;

import io.gypsum.store.ByteRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.gypsum.core.property.ForAll.forAll;
import static io.gypsum.core.property.Generators.longs;
import static io.gypsum.core.property.Generators.strings;
import static org.assertj.core.api.Assertions.assertThat;

class RangeHeaderTest {
  @ParameterizedTest
  @CsvSource(
      value = {
          "bytes=0-0 | 10 | 0+1", "bytes=0-9 | 10 | 0+10", "bytes=3- | 10 | 3+7",
          "bytes=-3 | 10 | 7+3",
          "bytes=-99 | 10 | 0+10", "bytes=5-99 | 10 | 5+5", "bytes=0-1,4-5 | 10 | 0+2 4+2",
          "bytes=4-5, 0-1 | 10 | 4+2 0+2", "bytes= 0-1 ,, 3-3 | 10 | 0+2 3+1",
          "BYTES=0-1 | 10 | 0+2",
          "bytes=0-99999999999999999999999 | 10 | 0+10", "bytes=0-1,20-30 | 10 | 0+2",
          "bytes=000000000000000000000001-2 | 10 | 1+2",
          // Malformed, with another unit, or not smaller than the object: the header is ignored.
          "bytes=2-1 | 10 | whole", "bytes=a-b | 10 | whole", "bytes=1 | 10 | whole",
          "bytes=- | 10 | whole",
          "bytes= | 10 | whole", "bytes=, | 10 | whole", "bytes=0--1 | 10 | whole",
          "bytes=+1-2 | 10 | whole",
          "bytes=0-1,x | 10 | whole", "items=0-1 | 10 | whole", "0-1 | 10 | whole",
          "bytes 0-1 | 10 | whole",
          "bytes=0-9,0-9 | 10 | whole", "bytes=0-4,5-9 | 10 | whole", "bytes=1 -2 | 10 | whole",
          // Outside the object.
          "bytes=10- | 10 | none", "bytes=10-20 | 10 | none", "bytes=-0 | 10 | none",
          "bytes=99999999999999999999- | 10 | none", "bytes=10-,11-12 | 10 | none",
          "bytes=0-0 | 0 | none", "bytes=0- | 0 | none", "bytes=-0 | 0 | none",
          "bytes=-5 | 0 | whole", "bytes=-99999999999999999999 | 0 | whole",
          "bytes=0-,-1 | 0 | whole"},
      delimiter = '|')
  void aHeaderSelectsRanges(String header, long sizeBytes, String expected) {
    assertThat(shown(RangeHeader.parse(header, sizeBytes))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"32, 32", "33, 0"})
  void tooManyRangesGetTheWholeObject(int asked, int expectedParts) {
    String header = "bytes=" + "0-0,".repeat(asked);
    RangeHeader ranges = RangeHeader.parse(header, 1000);
    assertThat(ranges instanceof RangeHeader.Parts parts ? parts.ranges().size() : 0)
        .isEqualTo(expectedParts);
  }

  @Test
  void noHeaderSelectsMoreThanTheObject() {
    forAll(strings(0, 40), longs(0, 1L << 50), (anything, sizeBytes) -> {
      requireWithin(RangeHeader.parse("bytes=" + anything, sizeBytes), sizeBytes);
    });
  }

  @Test
  void firstAndLastSelectExactlyTheirRange() {
    forAll(longs(0, 1000), longs(0, 1000), longs(0, 1000), (first, last, sizeBytes) -> {
      RangeHeader ranges = RangeHeader.parse("bytes=" + first + "-" + last, sizeBytes);
      requireWithin(ranges, sizeBytes);
      String expected =
          last < first
              ? "whole"
              : first >= sizeBytes
                  ? "none"
              : first + "+" + (Math.min(last, sizeBytes - 1) - first + 1);
      assertThat(shown(ranges)).isEqualTo(expected);
    });
  }

  private static void requireWithin(RangeHeader ranges, long sizeBytes) {
    if (ranges instanceof RangeHeader.Parts parts) {
      long total = 0;
      for (ByteRange part : parts.ranges()) {
        assertThat(part.lengthBytes()).isPositive();
        assertThat(part.offset() + part.lengthBytes()).isLessThanOrEqualTo(sizeBytes);
        total += part.lengthBytes();
      }
      assertThat(total).isLessThanOrEqualTo(sizeBytes);
    }
  }

  private static String shown(RangeHeader ranges) {
    return switch (ranges) {
      case RangeHeader.Whole whole -> "whole";
      case RangeHeader.Unsatisfiable none -> "none";
      case RangeHeader.Parts parts -> parts.ranges()
          .stream()
          .map(part -> part.offset() + "+" + part.lengthBytes())
          .collect(Collectors.joining(" "));
    };
  }
}
