package io.gypsum.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.metadata.MetadataSources;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.DatabaseName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Metadata databases (client.md, section 2, rule 10). */
@Tag("process")
class DatabaseTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final String FILE = "/index/bioconductor.sqlite3";
  private static final byte[] FIRST = FakeDatabase.of(100, 1);
  private static final byte[] SECOND = FakeDatabase.of(120, 2);

  private final FakeServer server = new FakeServer();
  private final Path database = server.cache.resolve("databases/bioconductor.sqlite3");
  private final Path modified = server.cache.resolve("databases/bioconductor.sqlite3.modified");
  private GypsumClient client = clientAt(Duration.ZERO);

  @BeforeEach
  void fill() {
    publish(FIRST, 1000);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private void publish(byte[] content, long millis) {
    server.bucket.publishFile(FILE, content);
    server.bucket.publishFile("/index/modified", millis + "\n");
  }

  private GypsumClient clientAt(Duration later) {
    return server.clientBuilder().clock(Clock.fixed(NOW.plus(later), ZoneOffset.UTC)).build();
  }

  private void advanceClock(Duration time) {
    client.close();
    client = clientAt(time);
  }

  private GypsumClient offline() {
    return server.clientBuilder().clock(Clock.fixed(NOW, ZoneOffset.UTC)).offline(true).build();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(server.cache.resolve("databases"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void downloadsTheDatabaseAndRecordsItsModificationTime() throws IOException {
    assertThat(client.fetchMetadataDatabase()).isEqualTo(database).hasBinaryContent(FIRST);
    assertThat(modified).hasContent("1000");
    assertThat(files()).containsExactly(
        "bioconductor.sqlite3", "bioconductor.sqlite3.LOCK", "bioconductor.sqlite3.modified");
    assertThat(server.requests()).containsExactly("GET /index/modified", "GET " + FILE);
  }

  @Test
  void rule10ChecksForANewerDatabaseAtMostOnceAnHour() {
    client.fetchMetadataDatabase();
    publish(SECOND, 2000);
    advanceClock(Duration.ofHours(1).minusMillis(1));
    assertThat(client.fetchMetadataDatabase()).hasBinaryContent(FIRST);
    assertThat(server.requests()).hasSize(2);
    advanceClock(Duration.ofHours(1));
    assertThat(client.fetchMetadataDatabase()).hasBinaryContent(SECOND);
    assertThat(modified).hasContent("2000");
    assertThat(client.fetchMetadataDatabase()).hasBinaryContent(SECOND);
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void rule10AnUnchangedDatabaseIsNotDownloadedAgain() {
    client.fetchMetadataDatabase();
    advanceClock(Duration.ofHours(1));
    client.fetchMetadataDatabase();
    client.fetchMetadataDatabase();
    assertThat(server.requests()).containsExactly(
        "GET /index/modified", "GET " + FILE, "GET /index/modified");
  }

  @Test
  void rule10ACheckIsDueAfterTheClockWasSetBack() {
    client.fetchMetadataDatabase();
    advanceClock(Duration.ofMinutes(-1));
    client.fetchMetadataDatabase();
    assertThat(server.count("GET /index/modified")).isEqualTo(2);
  }

  @Test
  void rule10AnUnreachableIndexKeepsTheCachedDatabaseWithAWarning() {
    client.fetchMetadataDatabase();
    advanceClock(Duration.ofHours(2));
    server.stopServing();
    try (CapturedWarnings warnings = new CapturedWarnings()) {
      assertThat(client.fetchMetadataDatabase()).hasBinaryContent(FIRST);
      assertThat(warnings.messages()).singleElement()
          .asString()
          .contains("cannot be reached", "using the cached database");
      // Without a network, the next call must not wait for a timeout again.
      client.fetchMetadataDatabase();
      assertThat(warnings.messages()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 500, 503})
  void rule10AFailingIndexKeepsTheCachedDatabaseWithAWarning(int status) {
    client.fetchMetadataDatabase();
    advanceClock(Duration.ofHours(2));
    for (int i = 0; i < 50; i++) {
      server.inject(ServerFault.returnStatus("GET /index/", status));
    }
    try (CapturedWarnings warnings = new CapturedWarnings()) {
      assertThat(client.fetchMetadataDatabase()).hasBinaryContent(FIRST);
      assertThat(warnings.messages()).hasSize(1);
    }
  }

  @Test
  void rule10AFailedDownloadOfANewerDatabaseKeepsTheOldOneWithAWarning() throws IOException {
    client.fetchMetadataDatabase();
    publish(Arrays.copyOf(SECOND, SECOND.length - 1), 2000);
    advanceClock(Duration.ofHours(2));
    try (CapturedWarnings warnings = new CapturedWarnings()) {
      assertThat(client.fetchMetadataDatabase()).hasBinaryContent(FIRST);
      assertThat(warnings.messages()).singleElement()
          .asString()
          .contains("expected 491520 bytes, received 491519");
    }
    assertThat(modified).hasContent("1000");
    assertThat(files()).hasSize(3);
  }

  @Test
  void rule10AnOfflineClientUsesTheCachedDatabase() {
    client.fetchMetadataDatabase();
    advanceClock(Duration.ofDays(30));
    try (GypsumClient offline = offline()) {
      assertThat(offline.fetchMetadataDatabase()).hasBinaryContent(FIRST);
    }
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void anOfflineClientWithoutADatabaseFails() {
    try (GypsumClient offline = offline()) {
      assertThatThrownBy(offline::fetchMetadataDatabase)
          .isInstanceOf(RequestFailedException.class)
          .hasMessageContaining("this client is offline");
    }
  }

  @Test
  void overwriteDownloadsAgainOrFails() {
    client.fetchMetadataDatabase();
    publish(SECOND, 1000);
    MetadataOptions overwrite = MetadataOptions.DEFAULTS.withOverwrite(true);
    assertThat(client.fetchMetadataDatabase(DatabaseName.BIOCONDUCTOR, overwrite))
        .hasBinaryContent(SECOND);
    server.stopServing();
    assertThatThrownBy(
        () -> client.fetchMetadataDatabase(DatabaseName.BIOCONDUCTOR, overwrite))
        .isInstanceOf(RequestFailedException.class);
    assertThat(database).hasBinaryContent(SECOND);
  }

  @Test
  void aDatabaseThatIsNotPublishedIsNotFound() {
    RequestFailedException failure =
        catchThrowableOfType(
            RequestFailedException.class,
            () -> client.fetchMetadataDatabase(
                new DatabaseName("other"), MetadataOptions.DEFAULTS));
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.NOT_FOUND);
    assertThat(server.cache.resolve("databases/other")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(
      value = ServerFault.Effect.class,
      names = {"BREAK_BODY", "TRUNCATE", "APPEND_BYTE", "LOSE_RESPONSE"})
  void aBrokenDownloadIsRetried(ServerFault.Effect effect) throws IOException {
    server.inject(new ServerFault("GET " + FILE, effect));
    assertThat(client.fetchMetadataDatabase()).hasBinaryContent(FIRST);
    assertThat(files()).hasSize(3);
  }

  @Test
  void aBrokenDownloadIsResumed() {
    server.inject(new ServerFault("GET " + FILE, ServerFault.Effect.BREAK_BODY));
    client.fetchMetadataDatabase();
    assertThat(server.ranges()).containsExactly("bytes=" + FIRST.length / 2 + "- If-Range");
  }

  @Test
  void aDatabaseThatChangesDuringTheDownloadIsNeverMixed() {
    server.inject(
        new ServerFault(
            "GET " + FILE, ServerFault.Effect.BREAK_BODY, 0, () -> publish(SECOND, 2000)));
    assertThat(client.fetchMetadataDatabase()).hasBinaryContent(SECOND);
  }

  @Test
  void aWebPageInsteadOfADatabaseIsRejected() {
    server.bucket.publishFile(FILE, "<html>please sign in to this network</html>");
    assertThatThrownBy(client::fetchMetadataDatabase)
        .hasMessageContaining("expected an SQLite file");
    assertThat(database).doesNotExist();
    server.bucket.publishFile("/index/modified", "<html>please sign in</html>");
    assertThatThrownBy(client::fetchMetadataDatabase)
        .hasMessageContaining("expected Unix milliseconds");
  }

  @Test
  void followsRedirectsOfTheIndex() {
    server.bucket.publishFile("/index/elsewhere", FIRST);
    server.bucket.redirect(FILE, server.url().resolve("/index/elsewhere"));
    assertThat(client.fetchMetadataDatabase()).hasBinaryContent(FIRST);
  }

  @Test
  void aRedirectLoopIsAFailure() {
    server.bucket.redirect(FILE, server.url().resolve(FILE));
    assertThatThrownBy(client::fetchMetadataDatabase)
        .isInstanceOf(RequestFailedException.class);
    assertThat(database).doesNotExist();
  }

  @Test
  void usesAConfiguredIndex() {
    try (FakeServer other = new FakeServer();
        GypsumClient elsewhere =
            server.clientBuilder().metadataIndex(other.url().resolve("/index")).build()) {
      other.bucket.publishFile(FILE, SECOND);
      other.bucket.publishFile("/index/modified", "5");
      assertThat(elsewhere.fetchMetadataDatabase()).hasBinaryContent(SECOND);
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void theMetadataOfThePublicServerIsPublishedElsewhere() {
    MetadataSources ofPublic =
        MetadataSources.of(
            io.gypsum.client.http.ServerUrl.of(URI.create("https://gypsum.artifactdb.com")), true,
            null, null);
    assertThat(ofPublic.databases().file("modified")).hasToString(
        "https://github.com/ArtifactDB/bioconductor-metadata-index/releases/download/latest/modified");
    assertThat(ofPublic.schemas().file("bioconductor/v1.json")).hasToString(
        "https://artifactdb.github.io/bioconductor-metadata-index/bioconductor/v1.json");
  }

  @Test
  void rule10ConcurrentThreadsDownloadItOnce() {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<CompletableFuture<Path>> fetching = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        fetching.add(CompletableFuture.supplyAsync(client::fetchMetadataDatabase, threads));
      }
      fetching.forEach(path -> assertThat(path.join()).hasBinaryContent(FIRST));
    } finally {
      threads.shutdown();
    }
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void rule10ConcurrentProcessesDownloadItOnce() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(ClientProcess.start(DatabaseMain.class, server.url(), server.cache));
    }
    for (Process process : processes) {
      assertThat(process.waitFor()).as(() -> ClientProcess.output(process)).isZero();
    }
    assertThat(database).hasBinaryContent(FIRST);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void rule10AKilledProcessLeavesNoIncompleteDatabase() throws Exception {
    Process process = ClientProcess.start(DatabaseMain.class, server.url(), server.cache);
    server.inject(
        new ServerFault("GET " + FILE, ServerFault.Effect.STALL, 0, process::destroyForcibly));
    assertThat(process.waitFor()).isNotZero();
    assertThat(database).doesNotExist();
    assertThat(client.fetchMetadataDatabase()).hasBinaryContent(FIRST);
    assertThat(files()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "..", ".", "a/b", "..x", "a\\b", "modified", "x.modified", "x.LOCK", "x.lock"})
  void rejectsNamesOfOtherFiles(String name) {
    assertThatThrownBy(() -> new DatabaseName(name))
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID));
  }
}
