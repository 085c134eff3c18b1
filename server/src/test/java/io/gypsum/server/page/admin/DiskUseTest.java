package io.gypsum.server.page.admin;

import java.util.List;

import io.gypsum.server.metrics.ServerFigures.DiskFigures;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DiskUseTest {
  @Test
  void directoriesOfOneDiskAreListedTogether() {
    assertThat(
        DiskUse.of(
            List.of(
                new DiskFigures("access", 75_000_000_000L, 100_000_000_000L),
                new DiskFigures("bucket", 1_000_000_000L, 4_000_000_000L),
                new DiskFigures("data", 75_000_000_100L, 100_000_000_000L))))
        .containsExactly(
            new DiskUse("access, data", "75 GB of 100 GB (75%)"),
            new DiskUse("bucket", "1 GB of 4 GB (25%)"));
  }
}
