package io.gypsum.server.maintenance;

import java.util.List;

import io.gypsum.server.data.SigningKey;
import io.gypsum.server.lock.LockedProject;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.CountingStore;
import io.gypsum.store.StoreCounts;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;

import static io.gypsum.server.testing.TestOperations.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

class RunningUploadsTest {
  private final CountingStore store = new CountingStore(new MemoryStore());
  private final TestOperations server =
      new TestOperations(store, new TestClock(), SigningKey.random());
  private final RunningUploads uploads = new RunningUploads(store, server.locks);

  @Test
  void uploadsThatHaveSentAFileAreCounted() {
    for (String project : new String[] {"a", "b", "idle"}) {
      server.create(project);
      ClientUpload session =
          server.start(OWNER, project + "/x/v", Files.body(Files.simple("f", "one")));
      if (!project.equals("idle")) {
        server.send(session, "f", "one");
      }
      if (project.equals("b")) {
        server.complete(session);
      }
    }
    BucketState.put(store, "..arrivals/left/session/f", "of an upload that has ended");
    var _ = store.takeCounts();

    assertThat(uploads.count()).isEqualTo(1);

    assertThat(store.takeCounts())
        .isEqualTo(StoreCounts.lists(1, 1).plus(StoreCounts.gets(2)));
  }

  @Test
  void uploadsAreListedWithTheirUser() {
    for (String project : new String[] {"a", "b", "c"}) {
      server.create(project);
      server.send(
          server.start(OWNER, project + "/x/v", Files.body(Files.simple("f", "one"))), "f", "one");
    }
    BucketState.put(store, "b/..LOCK", "corrupt");
    BucketState.put(store, "..arrivals/left/session/f", "of an upload that has ended");
    var _ = store.takeCounts();

    assertThat(texts(uploads.list(100))).containsExactly("a/x/v of owner", "c/x/v of owner");
    assertThat(store.takeCounts())
        .isEqualTo(StoreCounts.lists(1, 1).plus(StoreCounts.gets(4)));

    assertThat(texts(uploads.list(1))).containsExactly("a/x/v of owner");
    assertThat(store.takeCounts())
        .isEqualTo(StoreCounts.lists(1, 1).plus(StoreCounts.gets(1)));
  }

  private static List<String> texts(List<LockedProject> uploads) {
    return uploads.stream()
        .map(upload -> upload.subject() + " of " + upload.holding().user())
        .toList();
  }
}
