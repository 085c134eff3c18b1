package io.gypsum.store.disk;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.name.Key;
import io.gypsum.store.ByteRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static io.gypsum.store.disk.Fixture.list;
import static io.gypsum.store.disk.Fixture.put;
import static io.gypsum.store.disk.Fixture.text;
import static io.gypsum.store.disk.Fixture.tree;
import static org.assertj.core.api.Assertions.assertThat;

/** Several processes on one directory, and one that is killed. */
@Tag("process")
@Timeout(120)
class DiskProcessTest {
  @TempDir Path root;

  @Test
  void exactlyOneOfTwoProcessesCreatesEachKey() throws Exception {
    DiskProcess one = DiskProcess.start(root, "create", 1);
    DiskProcess two = DiskProcess.start(root, "create", 2);
    one.go();
    two.go();
    List<String> made = new ArrayList<>(one.finish());
    int byOne = made.size();
    made.addAll(two.finish());
    assertThat(made).hasSize(DiskProcess.CREATED_KEYS).doesNotHaveDuplicates();
    try (DiskStore store = DiskStore.open(root)) {
      assertThat(list(store, "", true)).containsExactlyInAnyOrderElementsOf(made);
      for (int i = 0; i < made.size(); i++) {
        assertThat(text(store, made.get(i))).hasValue(i < byOne ? "by 1" : "by 2");
      }
    }
  }

  @Test
  void noIncrementOfTwoProcessesIsLost() throws Exception {
    try (DiskStore store = DiskStore.open(root)) {
      put(store, "..counter", "0");
      put(store, "counter", "0");
      DiskProcess one = DiskProcess.start(root, "increment", 60);
      DiskProcess two = DiskProcess.start(root, "increment", 60);
      one.go();
      two.go();
      one.finish();
      two.finish();
      assertThat(text(store, "..counter")).hasValue("120");
      assertThat(text(store, "counter")).hasValue("120");
    }
  }

  @Test
  void aKilledProcessLeavesCompleteObjectsOnly() throws Exception {
    for (int round = 1; round <= 3; round++) {
      DiskProcess process = DiskProcess.start(root, "hammer", round);
      process.go();
      List<String> done = new ArrayList<>();
      for (int i = 0; i < round * 7; i++) {
        done.add(process.readLine());
      }
      process.kill();
      try (DiskStore store = DiskStore.open(root)) {
        List<String> listed = list(store, "", true);
        assertThat(listed).containsAll(done);
        for (String key : listed) {
          byte[] bytes = Fixture.bytes(store.get(new Key(key), ByteRange.ALL).orElseThrow());
          assertThat(DiskProcess.isWhole(bytes)).as(key + " of " + bytes.length).isTrue();
        }
        put(store, "hammered/0/..overwritten", "the stripe is free again");
        store.delete(listed.stream().map(Key::new).toList());
      }
    }
    DiskStore.open(root, () -> Instant.now().plus(Duration.ofHours(25)), System::nanoTime).close();
    assertThat(tree(root)).containsExactly("..tmp", "..tmp/locks");
  }
}
