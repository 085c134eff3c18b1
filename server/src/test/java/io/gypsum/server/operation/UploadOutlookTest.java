package io.gypsum.server.operation;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;

import io.gypsum.core.decision.Authorization;
import io.gypsum.core.decision.UploadRight;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.name.AssetVersion;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UploadOutlookTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final Authorization AUTHORIZATION = new Authorization(Set.of("root"));
  private static final AssetVersion VERSION = AssetVersion.of("p", "a", "v2");

  private static UploadOutlook outlook(String login, Uploader... uploaders) {
    return UploadOutlook.of(
        AUTHORIZATION, new User(login, Set.of("lab"), false),
        Permissions.builder().owners("olga", "otto", "ole", "oda").uploaders(uploaders).build(),
        VERSION, false, NOW);
  }

  @Test
  void trustedUploadsArePublishedAtOnceAndTheReasonIsNamed() {
    assertThat(outlook("root").text()).contains("at once, because you are an administrator");
    assertThat(outlook("olga").text()).contains("at once, because you are an owner");
    assertThat(outlook("ben", Uploader.builder("lab").trusted(true).build()).text())
        .contains("at once, because the project trusts your uploads");
  }

  @Test
  void untrustedUploadsAreOnProbationAndTheReviewersAreNamed() {
    UploadOutlook outlook = outlook("ben", Uploader.builder("ben").build());
    assertThat(outlook.right()).isEqualTo(UploadRight.UNTRUSTED);
    assertThat(outlook.text())
        .contains("on probation until an owner of the project (olga, otto, ole or others)");
  }

  @Test
  void aTrustedUserMayChooseProbation() {
    Permissions permissions = Permissions.builder().owners("olga").build();
    UploadOutlook chosen =
        UploadOutlook.of(
            AUTHORIZATION, new User("olga", Set.of(), false), permissions, VERSION, true, NOW);
    assertThat(chosen.isOnProbation()).isTrue();
    assertThat(chosen.right()).isEqualTo(UploadRight.TRUSTED);
    assertThat(chosen.text())
        .contains("on probation until an owner of the project (olga) approves it")
        .endsWith("because you have chosen probation.");
    UploadOutlook refused =
        UploadOutlook.of(
            AUTHORIZATION, new User("eve", Set.of(), false), permissions, VERSION, true, NOW);
    assertThat(refused.isOnProbation()).isFalse();
  }

  @Test
  void aProjectWithoutOwnersIsReviewedByAdministrators() {
    UploadOutlook outlook =
        UploadOutlook.of(
            AUTHORIZATION, new User("ben", Set.of(), false),
            Permissions.builder().uploaders(Uploader.builder("ben").build()).build(), VERSION,
            false, NOW);
    assertThat(outlook.text()).contains("until an administrator approves it");
  }

  @Test
  void aMissingRightIsExplained() {
    assertThat(outlook("eve").text()).contains("no permission", "ask an owner");
    Uploader ended =
        Uploader.builder("ben").until(OffsetDateTime.parse("2026-11-30T14:59:59+03:00")).build();
    assertThat(outlook("ben", ended).text()).contains("ended on 2026-11-30 11:59 UTC", "extend");
    Uploader limited = Uploader.builder("ben").asset("b").version("v1").build();
    assertThat(outlook("ben", limited).text()).contains("is for asset 'b', version 'v1'");
    Uploader otherEnded =
        Uploader.builder("ben")
            .asset("b")
            .until(OffsetDateTime.parse("2026-01-01T00:00:00Z"))
            .build();
    assertThat(outlook("ben", otherEnded).text()).contains("your permissions have ended");
    assertThat(outlook("ben", limited).right()).isEqualTo(UploadRight.NONE);
  }
}
