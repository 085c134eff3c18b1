package io.gypsum.e2e.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.gypsum.client.DownloadOptions;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.ListOptions;
import io.gypsum.client.PrepareOptions;
import io.gypsum.client.SaveOptions;
import io.gypsum.client.StartedUpload;
import io.gypsum.client.UploadFile;
import io.gypsum.client.UploadOptions;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.name.VersionName;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import io.gypsum.metadata.MetadataDatabase;
import io.gypsum.metadata.SearchFilter;
import io.gypsum.metadata.SearchHits;
import io.gypsum.metadata.SearchOptions;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.metadata.index.IndexOptions;
import io.gypsum.metadata.index.MetadataIndexer;
import io.gypsum.metadata.index.SmallRegistry;
import io.gypsum.metadata.schema.MetadataSchema;
import io.gypsum.metadata.schema.Violation;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.TextQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A test for every operation of the Python and R clients, named like the operation in camel case. */
@ExtendWith(SharedServer.class)
class OperationsTest {
  private static final PrepareOptions SIMPLE = PrepareOptions.DEFAULTS.withDeduplication(false);

  private final TestServer server;
  private final ProjectName project;
  private final AssetVersion v1;
  private final AssetVersion v2;
  @TempDir Path directory;
  private GypsumClient admin;
  private GypsumClient owner;
  private GypsumClient uploader;
  private GypsumClient stranger;

  OperationsTest(TestServer server) {
    this.server = server;
    this.project = new ProjectName(server.newProject());
    this.v1 = AssetVersion.of(project.value(), "counts", "v1");
    this.v2 = AssetVersion.of(project.value(), "counts", "v2");
  }

  @BeforeEach
  void open() {
    admin = client(Users.ADMIN);
    owner = client(Users.OWNER);
    uploader = client(Users.TRUSTED);
    stranger = client(Users.UNTRUSTED);
  }

  @AfterEach
  void close() {
    List.of(admin, owner, uploader, stranger).forEach(GypsumClient::close);
  }

  private GypsumClient client(Users user) {
    return GypsumClient.builder()
        .url(server.process().url())
        .token(user.token())
        .cacheDirectory(directory.resolve("cache"))
        .build();
  }

  private Path data(String... contents) {
    Path data = directory.resolve("data");
    for (int i = 0; i < contents.length; i += 2) {
      write(data.resolve(contents[i]), contents[i + 1]);
    }
    return data;
  }

  private static void write(Path file, String content) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void publishTwo() {
    uploader.uploadDirectory(v1, data("a.txt", "one", "d/b.txt", "two"));
    uploader.uploadDirectory(v2, data("a.txt", "ONE"));
  }

  @Test
  void listProjects() {
    assertThat(stranger.listProjects()).contains(project);
  }

  @Test
  void listAssets() {
    publishTwo();
    assertThat(stranger.listAssets(project)).containsExactly(new AssetName("counts"));
  }

  @Test
  void listVersions() {
    publishTwo();
    assertThat(stranger.listVersions(v1.projectAsset()))
        .containsExactlyInAnyOrder(v1.version(), v2.version());
  }

  @Test
  void listFiles() {
    publishTwo();
    assertThat(stranger.listFiles(v1))
        .containsExactlyInAnyOrder("..manifest", "..summary", "a.txt", "d/b.txt");
    ListOptions userFiles = ListOptions.DEFAULTS.withInternal(false);
    assertThat(stranger.listFiles(v1, userFiles)).containsExactlyInAnyOrder("a.txt", "d/b.txt");
    assertThat(stranger.listFiles(v1, userFiles.withPrefix("d"))).containsExactly("d/b.txt");
  }

  @Test
  void fetchLatest() {
    assertThat(stranger.fetchLatest(v1.projectAsset())).isEmpty();
    publishTwo();
    assertThat(stranger.fetchLatest(v1.projectAsset())).hasValue(v2.version());
  }

  @Test
  void fetchManifest() {
    publishTwo();
    assertThat(stranger.fetchManifest(v2).files().keySet())
        .containsExactlyInAnyOrder(new UserPath("a.txt"), new UserPath("d/b.txt"));
    Link link = stranger.fetchManifest(v2).get(new UserPath("d/b.txt")).link();
    assertThat(link.target().version()).isEqualTo(v1);
  }

  @Test
  void fetchSummary() {
    publishTwo();
    assertThat(stranger.fetchSummary(v1).uploadUserId()).isEqualTo("tina");
    assertThat(stranger.fetchSummary(v1).isPublished()).isTrue();
  }

  @Test
  void fetchPermissions() {
    assertThat(stranger.fetchPermissions(project).owners()).containsExactly("olga");
  }

  @Test
  void fetchQuota() {
    assertThat(stranger.fetchQuota(project).baselineBytes()).isEqualTo("10000000000");
  }

  @Test
  void fetchUsage() {
    publishTwo();
    assertThat(stranger.fetchUsage(project).totalBytes()).isEqualTo(9);
  }

  @Test
  void saveFile() {
    publishTwo();
    Path saved = stranger.saveFile(v2, new UserPath("d/b.txt"));
    assertThat(saved).hasContent("two")
        .isEqualTo(directory.resolve("cache/bucket").resolve(v2 + "/d/b.txt"));
    assertThat(directory.resolve("cache/bucket").resolve(v1 + "/d/b.txt")).hasContent("two");
  }

  @Test
  void saveVersion() {
    publishTwo();
    Path saved = stranger.saveVersion(v2, SaveOptions.DEFAULTS);
    assertThat(saved.resolve("a.txt")).hasContent("ONE");
    assertThat(saved.resolve("d/b.txt")).hasContent("two");
  }

  @Test
  void downloadVersionUsesCachedFiles() throws IOException {
    publishTwo();
    Path saved = stranger.saveVersion(v2, SaveOptions.DEFAULTS);
    try (GypsumClient offline =
        GypsumClient.builder()
            .url(server.process().url())
            .cacheDirectory(directory.resolve("cache"))
            .offline(true)
            .build()) {
      offline.downloadVersion(v2, directory.resolve("copy"));
    }
    assertThat(directory.resolve("copy/d/b.txt")).hasContent("two");
    Files.writeString(saved.resolve("a.txt"), "corrupt");
    stranger.downloadVersion(v2, directory.resolve("another"));
    assertThat(directory.resolve("another/a.txt")).hasContent("ONE");
  }

  @Test
  void resolveLinks() throws IOException {
    publishTwo();
    Path saved = stranger.saveVersion(v2, SaveOptions.DEFAULTS);
    Files.delete(saved.resolve("d/b.txt"));
    stranger.resolveLinks(v2);
    assertThat(saved.resolve("d/b.txt")).hasContent("two");
  }

  @Test
  void prepareDirectoryUpload() {
    List<UploadFile> files =
        uploader.prepareDirectoryUpload(data("a.txt", "one", ".hidden", "x"));
    assertThat(files).hasSize(2).allMatch(file -> file instanceof UploadFile.Dedup);
    assertThat(files).extracting(UploadFile::path)
        .containsExactly(new UserPath(".hidden"), new UserPath("a.txt"));
  }

  @Test
  void startUploadUploadFilesCompleteUpload() {
    Path data = data("a.txt", "one", "d/b.txt", "two");
    StartedUpload session =
        uploader.startUpload(v1, uploader.prepareDirectoryUpload(data, SIMPLE));
    assertThat(session.filesToSend()).hasSize(2);
    uploader.uploadFiles(session, data);
    assertThat(stranger.fetchSummary(v1).isFinished()).isFalse();
    uploader.completeUpload(session);
    assertThat(stranger.fetchSummary(v1).isPublished()).isTrue();
  }

  @Test
  void abortUpload() {
    Path data = data("a.txt", "one");
    StartedUpload session =
        uploader.startUpload(v1, uploader.prepareDirectoryUpload(data, SIMPLE));
    uploader.uploadFiles(session, data);
    uploader.abortUpload(session);
    assertThat(stranger.listVersions(v1.projectAsset())).isEmpty();
    uploader.uploadDirectory(v1, data);
  }

  @Test
  void uploadDirectory() {
    Path data = data("a.txt", "one", "d/b.txt", "two");
    uploader.uploadDirectory(v1, data);
    stranger.downloadVersion(v1, directory.resolve("copy"), DownloadOptions.DEFAULTS);
    assertThat(directory.resolve("copy/d/b.txt")).hasContent("two");
    assertThatThrownBy(() -> uploader.uploadDirectory(v1, data))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("exists");
  }

  @Test
  void cloneVersion() throws IOException {
    publishTwo();
    Path clone = directory.resolve("clone");
    uploader.cloneVersion(v1, clone);
    assertThat(clone.resolve("d/b.txt")).hasContent("two").isSymbolicLink();
    Files.delete(clone.resolve("a.txt"));
    write(clone.resolve("a.txt"), "changed");
    AssetVersion v3 = AssetVersion.of(project.value(), "counts", "v3");
    assertThat(uploader.prepareDirectoryUpload(clone, PrepareOptions.DEFAULTS))
        .anyMatch(file -> file instanceof UploadFile.Linked);
    uploader.uploadDirectory(v3, clone);
    Link link = stranger.fetchManifest(v3).get(new UserPath("d/b.txt")).link();
    assertThat(link.target().version()).isEqualTo(v1);
    assertThat(stranger.fetchManifest(v3).get(new UserPath("a.txt")).isLink()).isFalse();
  }

  @Test
  void approveProbation() {
    stranger.uploadDirectory(v1, data("a.txt", "one"));
    assertThat(stranger.fetchSummary(v1).isOnProbation()).isTrue();
    assertThat(stranger.fetchLatest(v1.projectAsset())).isEmpty();
    owner.approveProbation(v1);
    assertThat(stranger.fetchSummary(v1).isPublished()).isTrue();
    assertThat(stranger.fetchLatest(v1.projectAsset())).hasValue(v1.version());
  }

  @Test
  void rejectProbation() {
    uploader.uploadDirectory(
        v1, data("a.txt", "one"), UploadOptions.DEFAULTS.withProbation(true));
    owner.rejectProbation(v1);
    assertThat(stranger.listVersions(v1.projectAsset())).isEmpty();
    assertThat(stranger.fetchUsage(project).totalBytes()).isZero();
  }

  @Test
  void setPermissions() {
    Uploader guest = Uploader.builder("guest").asset("counts").build();
    owner.setPermissions(
        project, PermissionsChange.builder().owners("otto").uploaders(guest).build());
    Permissions now = owner.fetchPermissions(project);
    assertThat(now.owners()).containsExactly("olga", "otto");
    assertThat(now.uploaders()).contains(guest).hasSize(4);
    owner.replacePermissions(project, PermissionsChange.builder().uploaders().build());
    assertThat(owner.fetchPermissions(project))
        .isEqualTo(new Permissions(List.of("olga", "otto"), List.of()));
  }

  @Test
  void createProject() {
    ProjectName created = new ProjectName(TestServer.newName());
    admin.createProject(
        created, PermissionsChange.builder().owners("olga").build(),
        QuotaChange.builder().baselineBytes(5).build());
    assertThat(stranger.fetchPermissions(created).owners()).containsExactly("olga");
    assertThat(stranger.fetchQuota(created).baselineBytes()).isEqualTo("5");
  }

  @Test
  void setQuota() {
    admin.setQuota(project, QuotaChange.builder().baselineBytes(123).year(2020).build());
    Quota quota = stranger.fetchQuota(project);
    assertThat(quota).isEqualTo(new Quota(123, 20_000_000_000L, 2020));
  }

  @Test
  void refreshLatest() {
    publishTwo();
    assertThat(admin.refreshLatest(v1.projectAsset())).hasValue(v2.version());
    assertThat(
        admin.refreshLatest(new ProjectAsset(project, new AssetName("nothing"))))
        .isEqualTo(Optional.<VersionName>empty());
  }

  @Test
  void refreshUsage() {
    publishTwo();
    assertThat(admin.refreshUsage(project).totalBytes()).isEqualTo(9);
  }

  @Test
  void removeProject() {
    publishTwo();
    admin.removeProject(project);
    assertThat(stranger.listProjects()).doesNotContain(project);
  }

  @Test
  void removeAsset() {
    publishTwo();
    admin.removeAsset(v1.projectAsset());
    assertThat(stranger.listAssets(project)).isEmpty();
    assertThat(stranger.fetchUsage(project).totalBytes()).isZero();
  }

  @Test
  void removeVersion() {
    publishTwo();
    admin.removeVersion(v2);
    assertThat(stranger.fetchLatest(v1.projectAsset())).hasValue(v1.version());
  }

  @Test
  void unlockProject() {
    uploader.startUpload(
        v1, uploader.prepareDirectoryUpload(data("a.txt", "one")));
    assertThat(
        catchThrowableOfType(
            GypsumException.class,
            () -> uploader.startUpload(
                v2, uploader.prepareDirectoryUpload(data())))
            .kind())
        .isEqualTo(GypsumException.Kind.LOCKED);
    admin.unlockProject(project);
    uploader.uploadDirectory(v2, data());
  }

  @Test
  void signIn() {
    assertThat(uploader.signIn().accessToken().orElseThrow().token())
        .isEqualTo(Users.TRUSTED.token());
  }

  @Test
  void fetchMetadataDatabase() {
    try (PublishedIndex index = new PublishedIndex();
        GypsumClient reader =
            GypsumClient.builder()
                .url(server.process().url())
                .metadataIndex(index.url())
                .cacheDirectory(directory.resolve("cache"))
                .build()) {
      assertThat(reader.fetchMetadataDatabase())
          .isEqualTo(directory.resolve("cache/databases/bioconductor.sqlite3"))
          .hasBinaryContent(PublishedIndex.DATABASE);
    }
  }

  @Test
  void metadataDatabaseSearch() {
    assertThat(found(TextQuery.parse("naïve cafe"))).containsExactly("café/_bioconductor.json");
  }

  @Test
  void textQueryParse() {
    assertThat(TextQuery.parse("mouse NOT title: human"))
        .isEqualTo(
            SearchClause.text("mouse").and(SearchClause.text("human").in("title").not()));
  }

  @Test
  void searchClauseText() {
    assertThat(found(SearchClause.text("cafe"))).containsExactly("café/_bioconductor.json");
  }

  @Test
  void searchFilterOf() throws SQLException {
    SearchFilter filter = SearchFilter.of(SearchClause.text("cafe"));
    String sql =
        "SELECT paths.path FROM paths JOIN versions ON versions.vid = paths.vid WHERE "
            + filter.where();
    try (
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + index());
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, filter.parameters().getFirst());
      try (ResultSet row = statement.executeQuery()) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).isEqualTo("café/_bioconductor.json");
      }
    }
  }

  private Path index() {
    new MetadataIndexer(
        SmallRegistry.inMemory(), directory.resolve("index"),
        List.of(IndexClass.parse("_bioconductor.json")), IndexOptions.DEFAULTS).fresh();
    return directory.resolve("index/bioconductor.sqlite3");
  }

  private List<String> found(SearchClause clause) {
    List<String> paths = new ArrayList<>();
    try (
        MetadataDatabase database = MetadataDatabase.open(index());
        SearchHits hits = database.search(clause, SearchOptions.DEFAULTS)) {
      hits.forEachRemaining(hit -> paths.add(hit.path().value()));
    }
    return paths;
  }

  @Test
  void fetchMetadataSchema() {
    assertThat(stranger.fetchMetadataSchema())
        .isEqualTo(directory.resolve("cache/schemas/bioconductor/v1.json"))
        .hasContent(SharedServer.SCHEMA);
  }

  @Test
  void metadataSchemaValidate() throws IOException {
    Path document = directory.resolve("_bioconductor.json");
    write(document, "{\"title\": 5}");
    assertThat(MetadataSchema.read(stranger.fetchMetadataSchema()).validate(document))
        .containsExactly(new Violation("/title", "a string", "5"));
  }

  @Test
  void publicS3Config() {
    assertThat(stranger.publicS3Config()).isEmpty();
  }

  @Test
  void cacheDirectory() {
    assertThat(stranger.cacheDirectory()).isEqualTo(directory.resolve("cache"));
  }

  @Test
  void url() {
    assertThat(stranger.url()).isEqualTo(server.process().url());
  }
}
