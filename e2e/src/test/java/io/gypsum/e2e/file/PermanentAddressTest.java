package io.gypsum.e2e.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Downloads by the programs that people have: curl, wget, unzip and Python. */
@ExtendWith(SharedServer.class)
class PermanentAddressTest {
  private static final String NAME = "odd dir/ü+ & 100%.txt";

  private final TestServer server;
  private final String project;
  private final String big = "0123456789".repeat(50_000);

  @TempDir private Path directory;
  private CommandUser anyone;

  PermanentAddressTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  @BeforeEach
  void prepare() throws IOException {
    Path home = Files.createDirectory(directory.resolve("home"));
    anyone = new CommandUser(server.process().url(), null, home);
    server.upload(project, "a", "v1").file("raw/big.txt", big).file(NAME, "odd").publish();
    server.upload(project, "a", "v2")
        .link("linked.csv", project, "a", "v1", "raw/big.txt")
        .publish();
  }

  private String url(String reference) {
    return anyone.run("url", project + "/a" + reference).lines().getFirst();
  }

  /** Runs a program in the directory and returns its output. */
  private String run(String... command) throws IOException {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command).directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      process.destroyForcibly();
    }
    String printed = Files.readString(output);
    assertThat(process.exitValue()).as(List.of(command) + "\n" + printed).isZero();
    return printed;
  }

  private void truncate(String file, long sizeBytes) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(directory.resolve(file).toFile(), "rw")) {
      open.setLength(sizeBytes);
    }
  }

  @Test
  void curlSavesAFileUnderItsOwnNameAndResumes() throws IOException {
    run("curl", "-sSfOJ", url("/v2:linked.csv"));
    assertThat(directory.resolve("linked.csv")).hasContent(big);
    truncate("linked.csv", 123_456);
    run("curl", "-sSf", "-C", "-", "-o", "linked.csv", url("/v2:linked.csv"));
    assertThat(directory.resolve("linked.csv")).hasContent(big);
    assertThat(run("curl", "-sSf", url("/v1:" + NAME))).isEqualTo("odd");
    assertThat(run("curl", "-sSf", url("/latest:linked.csv"))).isEqualTo(big);
  }

  @Test
  void wgetResumesAFileAndAnArchive() throws IOException {
    run("wget", "-q", url("/v1:raw/big.txt"));
    truncate("big.txt", 1);
    run("wget", "-q", "-c", url("/v1:raw/big.txt"));
    assertThat(directory.resolve("big.txt")).hasContent(big);
    run("wget", "-q", url("/v1"));
    byte[] archive = Files.readAllBytes(directory.resolve("v1.zip"));
    truncate("v1.zip", 250_000);
    run("wget", "-q", "-c", url("/v1"));
    assertThat(directory.resolve("v1.zip")).hasBinaryContent(archive);
  }

  @Test
  void wgetDownloadsAVersionByTheLinksOfItsPages() throws IOException {
    String name = project + "/a/v1";
    run(
        "wget", "-q", "-r", "-l", "inf", "-nH", "-E", "-I", "/browse/" + name + ",/data/" + name,
        server.process().url() + "/browse/" + name);
    assertThat(directory.resolve("data/" + name + "/raw/big.txt")).hasContent(big);
    assertThat(directory.resolve("data/" + name + "/" + NAME)).hasContent("odd");
    assertThat(directory.resolve("archive")).doesNotExist();
  }

  @Test
  void archivesAreReadByUnzipAndPython() throws IOException {
    server.upload(project, "a", "empty").publish();
    server.upload(project, "a", "one").file("f", "1").publish();
    for (String reference : List.of("", "/v1", "/v1:raw/", "/empty", "/one")) {
      run("curl", "-sSf", "-o", "x.zip", url(reference));
      assertThat(run("unzip", "-t", "x.zip")).contains("No errors detected");
      run("python3", "-c", "import zipfile; assert zipfile.ZipFile('x.zip').testzip() is None");
    }
    run("curl", "-sSf", "-o", "x.zip", url("/v1"));
    run("unzip", "-q", "x.zip");
    assertThat(directory.resolve("a-v1/" + NAME)).hasContent("odd");
  }
}
