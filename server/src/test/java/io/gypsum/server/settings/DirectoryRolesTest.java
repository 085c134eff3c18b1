package io.gypsum.server.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.core.GypsumException;
import io.gypsum.server.GypsumServer;
import io.gypsum.store.disk.DiskStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DirectoryRolesTest {
  @TempDir Path temp;

  @BeforeEach
  void createDirectories() throws IOException {
    Files.createDirectories(temp.resolve("data/index"));
    Files.createDirectories(temp.resolve("other"));
    Files.createSymbolicLink(temp.resolve("to-data"), Path.of("data"));
    Files.createSymbolicLink(temp.resolve("data/to-other"), Path.of("../other"));
  }

  @Test
  void theBucketMustNotBeTheDataDirectory() {
    ServerSettings settings = settings("data", "data", null);
    assertThatThrownBy(() -> GypsumServer.start(settings))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("--store: the directory '" + temp.resolve("data") + "'")
        .hasMessageContaining("overlaps the directory")
        .hasMessageContaining("choose a separate directory");
    assertThat(temp.resolve("data/..tmp")).doesNotExist();
    assertThat(temp.resolve("data/signing.key")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "data", "", "data/index", "data/index/bucket", "data/bucket/deeper", "data/new", "to-data",
      "to-data/new", "data/to-other/../data"})
  void aBucketThatOverlapsTheDataDirectoryIsRefused(String bucket) {
    assertRefused(settings("data", bucket, null));
    assertRefused(settings("to-data", bucket, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"data", "", "data/schemas", "to-data", "store", "store/schemas"})
  void schemasThatOverlapTheDataDirectoryOrTheBucketAreRefused(String schemas) {
    assertRefused(settings("data", "store", schemas));
  }

  @Test
  void theDefaultBucketMustNotContainSchemas() {
    assertRefused(settings("data", "data/bucket", "data/bucket/schemas"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"index", "access", "audit"})
  void aLinkFromTheDataDirectoryIntoTheBucketIsRefused(String name) throws IOException {
    Files.deleteIfExists(temp.resolve("data").resolve(name));
    Files.createSymbolicLink(temp.resolve("data").resolve(name), temp.resolve("store/" + name));
    assertRefused(settings("data", "store", null));
    assertRefused(settings("data", "unrelated", "store"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"data/bucket", "to-data/bucket", "other", "data/to-other", "new/bucket"})
  void theDefaultBucketAndSeparateDirectoriesAreAccepted(String bucket) {
    assertAccepted(settings("data", bucket, "schemas"));
    assertAccepted(settings("to-data", bucket, null));
  }

  @Test
  void theDefaultBucketMayBeALinkToAnotherDirectory() throws IOException {
    Files.createSymbolicLink(temp.resolve("data/bucket"), temp.resolve("other"));
    assertAccepted(settings("data", "data/bucket", null));
  }

  @Test
  void theBucketOfAnotherServerIsNoDataDirectory() {
    DiskStore.open(temp.resolve("data")).close();
    ServerSettings settings = settings("data", "store", null);
    assertThatThrownBy(settings::requireSeparateDirectories)
        .hasMessageContaining("--data: the directory '" + temp.resolve("data") + "' is a bucket");
    assertThatThrownBy(
        () -> SettingsReader.readData(sources(Map.of("data", temp.resolve("data").toString()))))
        .hasMessageContaining("is a bucket");
  }

  @Test
  void aBucketInS3OverlapsNothing() {
    assertAccepted(
        SettingsReader.read(
            sources(
                Map.of("data", temp.resolve("data").toString(), "store", "s3://bucket/data"))));
  }

  private static void assertRefused(ServerSettings settings) {
    assertThatThrownBy(settings::requireSeparateDirectories)
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID))
        .hasMessageContaining("overlaps the directory");
  }

  private static void assertAccepted(ServerSettings settings) {
    assertThatCode(settings::requireSeparateDirectories).doesNotThrowAnyException();
  }

  private ServerSettings settings(String data, String bucket, String schemas) {
    Map<String, String> values = new HashMap<>();
    values.put("data", temp + "/" + data);
    values.put("store", "file:" + temp + "/" + bucket);
    if (schemas != null) {
      values.put("schemas", temp + "/" + schemas);
    }
    return SettingsReader.read(sources(values));
  }

  private SettingsSources sources(Map<String, String> values) {
    Map<String, List<String>> flags = new HashMap<>();
    values.forEach((name, value) -> flags.put(name, List.of(value)));
    return new SettingsSources(flags, Map.of(), null, temp);
  }
}
