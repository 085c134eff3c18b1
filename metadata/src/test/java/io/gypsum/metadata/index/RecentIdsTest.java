package io.gypsum.metadata.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RecentIdsTest {
  @Test
  void textsAreDroppedOnlyWhenBothHalvesAreFull() {
    RecentIds ids = new RecentIds(6);
    for (int i = 1; i <= 6; i++) {
      ids.put("t" + i, i);
    }
    for (int i = 6; i >= 4; i--) {
      assertThat(ids.get("t" + i)).isEqualTo(i);
    }
    assertThat(ids.hasDropped()).isFalse();

    ids.put("t7", 7);

    assertThat(ids.hasDropped()).isTrue();
    assertThat(cached(ids, 7)).containsExactly(4L, 5L, 6L, 7L);
  }

  @Test
  void aTextThatIsUsedStays() {
    RecentIds ids = new RecentIds(4);
    for (int i = 1; i <= 100; i++) {
      assertThat(ids.get("t" + i)).isZero();
      ids.put("t" + i, i);
      assertThat(ids.get("t1")).as("after %d", i).isEqualTo(1);
    }
  }

  @Test
  void aUseCanDropTexts() {
    RecentIds ids = new RecentIds(4);
    for (int i = 1; i <= 4; i++) {
      ids.put("t" + i, i);
    }
    assertThat(ids.hasDropped()).isFalse();

    // The young half has no room for it.
    assertThat(ids.get("t1")).isEqualTo(1);

    assertThat(ids.hasDropped()).isTrue();
    assertThat(ids.get("t2")).isZero();
  }

  @Test
  void longTextsNeedTheSpaceOfSeveral() {
    // Each half has space for 64 texts with 768 characters.
    RecentIds ids = new RecentIds(128);
    List<String> longest =
        "abcdef".chars()
            .mapToObj(c -> Character.toString(c).repeat(RecentIds.MAX_CHARS))
            .toList();
    for (int i = 0; i < 6; i++) {
      ids.put(longest.get(i), i + 1);
    }
    assertThat(ids.hasDropped()).isFalse();

    ids.put("x", 8);

    assertThat(ids.hasDropped()).isTrue();
    assertThat(ids.get(longest.get(2))).isZero();
    assertThat(ids.get(longest.get(3))).isEqualTo(4);
    assertThat(ids.get("x")).isEqualTo(8);
  }

  @Test
  void textsWithTheSameHashAreDistinct() {
    RecentIds ids = new RecentIds(100);
    List<String> texts = List.of("AaAa", "BBBB", "AaBB", "BBAa", "", "\0", "\ud800", "\ud801", "é");
    for (int i = 0; i < texts.size(); i++) {
      assertThat(ids.get(texts.get(i))).isZero();
      ids.put(texts.get(i), i + 1);
    }
    for (int i = 0; i < texts.size(); i++) {
      assertThat(ids.get(texts.get(i))).isEqualTo(i + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 16, 100, 5_000})
  void aCachedIdIsThatOfTheText(int maxTexts) {
    Random random = new Random(maxTexts);
    RecentIds ids = new RecentIds(maxTexts);
    Map<String, Long> all = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      String text =
          Long.toString((long) Math.pow(10, 9 * random.nextDouble() * random.nextDouble()));
      long id = ids.get(text);
      if (id == 0) {
        assertThat(!all.containsKey(text) || ids.hasDropped()).isTrue();
        id = all.computeIfAbsent(text, added -> 1L + all.size());
        ids.put(text, id);
      }
      assertThat(id).isEqualTo(all.get(text));
    }
  }

  private static List<Long> cached(RecentIds ids, int count) {
    List<Long> cached = new ArrayList<>();
    for (int i = count; i >= 1; i--) {
      long id = ids.get("t" + i);
      if (id != 0) {
        cached.add(0, id);
      }
    }
    return cached;
  }
}
