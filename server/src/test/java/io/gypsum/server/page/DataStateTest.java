package io.gypsum.server.page;

import java.time.Duration;
import java.time.Instant;

import io.gypsum.server.catalog.CatalogState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DataStateTest {
  private static final Instant NOW = PageServer.NOW;

  @ParameterizedTest
  @CsvSource({"PT1M,", "PT1M1S,1 minute", "PT90M,90 minutes", "PT3H,3 hours", "PT49H,2 days"})
  void theAgeIsShownFromOneMinuteOn(Duration age, @Nullable String shown) {
    DataState state = DataState.of(new CatalogState(NOW.minus(age), 0), NOW);
    assertThat(state.age()).isEqualTo(shown);
    assertThat(state.missing()).isNull();
  }

  @Test
  void theReasonIsShownWhenOnlyNamesAre() {
    assertThat(DataState.namesOnly(new CatalogState(null, 1), "x").missing())
        .contains("for the first time (1 version so far)");
    assertThat(DataState.namesOnly(new CatalogState(NOW, 5), "the disk is full").missing())
        .isEqualTo("This page shows names only for now: the disk is full.");
  }
}
