package io.gypsum.server.operation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.StoredObject;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.PublicServiceProject;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static io.gypsum.store.bucket.PublicServiceProject.ASSET;
import static io.gypsum.store.bucket.PublicServiceProject.ODD_PATH;
import static io.gypsum.store.bucket.PublicServiceProject.V1;
import static io.gypsum.store.bucket.PublicServiceProject.V2;
import static io.gypsum.store.bucket.PublicServiceProject.V3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A project with documents of other server software can be changed, and one corrupt document does not prevent it. */
class OddDocumentsTest {
  private static final User OLGA = new User("olga", Set.of(), false);
  private static final User TINA = new User("tina", Set.of(), false);
  private static final User ULF = new User("ulf", Set.of(), false);
  private static final User SVEN = new User("sven", Set.of(), false);
  private static final ProjectName ODD = new ProjectName("odd");
  private static final String PERMISSIONS_AFTER =
      "{\"owners\":[\"olga\"],\"uploaders\":["
          + "{\"id\":\"tina\",\"asset\":\"" + ASSET
          + "\",\"until\":\"2099-01-01T00:00:00Z\",\"trusted\":true},"
          + "{\"id\":\"sven\",\"version\":null},{\"id\":\"ulf\",\"until\":\"2099-01-01T00:00:00.25Z\"}]}";

  private final MemoryStore store = new MemoryStore();
  private final BucketReader bucket = new BucketReader(store);
  private final TestOperations server =
      new TestOperations(store, new TestClock(), SigningKey.random());

  private String text(String key) {
    try (StoredObject object = store.get(new Key(key), ByteRange.ALL).orElseThrow()) {
      return new String(object.body().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void put(String key, String text) {
    store.put(new Key(key), Content.of(text), PutCondition.OVERWRITE);
  }

  private static AssetVersion odd(String version) {
    return AssetVersion.of("odd", ASSET, version);
  }

  private void writeOddProject() {
    new PublicServiceProject("odd").write(store);
  }

  @Test
  void permissionsAreWrittenBackInNormalFormAndInvalidUploadersAsTheyAre() {
    writeOddProject();

    server.projects.setPermissions(
        OLGA, ODD, TestOperations.permissions("{\"owners\":[\"olga\"]}"));

    assertThat(text("odd/..permissions")).isEqualTo(PERMISSIONS_AFTER);
  }

  @Test
  void uploadersAsThePythonClientResendsThemAreAccepted() {
    writeOddProject();
    PermissionsChange resent =
        TestOperations.permissions(
            "{\"uploaders\":[{\"id\":\"tina\",\"asset\":\"" + ASSET
                + "\",\"until\":\"2099-01-01T00:00:00\",\"trusted\":true,\"added_by\":\"olga\"},"
                + "{\"id\":\"sven\",\"version\":null},"
                + "{\"id\":\"ulf\",\"until\":\"2099-01-01T00:00:00.250000\"}]}");

    server.projects.setPermissions(OLGA, ODD, resent);

    assertThat(text("odd/..permissions")).isEqualTo(PERMISSIONS_AFTER);
  }

  @Test
  void nullIsRefusedUnlessItIsStored() {
    writeOddProject();
    String before = text("odd/..permissions");
    PermissionsChange other =
        TestOperations.permissions("{\"uploaders\":[{\"id\":\"ulf\",\"version\":null}]}");

    assertThatThrownBy(() -> server.projects.setPermissions(OLGA, ODD, other))
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID))
        .hasMessageContaining("'/uploaders/0/version'");
    assertThatThrownBy(
        () -> server.create("new", "{\"uploaders\":[{\"id\":\"ulf\",\"version\":null}]}"))
        .hasMessageContaining("'/uploaders/0/version'");

    assertThat(text("odd/..permissions")).isEqualTo(before);
    assertThat(store.head(new Key("new/..permissions"))).isEmpty();
  }

  @Test
  void aNullThatIsStoredGrantsNothing() {
    writeOddProject();

    assertThatThrownBy(() -> server.start(SVEN, "odd/a/v9", Files.body(false)))
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.FORBIDDEN));
  }

  @Test
  void aQuotaKeepsFractionsAndReplacesNulls() {
    writeOddProject();

    server.projects.setQuota(ODD, TestOperations.quota("{\"growth_rate\":1.25}"));
    assertThat(text("odd/..quota"))
        .isEqualTo("{\"baseline\":1100000000.0000002,\"growth_rate\":1.25}");

    server.projects.setQuota(ODD, TestOperations.quota("{\"baseline\":7.0,\"year\":2024}"));
    assertThat(text("odd/..quota"))
        .isEqualTo("{\"baseline\":7,\"growth_rate\":1.25,\"year\":2024}");
  }

  @Test
  void anotherVersionIsAddedWithALinkAndTheUsageIsCorrect() {
    writeOddProject();
    ClientUpload upload =
        server.start(
            TINA, "odd/" + ASSET + "/v4",
            Files.body(false, Files.simple("new.txt", "new"), Files.dedup("same.txt", "one")));
    server.send(upload, "new.txt", "new");
    server.complete(upload);

    ManifestEntry linked =
        bucket.manifest(odd("v4")).orElseThrow().get(new UserPath("same.txt"));
    assertThat(linked.link())
        .isEqualTo(
            new Link(
                new FileAddress(odd(V2), new UserPath(PublicServiceProject.LINK)),
                new FileAddress(odd(V1), new UserPath(ODD_PATH))));
    assertThat(text("odd/" + ASSET + "/..latest")).isEqualTo("{\"version\":\"v4\"}");
    assertUsageIsRight();
  }

  @Test
  void anUploaderWhoseTimeHasNoOffsetUploadsOnProbation() {
    writeOddProject();

    server.publish(ULF, "odd/b/v1", "x", "y");

    assertThat(bucket.summary(AssetVersion.parse("odd/b/v1")).orElseThrow().isOnProbation())
        .isTrue();
  }

  @Test
  void aVersionOnProbationIsApproved() {
    writeOddProject();

    server.probation.approve(OLGA, odd(V3));

    assertThat(text("odd/" + ASSET + "/v3/..summary")).isEqualTo(
        "{\"upload_user_id\":\"ulf\",\"upload_start\":\"2024-01-01T00:00:00.000Z\","
            + "\"upload_finish\":\"2024-01-01T00:00:03.500Z\"}");
    assertThat(text("odd/" + ASSET + "/..latest")).isEqualTo("{\"version\":\"v3\"}");
  }

  @Test
  void theUploaderRejectsAVersion() {
    writeOddProject();

    server.probation.reject(ULF, odd(V3));

    assertUsageIsRight();
  }

  @Test
  void versionsAndAssetsAreRemoved() {
    writeOddProject();

    server.removal.removeVersion(ADMIN, odd(V2));
    assertThat(text("odd/" + ASSET + "/..latest")).isEqualTo("{\"version\":\"" + V1 + "\"}");
    assertUsageIsRight();

    server.removal.removeAsset(ADMIN, odd(V1).projectAsset());
    assertThat(text("odd/..usage")).isEqualTo("{\"total\":0}");
  }

  private void assertUsageIsRight() {
    String usage = text("odd/..usage");
    server.refresh.usage(ADMIN, ODD);
    assertThat(text("odd/..usage")).isEqualTo(usage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"version\":null}", "{", "{\"version\":\"..x\"}"})
  void aCorruptLatestDocumentIsReplacedByTheNextVersionAndByRemovals(String latest) {
    server.create("p");
    server.publish(OWNER, "p/a/v1", "x", "1");
    server.publish(OWNER, "p/a/v2", "x", "2");
    server.publishOnProbation(OWNER, "p/a/v3", "x", "3");

    put("p/a/..latest", latest);
    server.publish(OWNER, "p/a/v4", "x", "4");
    assertThat(text("p/a/..latest")).isEqualTo("{\"version\":\"v4\"}");

    put("p/a/..latest", latest);
    server.removal.removeVersion(ADMIN, AssetVersion.parse("p/a/v4"));
    assertThat(text("p/a/..latest")).isEqualTo("{\"version\":\"v2\"}");

    put("p/a/..latest", latest);
    server.probation.approve(OWNER, AssetVersion.parse("p/a/v3"));
    assertThat(text("p/a/..latest")).isEqualTo("{\"version\":\"v3\"}");
  }

  @Test
  void anApprovedVersionIsNotTheLatestIfALaterOneExistsAlthoughLatestIsCorrupt() {
    server.create("p");
    server.publishOnProbation(OWNER, "p/a/v1", "x", "1");
    server.publish(OWNER, "p/a/v2", "x", "2");
    put("p/a/..latest", "{");

    server.probation.approve(OWNER, AssetVersion.parse("p/a/v1"));

    assertThat(text("p/a/..latest")).isEqualTo("{");
    assertThat(server.refresh.latest(ADMIN, TestOperations.asset("p", "a")))
        .hasValueSatisfying(right -> assertThat(right.version()).hasToString("v2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"upload_finish\":\"May\"}", "{\"on_probation\":\"yes\"}"})
  void aCorruptSummaryDoesNotPreventChangesOfItsAsset(String summary) {
    server.create("p");
    server.publish(OWNER, "p/a/v1", "x", "1");
    server.publish(OWNER, "p/a/v2", "x", "22");
    server.publish(OWNER, "p/a/v3", "x", "333");
    put("p/a/v3/..summary", summary);

    server.publish(OWNER, "p/a/v4", "x", "4444");
    assertThat(text("p/a/..latest")).isEqualTo("{\"version\":\"v4\"}");
    server.removal.removeVersion(ADMIN, AssetVersion.parse("p/a/v4"));
    assertThat(text("p/a/..latest")).isEqualTo("{\"version\":\"v2\"}");
    assertThat(text("p/..usage")).isEqualTo("{\"total\":6}");
    server.removal.removeAsset(ADMIN, TestOperations.asset("p", "a"));
    assertThat(text("p/..usage")).isEqualTo("{\"total\":0}");
  }

  @Test
  void aCorruptSummaryOfTheSourceOfALinkOnlyPreventsDeduplication() {
    server.create("p");
    server.publish(OWNER, "p/a/v1", "x", "1");
    ClientUpload links = server.start(OWNER, "p/a/v2", Files.body(false, Files.dedup("x", "1")));
    server.complete(links);
    put("p/a/v1/..summary", "{");

    ClientUpload upload =
        server.start(OWNER, "p/a/v3", Files.body(false, Files.dedup("x", "1")));
    server.send(upload, "x", "1");
    server.complete(upload);

    assertThat(text("p/a/v3/x")).isEqualTo("1");
  }

  @Test
  void aCorruptManifestOfTheLatestVersionOnlyPreventsDeduplication() {
    server.create("p");
    server.publish(OWNER, "p/a/v1", "x", "1");
    put("p/a/v1/..manifest", "{\"x\":{\"size\":1}}");

    ClientUpload upload =
        server.start(OWNER, "p/a/v2", Files.body(false, Files.dedup("x", "1")));
    server.send(upload, "x", "1");
    server.complete(upload);

    assertThat(text("p/a/v2/x")).isEqualTo("1");
  }
}
