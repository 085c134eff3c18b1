package io.gypsum.core.document;

import java.time.OffsetDateTime;
import java.util.List;

import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The builders of the documents that users of the client library write. */
class BuildersTest {
  @Test
  void anUploaderIsUnlimitedAndUntrustedByDefault() {
    assertThat(Uploader.builder("ann").build())
        .isEqualTo(new Uploader("ann", null, null, null, null));
    assertThat(Uploader.builder("ann").build().isTrusted()).isFalse();
  }

  @Test
  void anUploaderCanBeLimitedAndTrusted() {
    OffsetDateTime until = OffsetDateTime.parse("2030-01-31T12:00:00+01:00");
    assertThat(
        Uploader.builder("ann").asset("counts").version("v1").until(until).trusted(true).build())
        .isEqualTo(new Uploader("ann", "counts", "v1", until, true));
    assertThatExceptionOfType(GypsumException.class)
        .isThrownBy(() -> Uploader.builder("ann").asset("a/b"))
        .withMessageContaining("'a/b'");
  }

  @Test
  void permissionsAreEmptyByDefaultAndCollectEntries() {
    Uploader ann = Uploader.builder("ann").build();
    assertThat(Permissions.builder().build()).isEqualTo(Permissions.NONE);
    assertThat(Permissions.builder().owners("olga").owners("otto").uploaders(ann).build())
        .isEqualTo(new Permissions(List.of("olga", "otto"), List.of(ann)));
  }

  @Test
  void aChangeOfPermissionsKeepsWhatIsNotSet() {
    assertThat(PermissionsChange.builder().build()).isEqualTo(PermissionsChange.NONE);
    assertThat(PermissionsChange.builder().owners("olga").build())
        .isEqualTo(new PermissionsChange(List.of("olga"), null));
    assertThat(PermissionsChange.builder().uploaders().build())
        .isEqualTo(new PermissionsChange(null, List.of()));
  }

  @Test
  void aChangeOfTheQuotaKeepsWhatIsNotSet() {
    assertThat(QuotaChange.builder().build()).isEqualTo(QuotaChange.NONE);
    assertThat(QuotaChange.builder().baselineBytes(5).growthBytesPerYear(6).year(2030).build())
        .isEqualTo(new QuotaChange(5L, 6L, 2030));
  }
}
