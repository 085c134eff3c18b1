package io.gypsum.server.catalog;

import java.util.List;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.catalog.MissingTargets.MissingTarget;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MissingTargetsTest {
  private static final MissingTarget DELETED =
      new MissingTarget(AssetVersion.of("p", "a", "deleted"), 3);
  private static final MissingTarget EXISTING =
      new MissingTarget(AssetVersion.of("p", "a", "existing"), 2);
  private static final MissingTargets TARGETS =
      new MissingTargets(5, 12, List.of(DELETED, EXISTING));

  @Test
  void versionsThatExistAreLeftOutWithTheirFiles() {
    assertThat(TARGETS.without(EXISTING.version()::equals))
        .isEqualTo(new MissingTargets(4, 10, List.of(DELETED)));
  }

  @Test
  void versionsWithoutANameStayCounted() {
    MissingTargets unnamed = TARGETS.without(version -> true);
    assertThat(unnamed).isEqualTo(new MissingTargets(3, 7, List.of()));
    assertThat(unnamed.more()).isEqualTo(3);
  }

  @Test
  void nothingIsMissingIfAllExist() {
    MissingTargets all = new MissingTargets(2, 5, List.of(DELETED, EXISTING));
    assertThat(all.without(version -> true).isEmpty()).isTrue();
  }
}
