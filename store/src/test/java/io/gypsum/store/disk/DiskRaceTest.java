package io.gypsum.store.disk;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.name.Key;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Races;
import io.gypsum.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.gypsum.store.disk.Fixture.list;
import static io.gypsum.store.disk.Fixture.tree;
import static org.assertj.core.api.Assertions.assertThat;

/** Names that are alternately used for files and directories. */
class DiskRaceTest {
  private static final List<Key> KEYS =
      Arrays.stream(new String[] {"x", "x/y", "x/y/z", "x/..d", "x/y/..d", "q"})
          .map(Key::new)
          .toList();

  @TempDir Path root;

  @Test
  void concurrentWritesAndDeletesOfTheSameNamesAreSafe() throws Exception {
    try (DiskStore one = DiskStore.open(root); DiskStore two = DiskStore.open(root)) {
      Races.atOnce(6, thread -> {
        Random random = new Random(thread);
        for (int i = 0; i < 200; i++) {
          anything(thread % 2 == 0 ? one : two, random);
        }
        return true;
      });
      one.delete(KEYS);
      assertThat(tree(root)).containsExactly("..tmp", "..tmp/locks");
    }
  }

  /** Makes a random call, which must succeed or be refused because a name is both a file and a directory. */
  private static void anything(Store store, Random random) {
    Key key = KEYS.get(random.nextInt(KEYS.size()));
    Content content = Content.of("content " + random.nextInt(3));
    try {
      switch (random.nextInt(8)) {
        case 0 -> store.put(key, content, PutCondition.CREATE);
        case 1 -> store.put(key, content, PutCondition.OVERWRITE);
        case 2 -> store.head(key)
            .ifPresent(
                info -> store.put(key, content, new PutCondition.IfMatch(info.etag())));
        case 3 -> store.delete(List.of(key));
        case 4 -> list(store, "", random.nextBoolean());
        case 5, 6 -> store.copy(key, KEYS.get(random.nextInt(KEYS.size())));
        default -> store.get(key, ByteRange.ALL)
            .ifPresent(
                object -> assertThat(Fixture.bytes(object)).asString().startsWith("content "));
      }
    } catch (GypsumException e) {
      assertThat(e).hasMessageContaining("both a file and a directory");
      assertThat(e.kind()).isEqualTo(Kind.INVALID);
    }
  }
}
