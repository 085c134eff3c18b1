package io.gypsum.server.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class AccessLogTest {
  @TempDir Path directory;

  @Test
  void aRequestIsOneLineWithoutQueryOrToken() throws IOException {
    Path logs = directory.resolve("logs");
    HttpSettings settings =
        HttpSettings.defaults().with(new HttpSettings.AccessLogFiles(logs, 30));
    try (HttpServer server =
        TestHttp.start(
            settings, TestHttp.get("/echo/{text}", e -> e.sendJson(out -> out.writeNumber(123))))) {
      RawHttp
          .ask(server.port(), "GET", "/echo/a%2Fb?ticket=s3cret", "Authorization: Bearer s3cret");
      RawHttp.ask(server.port(), "HEAD", "/none");
      RawHttp.ask(server.port(), "GARBAGE\r\n\r\n");
      // Waits for the line of the last request, which is written after its response.
      server.stop(Duration.ofSeconds(10));
    }
    List<String> lines = allLines(logs);
    assertThat(lines).hasSize(3)
        .noneMatch(line -> line.contains("s3cret"));
    assertThat(lines)
        .anyMatch(line -> line.matches("\\S+Z 127\\.0\\.0\\.1 GET /echo/a%2Fb 200 3 \\d+"));
    assertThat(lines)
        .anyMatch(line -> line.matches("\\S+Z 127\\.0\\.0\\.1 HEAD /none 404 \\d+ \\d+"));
    assertThat(lines)
        .anyMatch(line -> line.matches("\\S+Z 127\\.0\\.0\\.1 \\S+ \\S+ 400 \\d+ \\d+"));
  }

  @Test
  void everyDayHasItsFileAndOldFilesAreDeleted() throws IOException {
    Instant day = Instant.parse("2026-03-01T23:59:59.999Z");
    Path other = Files.writeString(directory.resolve("access-old.log"), "");
    try (AccessLog.DailyFile file =
        AccessLog.DailyFile.open(new HttpSettings.AccessLogFiles(directory, 2), day)) {
      for (int i = 0; i < 5; i++) {
        file.append(day.plus(Duration.ofDays(i)), "line " + i + "\n");
        file.append(day.plus(Duration.ofDays(i)), "again\n");
      }
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "access-2026-03-03.log", "access-2026-03-04.log", "access-2026-03-05.log",
              other.getFileName().toString());
    }
    assertThat(directory.resolve("access-2026-03-05.log")).hasContent("line 4\nagain\n");
  }

  private static List<String> allLines(Path logs) throws IOException {
    try (Stream<Path> files = Files.list(logs)) {
      return Files.readAllLines(files.findFirst().orElseThrow());
    }
  }
}
