package io.gypsum.e2e.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.GypsumCommand;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestStore;
import io.gypsum.e2e.harness.Users;
import io.gypsum.metadata.index.IndexDump;
import io.gypsum.store.backup.SmallBucket;
import io.gypsum.store.bucket.PublicServiceProject;
import io.gypsum.store.disk.DiskReadStore;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.gypsum.store.bucket.PublicServiceProject.ASSET;
import static io.gypsum.store.bucket.PublicServiceProject.EMPTY_DIRECTORY;
import static io.gypsum.store.bucket.PublicServiceProject.LINK;
import static io.gypsum.store.bucket.PublicServiceProject.METADATA;
import static io.gypsum.store.bucket.PublicServiceProject.ODD_PATH;
import static io.gypsum.store.bucket.PublicServiceProject.OWN;
import static io.gypsum.store.bucket.PublicServiceProject.V1;
import static io.gypsum.store.bucket.PublicServiceProject.V3;
import static org.assertj.core.api.Assertions.assertThat;

/** A server takes over projects as the public service stores them: one that stays as it is, and one that is changed. */
class PublicServiceProjectTest {
  private static final PublicServiceProject KEPT = new PublicServiceProject("kept");
  private static final PublicServiceProject CHANGED = new PublicServiceProject("changed");

  @TempDir static Path shared;
  private static Path data;
  private static TestServer server;

  @TempDir Path temp;

  @BeforeAll
  static void importProjects() {
    Path directory = shared.resolve("public");
    writeFiles(KEPT, directory);
    writeFiles(CHANGED, directory);
    data = Users.newData(shared);
    TestStore.fill(data, directory);
    server = TestServer.start(data);
  }

  /** Writes a project as gobbler does, which also stores empty directories. */
  private static void writeFiles(PublicServiceProject project, Path directory) {
    try {
      for (Map.Entry<String, String> object : project.objects().entrySet()) {
        Path file = directory.resolve(object.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, object.getValue());
      }
      Files.createDirectories(directory.resolve(project.key(ASSET, V1, EMPTY_DIRECTORY)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private CommandUser user(Users who) {
    return TestStore.reach(new CommandUser(server.process().url(), who, temp), data);
  }

  private static String version(PublicServiceProject project, String version) {
    return project.name() + "/" + ASSET + "/" + version;
  }

  @Test
  void everyObjectIsServedUnchangedAndListed() {
    Map<String, String> objects = new TreeMap<>(KEPT.objects());
    objects.forEach(
        (key, text) -> assertThat(
            server.anonymous().get(TestHttpClient.path("file", key)).ok().text())
            .as(key)
            .isEqualTo(text));
    assertThat(
        server.anonymous()
            .get("/list?recursive=true&prefix=" + TestHttpClient.segment(KEPT.name() + "/"))
            .ok()
            .json())
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .containsExactlyInAnyOrderElementsOf(objects.keySet());
  }

  @Test
  void theCommandShowsTheProjectAndItsFiles() {
    CommandUser stranger = user(Users.STRANGER);

    assertThat(stranger.run("show", KEPT.name()).lines())
        .anyMatch(
            line -> line.startsWith("uploader   tina") && line.contains("2099-01-01T00:00:00Z"))
        .anyMatch(
            line -> line.endsWith("{\"id\":\"sven\",\"version\":null}  invalid: grants nothing"))
        .anyMatch(line -> line.startsWith("quota      1.1 GB"));
    assertThat(stranger.run("ls", version(KEPT, V1), "--json").ok().output())
        .contains("z\\\" 100%#+&=?.txt")
        .doesNotContain("empty");
  }

  @Test
  void versionsAreDownloadedWithTheirLinks() throws IOException {
    CommandUser stranger = user(Users.STRANGER);
    Path first = temp.resolve("first");
    Path latest = temp.resolve("latest");

    stranger.run("get", version(KEPT, V1), "--to", first.toString()).ok();
    stranger.run("get", KEPT.name() + "/" + ASSET, "--to", latest.toString()).ok();

    assertThat(first.resolve(ODD_PATH)).hasContent("one");
    assertThat(files(first)).containsExactlyInAnyOrder(ODD_PATH, METADATA);
    assertThat(latest.resolve(LINK)).hasContent("one");
    assertThat(files(latest)).containsExactlyInAnyOrder(LINK, OWN);
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .toList();
    }
  }

  @Test
  void verificationHasNoFindings() {
    GypsumCommand verified =
        user(Users.STRANGER)
            .run("verify", TestStore.place(data), "--deep", "--project", KEPT.name());

    assertThat(verified.ok().output()).isEmpty();
    assertThat(verified.errors())
        .isEqualTo("No problems found in 1 project, 3 versions, 4 files.\n");
  }

  @Test
  void theServerAndItsStoreAreBackedUp() {
    for (String from : List.of(server.process().url().toString(), TestStore.place(data))) {
      Path copy = temp.resolve("copy" + from.length());
      user(Users.STRANGER).run("backup", "--from", from, "--to", "file:" + copy).ok();
      try (DiskReadStore store = DiskReadStore.open(copy)) {
        assertThat(SmallBucket.contents(store)).containsAllEntriesOf(KEPT.objects());
      }
    }
  }

  @Test
  void itsMetadataIsIndexedAndUpdated() {
    Path index = temp.resolve("index");
    String url = server.process().url().toString();
    String[] where = {"--from", url, "--dir", index.toString()};
    index("fresh", where).ok();
    server.bucket()
        .write(
            "..logs/2099-01-01T00:00:00.000Z_000001",
            "{\"type\":\"reindex-version\",\"project\":\"" + KEPT.name() + "\",\"asset\":\"" + ASSET
                + "\",\"version\":\"" + V1 + "\",\"latest\":null}");

    assertThat(index("update", where).ok().errors()).doesNotContain("not");

    assertThat(IndexDump.of(index.resolve("bioconductor.sqlite3")))
        .anyMatch(line -> line.contains(KEPT.name()) && line.contains(METADATA));
  }

  private GypsumCommand index(String action, String... where) {
    return new CommandUser(URI.create("http://127.0.0.1:1"), null, temp).run(
        Stream.concat(Stream.of("index", action), Stream.of(where)).toArray(String[]::new));
  }

  @Test
  void theProjectIsChangedByItsOwnersUploadersAndAdministrators() {
    String name = CHANGED.name();
    // The Python client reads the entries, appends one, and sends times without offset.
    server.as(Users.OWNER)
        .put(
            TestHttpClient.path("permissions", name), Json.of(
                "{'uploaders':[{'id':'tina','asset':'" + ASSET
                    + "','until':'2099-01-01T00:00:00','trusted':true},"
                    + "{'id':'sven','version':null},{'id':'ulf','until':'2099-01-01T00:00:00'},"
                    + "{'id':'mia','until':'2098-01-01T00:00:00'}]}"))
        .empty();
    server.as(Users.ADMIN)
        .put(TestHttpClient.path("quota", name), Json.of("{'growth_rate':1000000.75,'year':2024}"))
        .empty();

    assertThat(server.bucket().contents(name + "/"))
        .containsEntry(
            name + "/..permissions",
            ("{'owners':['olga'],'uploaders':[{'id':'tina','asset':'" + latin1(ASSET)
                + "','until':'2099-01-01T00:00:00Z','trusted':true},"
                + "{'id':'sven','version':null},{'id':'ulf','until':'2099-01-01T00:00:00Z'},"
                + "{'id':'mia','until':'2098-01-01T00:00:00Z'}]}").replace('\'', '"'))
        .containsEntry(
            name + "/..quota",
            "{\"baseline\":1100000000.0000002,\"growth_rate\":1000000.75,\"year\":2024}");

    server.upload(name, ASSET, "v4").dedup("again.txt", "one").file("é {y}.txt", "new").publish();
    server.as(Users.STRANGER)
        .post("/upload/start/" + name + "/a/v1", Json.of("{'files':[]}"))
        .refused(403, "sven");
    server.as(Users.OWNER)
        .post(TestHttpClient.path("probation", "approve", name, ASSET, V3))
        .empty();
    server.as(Users.ADMIN).delete(TestHttpClient.path("remove", name, ASSET, V3)).empty();
    server.as(Users.ADMIN).post(TestHttpClient.path("refresh", "usage", name)).ok();
    server.as(Users.OWNER).delete(TestHttpClient.path("unlock", name)).empty();

    assertThat(
        user(Users.STRANGER)
            .run("verify", TestStore.place(data), "--deep", "--project", name)
            .ok()
            .errors())
        .isEqualTo("No problems found in 1 project, 3 versions, 4 files.\n");
  }

  private static String latin1(String text) {
    return new String(
        text.getBytes(StandardCharsets.UTF_8),
        StandardCharsets.ISO_8859_1);
  }
}
