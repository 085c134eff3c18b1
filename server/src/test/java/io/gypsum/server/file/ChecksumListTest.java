package io.gypsum.server.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.gypsum.core.document.Summary;
import io.gypsum.server.archive.ChecksumFile;
import io.gypsum.server.archive.Sha256Computation;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.http.TestHttp;
import io.gypsum.server.testing.TestLanes;
import io.gypsum.server.testing.TestVersion;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ChecksumListTest {
  private static final String MD5_OF_A = "0cc175b9c0f1b6a831c399e269772661";

  @TempDir Path directory;
  @TempDir Path data;
  private final MemoryStore store = new MemoryStore();
  private ChecksumFile digests;
  private Sha256Computation sha256;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    digests = new ChecksumFile(data);
    sha256 = new Sha256Computation(new BucketReader(store), digests);
    start(sha256);
  }

  private void start(@Nullable Sha256Computation computation) throws IOException {
    start(computation, ChecksumListHandler.MAX_FILES);
  }

  private void start(@Nullable Sha256Computation computation, int maxFiles) throws IOException {
    BucketReader bucket = new BucketReader(store);
    server =
        TestHttp.start(
            TestHttp.get(
                "/checksums/{project}/{asset}/{version}/{name}",
                new ChecksumListHandler(
                    new CachedManifests(bucket),
                    new PublishedVersions(bucket, TestLanes.ample()), computation,
                    TestLanes.ample(), maxFiles)));
  }

  @AfterEach
  void stop() {
    server.close();
    sha256.close();
    digests.close();
  }

  private Answer get(String path, String... headers) throws IOException {
    return RawHttp.ask(server.port(), "GET", "/checksums/" + path, headers);
  }

  /** Runs a program with a list as its input, in the directory of the files. */
  private String check(String program, String list) throws Exception {
    Path input = Files.writeString(directory.resolve("..list"), list);
    Process process =
        new ProcessBuilder(program, "-c", "--strict", "..list").directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("..result").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    Files.delete(input);
    return process.exitValue() + " " + Files.readString(directory.resolve("..result")).strip();
  }

  @Test
  void aListContainsFilesAndLinksInTheOrderOfTheManifest() throws IOException {
    new TestVersion(store, "p/a/v1").file("z.txt", "a")
        .link("d/b c.txt", "q/x/y/f", "a")
        .emptyDirectory("e")
        .latest()
        .publish();
    Answer answer = get("p/a/v1/MD5SUMS");
    assertThat(answer.text())
        .isEqualTo(MD5_OF_A + "  z.txt\n" + MD5_OF_A + "  d/b c.txt\n");
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(answer.header("Content-Disposition")).contains("MD5SUMS");
    assertThat(answer.header("Cache-Control")).contains("immutable");
    assertThat(get("p/a/latest/MD5SUMS").text()).isEqualTo(answer.text());
    assertThat(get("p/a/latest/MD5SUMS").header("Cache-Control")).isEqualTo("no-cache");
    assertThat(get("p/a/v1/MD5SUMS", "If-None-Match: " + answer.header("ETag")).status())
        .isEqualTo(304);
    assertThat(get("p/a/v1/MD5SUMS", "If-Match: \"x\"").status()).isEqualTo(412);
  }

  @Test
  void listsThatClientsReadSlowlyDoNotFillTheMemory() throws Exception {
    server.close();
    start(null, 3);
    new TestVersion(store, "p/a/v1").file("a", "a").file("b", "a").publish();
    new TestVersion(store, "p/a/v2").file("a", "a").publish();
    TestVersion large = new TestVersion(store, "p/a/v3");
    // More than the connection takes without being read.
    String longName = "x".repeat(200) + "/";
    for (int i = 0; i < 20_000; i++) {
      large.file(longName.repeat(4) + i, "a");
    }
    large.publish();
    try (RawHttp slow = new RawHttp(server.port())) {
      slow.send(RawHttp.head("GET", "/checksums/p/a/v3/MD5SUMS") + "\r\n");
      slow.awaitFirstByte();
      assertThat(get("p/a/v1/MD5SUMS").status()).isEqualTo(503);
    }
  }

  @Test
  void md5sumAcceptsTheListOfADownloadedVersion() throws Exception {
    TestVersion version = new TestVersion(store, "p/a/v1");
    for (String name : new String[] {"plain", "with space", " -c", "*star", "100%", "é🧬", "#x"}) {
      version.file(name, "a");
      Files.writeString(directory.resolve(name), "a");
    }
    version.publish();
    String list = get("p/a/v1/MD5SUMS").text();
    assertThat(check("md5sum", list)).startsWith("0 ");
    Files.writeString(directory.resolve("plain"), "b");
    assertThat(check("md5sum", list)).startsWith("1 ").contains("plain: FAILED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\b", "a\nb", "\\", "a\r", "\\n", "a\\\nb"})
  void md5sumAcceptsEscapedNames(String name) throws Exception {
    Files.writeString(directory.resolve(name), "a");
    StringBuilder line = new StringBuilder();
    ChecksumList.append(MD5_OF_A, name, line);
    assertThat(line.chars().filter(c -> c == '\n').count()).isEqualTo(1);
    assertThat(check("md5sum", line.toString())).startsWith("0 ");
  }

  @Test
  void sha256sumAcceptsTheListOnceItIsComputed() throws Exception {
    new TestVersion(store, "p/a/v1").file("plain", "a").file("d e", "b").publish();
    Files.writeString(directory.resolve("plain"), "a");
    Files.writeString(directory.resolve("d e"), "b");
    Answer first = get("p/a/v1/SHA256SUMS");
    assertThat(first.status()).isEqualTo(503);
    assertThat(first.header("Retry-After")).isNotNull();
    assertThat(first.text()).contains("are being computed");
    Answer answer = first;
    while (answer.status() == 503) {
      answer = get("p/a/v1/SHA256SUMS");
    }
    assertThat(answer.status()).isEqualTo(200);
    assertThat(check("sha256sum", answer.text())).startsWith("0 ");
    assertThat(answer.header("ETag")).isNotEqualTo(get("p/a/v1/MD5SUMS").header("ETag"));
  }

  @Test
  void sha256MayBeDisabled() throws Exception {
    new TestVersion(store, "p/a/v1").file("f", "a").publish();
    server.close();
    start(null);
    assertThat(get("p/a/v1/SHA256SUMS").status()).isEqualTo(404);
    assertThat(get("p/a/v1/SHA256SUMS").text()).contains("start it with --s3-sha256");
    assertThat(get("p/a/v1/MD5SUMS").status()).isEqualTo(200);
  }

  @Test
  void aListMayHaveManyPages() throws IOException {
    TestVersion version = new TestVersion(store, "p/a/v1");
    for (int i = 0; i < 2_000; i++) {
      version.file("file-" + i, "a");
    }
    version.publish();
    assertThat(get("p/a/v1/MD5SUMS").text().lines().toList())
        .hasSize(2_000)
        .endsWith(MD5_OF_A + "  file-1999");
  }

  @Test
  void otherListsAndUnfinishedVersionsDoNotExist() throws IOException {
    new TestVersion(store, "p/a/v1").file("f", "a")
        .write(new Summary("user", TestVersion.START, null, null));
    assertThat(get("p/a/v1/MD5SUMS").text()).contains("is still being uploaded");
    assertThat(get("p/a/v1/SHA1SUMS").text()).contains("expected MD5SUMS or SHA256SUMS");
    assertThat(get("p/a/v2/MD5SUMS").status()).isEqualTo(404);
    assertThat(get("p/a/latest/MD5SUMS").status()).isEqualTo(404);
  }
}
