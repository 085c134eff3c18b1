package io.gypsum.e2e.file;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;

import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.ServerProcess;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload.Session;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class LargeFileTest {
  private static final int SIZE_MIB = 100;

  @Test
  void aFileLargerThanTheHeapIsUploadedAndDownloaded(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("large");
    byte[] md5 = writeRandom(file);
    try (TestServer server =
        TestServer.of(
            Users.newData(directory), ServerProcess.on(directory.resolve("data")).heapMib(64))) {
      String project = server.newProject();
      Session session =
          server.upload(project, "a", "v1")
              .declare(
                  Json.object(
                      "type", "simple", "path", "large", "size", Files.size(file), "md5sum",
                      HexFormat.of().formatHex(md5)))
              .start();
      server.anonymous()
          .send(
              session.address("large"), "PUT", BodyPublishers.ofFile(file), "Content-MD5",
              Base64.getEncoder().encodeToString(md5))
          .empty();
      session.complete().empty();

      assertThat(md5Of(server, TestHttpClient.path("file", project + "/a/v1/large")))
          .isEqualTo(md5);
      assertThat(server.process().peakResidentBytes()).as("peak resident memory in bytes")
          .isLessThan(250L << 20);
    }
  }

  private static byte[] writeRandom(Path file) throws Exception {
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    Random random = new Random(1);
    byte[] block = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < SIZE_MIB; i++) {
        random.nextBytes(block);
        md5.update(block);
        out.write(block);
      }
    }
    return md5.digest();
  }

  private static byte[] md5Of(TestServer server, String path) throws Exception {
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    try (HttpClient client = HttpClient.newHttpClient();
        InputStream body =
            client.send(
                HttpRequest.newBuilder(URI.create(server.process().url() + path)).build(),
                HttpResponse.BodyHandlers.ofInputStream()).body();
        DigestInputStream digested = new DigestInputStream(body, md5)) {
      digested.transferTo(OutputStream.nullOutputStream());
    }
    return md5.digest();
  }
}
