package io.gypsum.server.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.core.document.Permissions;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.audit.AuditEvent;
import io.gypsum.server.audit.AuditEvent.Actor;
import io.gypsum.server.audit.AuditEvent.Outcome;
import io.gypsum.server.audit.AuditEvent.Target;
import io.gypsum.server.audit.AuditTrail;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.memory.MemoryStore;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class RemovedVersionTest {
  @TempDir Path data;

  private final MemoryStore store = new MemoryStore();

  /** Requests may take so long that the limit permits a few more searches, but never that all of them are permitted. */
  @Test
  void searchesForAnonymousVisitorsAreLimited() throws IOException {
    int max = RemovedVersion.MAX_SEARCHES_PER_MINUTE;
    int explained = 0;
    try (PageServer server = PageServer.start(sourcesWithRemoval())) {
      while (explained <= 5 * max && isExplained(server, "/browse/p/mouse/v1")) {
        explained++;
      }
    }
    assertThat(explained).isBetween(max, 5 * max);
  }

  @Test
  void pagesOfFoldersAndFilesExplainTheRemovalOfTheirVersion() throws IOException {
    try (PageServer server = PageServer.start(sourcesWithRemoval())) {
      assertThat(isExplained(server, "/browse/p/mouse/v1/counts/a.csv")).isTrue();
      assertThat(isExplained(server, "/browse/p/mouse/v1/counts")).isTrue();
      assertThat(isExplained(server, "/browse/p/mouse/v2/counts/a.csv")).isFalse();
    }
  }

  private PageSources sourcesWithRemoval() throws IOException {
    store.put(
        BucketLayout.permissions(new ProjectName("p")),
        Content.of(JsonOutput.bytes(Permissions.builder().owners("olga").build())),
        PutCondition.CREATE);
    AuditEvent removal =
        new AuditEvent(
            PageServer.NOW, "remove-version", new Actor("root", "::1"),
            new Target("p", "mouse", "v1", null), Outcome.OK, null);
    Path log = Files.createDirectories(data.resolve("audit")).resolve("audit-000001.jsonl");
    Files.writeString(log, JsonOutput.text(removal) + "\n");
    PageSources plain = PageServer.sources(store);
    return new PageSources(
        plain.trees(), plain.catalog(), plain.lanes(), null, plain.clock(), new AuditTrail(data));
  }

  private static boolean isExplained(PageServer server, String path) throws IOException {
    String text = Jsoup.parse(server.get(path, PageServer.BROWSER).text()).text();
    assertThat(text).contains("Not found").doesNotContain("root");
    return text.contains("It was removed on 1 Jun 2026");
  }
}
