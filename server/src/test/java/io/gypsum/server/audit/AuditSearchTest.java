package io.gypsum.server.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.gypsum.server.audit.AuditEvent.Actor;
import io.gypsum.server.audit.AuditEvent.Outcome;
import io.gypsum.server.audit.AuditEvent.Target;
import io.gypsum.server.audit.AuditSearch.Position;
import io.gypsum.server.audit.AuditSearch.Result;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.testing.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AuditSearchTest {
  @TempDir Path directory;

  private static AuditEvent event(int number, String user, String action, Outcome outcome) {
    return new AuditEvent(
        TestClock.START.plus(Duration.ofSeconds(number)), action, new Actor(user, "192.0.2.7"),
        new Target("p" + number, null, null, null), outcome, null);
  }

  private static AuditEvent event(int number) {
    return event(number, "anna", "create-project", Outcome.OK);
  }

  /** Writes events 0 to {@code count - 1} into files of at most {@code fileBytes}. */
  private void write(int count, long fileBytes) throws IOException {
    Deque<String> lines = new ArrayDeque<>();
    for (int i = 0; i < count; i++) {
      lines.add(event(i).line());
    }
    try (AuditFiles files = new AuditFiles(DataDirectory.at(directory), fileBytes, 1_000)) {
      files.append(lines);
    }
  }

  private static List<String> projects(Result result) {
    return result.events().stream().map(event -> event.target().project()).toList();
  }

  private List<String> allPages(AuditFilter filter, int limit, long maxBytes) throws IOException {
    List<String> all = new ArrayList<>();
    Position next = null;
    do {
      Result page = AuditSearch.newest(directory, filter, next, limit, maxBytes);
      assertThat(page.events().size()).isLessThanOrEqualTo(limit);
      assertThat(page.next()).as("progress").isNotEqualTo(next == null ? "" : next);
      all.addAll(projects(page));
      next = page.next();
    } while (next != null);
    return all;
  }

  private static List<String> descending(int count) {
    List<String> names = new ArrayList<>();
    for (int i = count - 1; i >= 0; i--) {
      names.add("p" + i);
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(longs = {2_000, 100_000, Long.MAX_VALUE})
  void pagesContainEveryEventOnceNewestFirst(long fileBytes) throws IOException {
    write(3_000, fileBytes);
    for (int limit : new int[] {1, 7, 100, 2_999, 3_000, 3_001}) {
      if (limit > 1 || fileBytes == Long.MAX_VALUE) {
        assertThat(allPages(AuditFilter.ALL, limit, AuditSearch.MAX_BYTES)).as("limit %s", limit)
            .isEqualTo(descending(3_000));
      }
    }
  }

  @Test
  void theLastPageHasNoNextOne() throws IOException {
    write(10, Long.MAX_VALUE);
    assertThat(AuditSearch.newest(directory, AuditFilter.ALL, null, 10).next()).isNull();
    Result nine = AuditSearch.newest(directory, AuditFilter.ALL, null, 9);
    assertThat(nine.next()).isNotNull();
    Result last = AuditSearch.newest(directory, AuditFilter.ALL, nine.next(), 9);
    assertThat(projects(last)).containsExactly("p0");
    assertThat(last.next()).isNull();
  }

  @Test
  void aPageStaysTheSameWhileEventsAreAdded() throws IOException {
    write(10, 1_000);
    Result first = AuditSearch.newest(directory, AuditFilter.ALL, null, 4);
    try (AuditFiles files = new AuditFiles(DataDirectory.at(directory), 1_000, 1_000)) {
      files.append(event(10));
    }
    assertThat(projects(AuditSearch.newest(directory, AuditFilter.ALL, first.next(), 4)))
        .containsExactly("p5", "p4", "p3", "p2");
  }

  @Test
  void aSearchEndsAfterTheMaximumNumberOfBytesAndCanBeContinued() throws IOException {
    write(3_000, 50_000);
    AuditFilter first = new AuditFilter(null, "p0", null, null);
    long maxBytes = AuditSearch.MAX_LINE_BYTES + 1L;
    Result part = AuditSearch.newest(directory, first, null, 10, maxBytes);
    assertThat(part.events()).isEmpty();
    assertThat(part.next()).isNotNull();
    long lineBytes = event(1_000).line().length();
    assertThat(Duration.between(part.searchedTo(), event(3_000).time()).toSeconds())
        .as("events within the bound")
        .isBetween(maxBytes / lineBytes - 2, maxBytes / lineBytes);
    assertThat(allPages(first, 10, maxBytes)).containsExactly("p0");
    assertThat(allPages(AuditFilter.ALL, 100, maxBytes)).isEqualTo(descending(3_000));
  }

  @Test
  void filtersSelectByUserProjectActionAndOutcome() throws IOException {
    String odd = "b\"\\é\u202e" + "x".repeat(300);
    try (AuditFiles files = AuditFiles.unlimited(DataDirectory.at(directory))) {
      files.append(event(1, "anna", "remove-asset", Outcome.REFUSED));
      files.append(event(2, odd, "remove-asset", Outcome.OK));
      files.append(event(3, "create-project", "set-quota", Outcome.FAILED));
    }
    assertThat(search(new AuditFilter("anna", null, null, null))).containsExactly("p1");
    assertThat(search(new AuditFilter(odd, null, null, null))).containsExactly("p2");
    assertThat(search(new AuditFilter(null, "p3", null, null))).containsExactly("p3");
    assertThat(search(new AuditFilter(null, null, "create-project", null))).isEmpty();
    assertThat(search(new AuditFilter(null, null, "remove-asset", null)))
        .containsExactly("p2", "p1");
    assertThat(search(new AuditFilter(null, null, "remove-asset", Outcome.OK)))
        .containsExactly("p2");
    assertThat(search(new AuditFilter(null, null, null, Outcome.FAILED))).containsExactly("p3");
    assertThat(search(new AuditFilter("a", null, null, null))).isEmpty();
  }

  @Test
  void decisionsAreFoundByTheUploader() throws IOException {
    try (AuditFiles files = AuditFiles.unlimited(DataDirectory.at(directory))) {
      files.append(decision("p1", "ben", Outcome.OK));
      files.append(decision("p2", "ben", Outcome.REFUSED));
      files.append(decision("p3", "bé", Outcome.OK));
      files.append(event(4, "ben", "reject-version", Outcome.OK));
      files.append(decision("p5", "ben", Outcome.OK));
    }
    assertThat(search(AuditFilter.ofUploadsOf("ben"))).containsExactly("p5", "p1");
    assertThat(search(AuditFilter.ofUploadsOf("bé"))).containsExactly("p3");
    assertThat(search(AuditFilter.ofUploadsOf("anna"))).isEmpty();
  }

  private static AuditEvent decision(String project, String uploader, Outcome outcome) {
    return new AuditEvent(
        TestClock.START, "reject-version", new Actor("anna", "192.0.2.7", "ben"),
        new Target(project, "a", "v", null, uploader), outcome, null);
  }

  private List<String> search(AuditFilter filter) throws IOException {
    return projects(AuditSearch.newest(directory, filter, null, 10));
  }

  @Test
  void corruptAndUnfinishedLinesAreSkipped() throws IOException {
    Path file = directory.resolve(AuditFiles.DIRECTORY).resolve("audit-000001.jsonl");
    write(1, Long.MAX_VALUE);
    String cut = event(7).line().substring(0, 40);
    Files.writeString(
        file,
        cut + event(1).line() + "\n\n{}\n" + "x".repeat(3 * AuditSearch.MAX_LINE_BYTES) + "\n"
            + event(2).line() + cut,
        StandardOpenOption.APPEND);
    assertThat(search(AuditFilter.ALL)).containsExactly("p2", "p1", "p0");
    assertThat(allPages(AuditFilter.ALL, 1, AuditSearch.MAX_LINE_BYTES + 1L))
        .containsExactly("p2", "p1", "p0");
  }

  @Test
  void aMissingLogAndADeletedFileAreEmpty() throws IOException {
    assertThat(AuditSearch.newest(directory, AuditFilter.ALL, null, 5).events()).isEmpty();
    write(3, Long.MAX_VALUE);
    Result older = AuditSearch.newest(directory, AuditFilter.ALL, new Position(0, 100), 5);
    assertThat(older.events()).isEmpty();
    assertThat(older.next()).isNull();
    assertThat(projects(AuditSearch.newest(directory, AuditFilter.ALL, new Position(9, 1), 5)))
        .hasSize(3);
  }
}
