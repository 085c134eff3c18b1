package io.gypsum.store.s3;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class S3SettingsTest {
  private static final S3Settings SETTINGS = S3Settings.of(null, "us-east-1", "bucket");

  @ParameterizedTest
  @ValueSource(strings = {"a", "/", "/a/"})
  void aPrefixEndsWithASlashAndDoesNotStartWithOne(String prefix) {
    assertThatIllegalArgumentException().isThrownBy(() -> SETTINGS.withPrefix(prefix));
  }

  @Test
  void limitsBelowOneAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> SETTINGS.withMaxConnections(0));
    assertThatIllegalArgumentException().isThrownBy(() -> SETTINGS.withPartSizes(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> SETTINGS.withPartSizes(1, 0));
  }
}
