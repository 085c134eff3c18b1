package io.gypsum.client;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.document.Usage;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Requests of owners and administrators (client.md, section 2, rules 6 and 9). */
class AdministrationTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final ProjectName P = V1.project();
  private static final OffsetDateTime UNTIL = OffsetDateTime.parse("2030-01-31T12:00:00+02:00");

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.client();

  @BeforeEach
  void makeProject() {
    client.createProject(P);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static Uploader uploader(String id, OffsetDateTime until) {
    return new Uploader(id, "a", null, until, null);
  }

  private PermissionsUpdate append(List<String> owners, List<Uploader> uploaders) {
    return client.setPermissions(P, new PermissionsChange(owners, uploaders));
  }

  @Test
  void rule6TimesKeepTheirOffsetInAnyForm() {
    String until = "2030-01-31t12:00:00.50+02:00";
    server.bucket.put(
        BucketLayout.permissions(P),
        ("{\"owners\":[],\"uploaders\":[{\"id\":\"jane\",\"until\":\"" + until + "\"}]}")
            .getBytes(StandardCharsets.UTF_8));
    OffsetDateTime read = client.fetchPermissions(P).uploaders().get(0).until();
    assertThat(read.toString()).isEqualTo("2030-01-31T12:00:00.500+02:00");
    append(List.of("joe"), List.of(uploader("jim", UNTIL)));
    assertThat(new String(server.bucket.get("p/..permissions"), StandardCharsets.UTF_8))
        .contains("2030-01-31T12:00:00.5+02:00", "2030-01-31T12:00:00+02:00");
    server.bucket.put(
        BucketLayout.summary(V1),
        ("{\"upload_user_id\":\"j\",\"upload_start\":\"2024-02-29 23:30:00-01:30\","
            + "\"upload_finish\":\"2024-03-01T01:00:00.123456789z\"}")
            .getBytes(StandardCharsets.UTF_8));
    assertThat(client.fetchSummary(V1).uploadStart())
        .isEqualTo(Instant.parse("2024-03-01T01:00:00Z"));
    assertThat(client.fetchSummary(V1).uploadFinish())
        .isEqualTo(Instant.parse("2024-03-01T01:00:00.123456789Z"));
  }

  @Test
  void rule9AppendKeepsExistingEntriesAndAddsNoDuplicates() {
    append(List.of("jane"), List.of(uploader("x", null), uploader("y", null)));
    PermissionsUpdate update =
        append(List.of("joe", "jane"), List.of(uploader("x", UNTIL), uploader("z", null)));
    assertThat(client.fetchPermissions(P))
        .isEqualTo(
            new Permissions(
                List.of("jane", "joe"),
                List.of(uploader("x", UNTIL), uploader("y", null), uploader("z", null))));
    assertThat(update.after()).isEqualTo(client.fetchPermissions(P));
    assertThat(update.before().owners()).containsExactly("jane");
    assertThat(update.changedMeanwhile()).isFalse();
  }

  @Test
  void rule9AppendingUploadersOmitsOwners() {
    append(List.of("jane"), null);
    append(null, List.of(uploader("x", null)));
    assertThat(client.fetchPermissions(P).owners()).containsExactly("jane");
  }

  @Test
  void rule9ReplacingKeepsOnlyWhatTheChangeDoesNotContain() {
    append(List.of("jane"), List.of(uploader("x", null)));
    client.replacePermissions(P, PermissionsChange.builder().owners("joe").build());
    assertThat(client.fetchPermissions(P))
        .isEqualTo(new Permissions(List.of("joe"), List.of(uploader("x", null))));
  }

  @Test
  void rule9AllOwnersAreRemovedOnlyOnExplicitRequest() {
    append(List.of("jane"), null);
    PermissionsChange none = PermissionsChange.builder().owners().build();
    assertThatThrownBy(() -> client.replacePermissions(P, none))
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID))
        .hasMessageContaining("the list of owners is empty")
        .hasMessageContaining("name at least one owner");
    assertThat(client.setPermissions(P, none).after().owners()).containsExactly("jane");

    client.replacePermissionsAllowingNoOwners(P, none);
    assertThat(client.fetchPermissions(P).owners()).isEmpty();
  }

  /** Makes another client write the permissions after the first request that starts with {@code start}. */
  private void changeAfter(String start, Permissions others) {
    AtomicBoolean once = new AtomicBoolean();
    server.watch(new FakeServer.Watcher() {
      @Override
      public void handled(int number, String request) {
        if (request.startsWith(start) && !once.getAndSet(true)) {
          server.bucket.put(BucketLayout.permissions(P), others);
        }
      }
    });
  }

  @Test
  void rule9AConcurrentChangeBeforeTheWriteIsKeptAndReported() {
    changeAfter("GET /file/", new Permissions(List.of("carol"), List.of()));
    PermissionsUpdate update = append(List.of("jane"), null);
    assertThat(update.changedMeanwhile()).isTrue();
    assertThat(client.fetchPermissions(P).owners()).containsExactly("carol", "jane");
  }

  @Test
  void rule9AnOverwrittenAppendIsRepeatedAndReported() {
    changeAfter("PUT /permissions", new Permissions(List.of("carol"), List.of()));
    PermissionsUpdate update = append(List.of("jane"), null);
    assertThat(update.changedMeanwhile()).isTrue();
    assertThat(update.after().owners()).containsExactly("carol", "jane");
    assertThat(client.fetchPermissions(P)).isEqualTo(update.after());
  }

  @Test
  void rule9AConcurrentChangeAfterAReplacementIsKeptAndReported() {
    Permissions others = new Permissions(List.of("carol"), List.of());
    changeAfter("PUT /permissions", others);
    PermissionsUpdate update =
        client.replacePermissions(P, PermissionsChange.builder().owners("jane").build());
    assertThat(update.changedMeanwhile()).isTrue();
    assertThat(client.fetchPermissions(P)).isEqualTo(others);
  }

  @Test
  void setsTheQuota() {
    Quota before = client.fetchQuota(P);
    client.setQuota(P, new QuotaChange(5L, null, 2020));
    assertThat(client.fetchQuota(P))
        .isEqualTo(new Quota(BigDecimal.valueOf(5), before.growthBytesPerYear(), 2020));
  }

  @Test
  void refreshesAndRemoves() {
    AssetVersion plus = AssetVersion.parse("p/a +/v 2");
    assertThat(client.refreshLatest(V1.projectAsset())).isEmpty();
    server.bucket.addVersion(V1, Map.of("x", "12345"));
    server.bucket.addVersion(plus, Map.of("x", "1"));
    assertThat(client.refreshLatest(V1.projectAsset())).contains(new VersionName("v1"));
    assertThat(client.refreshUsage(P)).isEqualTo(new Usage(6));
    client.removeVersion(V1);
    assertThat(server.bucket.keys("p/a/v1/")).isEmpty();
    assertThat(server.bucket.keys("p/a/")).isNotEmpty();
    client.removeAsset(plus.projectAsset());
    assertThat(server.bucket.keys("p/a +/")).isEmpty();
    client.removeProject(P);
    client.removeProject(P);
    assertThat(client.listAssets(P)).isEmpty();
  }

  @Test
  void unlocksAProject() {
    assertThat(client.isLocked(P)).isFalse();
    client.startUpload(V1, List.of());
    assertThat(client.isLocked(P)).isTrue();
    client.unlockProject(P);
    assertThat(client.isLocked(P)).isFalse();
    client.startUpload(V1, List.of());
  }

  @Test
  void aProjectWithACorruptLockIsLocked() {
    server.bucket.put(BucketLayout.lock(P), "{".getBytes(StandardCharsets.UTF_8));
    assertThat(client.isLocked(P)).isTrue();
  }
}
