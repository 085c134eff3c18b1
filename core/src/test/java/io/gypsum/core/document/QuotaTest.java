package io.gypsum.core.document;

import java.math.BigInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.gypsum.core.property.ForAll.forAll;
import static io.gypsum.core.property.Generators.integers;
import static io.gypsum.core.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;

class QuotaTest {
  @ParameterizedTest
  @CsvSource({
      "10000000000,20000000000,2024,2024,10000000000",
      "10000000000,20000000000,2024,2025,30000000000",
      "10000000000,20000000000,2024,2034,210000000000",
      // A quota that begins in the future is less than its baseline before.
      "100,10,2030,2024,40", "100,20,2030,2024,-20", "0,0,0,9999,0",
      "9223372036854775807,9223372036854775807,0,9999,92233720368547758070000",
      "0,9223372036854775807,9999,0,-92224496996510903294193"})
  void theLimitGrowsEveryYear(
      long baseline, long growth, int year, int thisYear, BigInteger limit) {
    assertThat(new Quota(baseline, growth, year).limitBytes(thisYear)).isEqualTo(limit);
  }

  @ParameterizedTest
  @CsvSource({
      "100,0,100,true", "100,0,101,false", "100,99,1,true", "100,99,2,false", "100,100,0,true",
      "100,100,1,false",
      "100,101,0,false", "0,0,0,true", "0,0,1,false",
      "9223372036854775807,9223372036854775807,0,true",
      "9223372036854775807,9223372036854775807,1,false",
      "9223372036854775807,1,9223372036854775807,false",
      "100,9223372036854775807,9223372036854775807,false",
      "9223372036854775807,0,9223372036854775807,true"})
  void reachingTheLimitIsAllowedAndOneByteMoreIsNot(
      long baseline, long usage, long added, boolean fits) {
    assertThat(new Quota(baseline, 0, 2024).admits(new Usage(usage), added, 2024))
        .isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource({"2024,100,true", "2024,101,false", "2025,150,true", "2025,151,false", "2023,50,true",
      "2023,51,false", "2021,0,false"})
  void theLimitDependsOnTheYear(int thisYear, long added, boolean fits) {
    assertThat(new Quota(100, 50, 2024).admits(new Usage(0), added, thisYear))
        .isEqualTo(fits);
  }

  @Test
  void exactlyTheRemainingBytesFit() {
    forAll(
        1_000, longs(0, 1L << 40), longs(0, 1L << 40), integers(0, 100), longs(0, 1L << 40),
        (baseline, growth, years, used) -> {
          Quota quota = new Quota(baseline, growth, 2000);
          long left = baseline + growth * years - used;
          assertThat(quota.admits(new Usage(used), Math.max(left, 0), 2000 + years))
              .isEqualTo(left >= 0);
          assertThat(quota.admits(new Usage(used), Math.max(left, 0) + 1, 2000 + years))
              .isFalse();
        });
  }

  @Test
  void whatFitsAlsoFitsWithLessAddedOrUsed() {
    forAll(
        1_000, longs(0, Long.MAX_VALUE), longs(0, Long.MAX_VALUE), integers(0, 9999),
        longs(0, Long.MAX_VALUE), longs(0, Long.MAX_VALUE),
        (baseline, growth, year, used, added) -> {
          Quota quota = new Quota(baseline, growth, year);
          if (quota.admits(new Usage(used), added, 2024)) {
            assertThat(quota.admits(new Usage(used), added / 2, 2024)).isTrue();
            assertThat(quota.admits(new Usage(used / 2), added, 2024)).isTrue();
            assertThat(quota.admits(new Usage(used), added, 2025)).isTrue();
          }
        });
  }
}
