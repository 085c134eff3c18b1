package io.gypsum.server.page.publish;

import java.time.LocalDate;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NextVersionNameTest {
  private static final LocalDate TODAY = LocalDate.parse("2026-11-30");

  @ParameterizedTest
  @CsvSource({
      "v1, v2", "v9, v10", "v09, v10", "1.0.0, 1.0.1", "1.0.99, 1.0.100", "1.2.0-rc1, 1.2.0-rc2",
      "release 7 (final), release 8 (final)", "draft, draft-2", "2020, 2021",
      "2026-01-31, 2026-11-30", "2026-11-30, 2026-11-30-2", "2026-11-30-2, 2026-11-30",
      "v99999999999999999999, v100000000000000000000"})
  void theNextNameHasTheFormOfTheNewest(String newest, String expected) {
    assertThat(NextVersionName.after(List.of(newest), TODAY)).isEqualTo(expected);
  }

  @Test
  void theNameOfAnotherVersionIsNotSuggested() {
    assertThat(NextVersionName.after(List.of("v2", "v4", "v3"), TODAY)).isEqualTo("v5");
    assertThat(
        NextVersionName.after(List.of("2026-11-30-2", "2026-11-30", "2026-11-30-3"), TODAY))
        .isEqualTo("2026-11-30-4");
    assertThat(NextVersionName.after(List.of("draft", "draft-2"), TODAY)).isEqualTo("draft-3");
  }

  @Test
  void aNewAssetStartsWithTheFirstName() {
    assertThat(NextVersionName.after(List.of(), TODAY)).isEqualTo("v1");
  }

  @Test
  void monthsOfAYearAreNotNumbers() {
    assertThat(NextVersionName.after(List.of("2026-12"), TODAY)).isEqualTo("2027-01");
    assertThat(NextVersionName.after(List.of("2026-09"), TODAY)).isEqualTo("2026-10");
    assertThat(NextVersionName.after(List.of("release_2026.12"), TODAY))
        .isEqualTo("release_2027.01");
    assertThat(NextVersionName.after(List.of("2026-11", "2026-12"), TODAY)).isEqualTo("2027-01");
    assertThat(NextVersionName.after(List.of("2026-13"), TODAY)).isEqualTo("2026-14");
  }
}
