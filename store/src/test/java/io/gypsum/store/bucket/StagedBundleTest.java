package io.gypsum.store.bucket;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.bucket.StagedBundle.BundledFile;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class StagedBundleTest {
  private static final Prefix STAGING = new Prefix("..arrivals/p/session/");

  private final Store store = new MemoryStore();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ManifestEntry entry(String content) {
    return new ManifestEntry(
        bytes(content).length, Md5.of(Md5.newDigest().digest(bytes(content))), null);
  }

  private Key stage(String... contents) {
    StagedBundle.Builder builder = new StagedBundle.Builder(100_000);
    for (String content : contents) {
      builder.add(entry(content), bytes(content));
    }
    Content content = builder.content();
    Key key = builder.key(STAGING, Objects.requireNonNull(content.md5()));
    store.put(key, content, PutCondition.OVERWRITE);
    return key;
  }

  private List<StagedBundle> list() {
    try (Stream<StagedBundle> bundles = StagedBundle.list(store, STAGING)) {
      return bundles.toList();
    }
  }

  private static String text(BundledFile file) {
    try (InputStream in = file.content().source().open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void filesAreReadAsTheyWereAdded() {
    String large = "x".repeat(65_536);
    stage("one", "", large, "two");

    StagedBundle bundle = list().get(0);
    assertThat(bundle.files()).isEqualTo(4);
    assertThat(bundle.readIndex(store))
        .containsExactly(entry("one"), entry(""), entry(large), entry("two"));
    assertThat(bundle.readFiles(store)).extracting(StagedBundleTest::text)
        .containsExactly("one", "", large, "two");
  }

  @Test
  void aFileThatIsAddedTwiceIsContainedOnce() {
    stage("one", "two", "one");

    assertThat(list().get(0).readIndex(store)).containsExactly(entry("one"), entry("two"));
  }

  @Test
  void theSameFilesHaveTheSameKey() {
    assertThat(stage("one", "two")).isEqualTo(stage("one", "two"))
        .isNotEqualTo(stage("two", "one"));
  }

  @Test
  void changedBundlesAreCorrupt() {
    Key key = stage("one", "two");
    StagedBundle bundle = list().get(0);
    store.put(key, Content.of("no index"), PutCondition.OVERWRITE);
    requireCorrupt(() -> bundle.readIndex(store));
    requireCorrupt(() -> bundle.readFiles(store));
    store.put(key, Content.of("x".repeat(1000)), PutCondition.OVERWRITE);
    requireCorrupt(() -> bundle.readIndex(store));
    store.delete(List.of(key));
    requireCorrupt(() -> bundle.readFiles(store));
  }

  /** A completion that fails for this reason can be repeated. */
  @Test
  void aBundleWhoseBodyBreaksOffFailsLikeTheStore() {
    stage("one", "two");
    StagedBundle bundle = list().get(0);
    ReadStore broken = new BrokenBodies(store);
    for (Runnable read : List.<Runnable>of(
        () -> bundle.readIndex(broken), () -> bundle.readFiles(broken))) {
      StoreException failure = catchThrowableOfType(StoreException.class, read::run);
      assertThat(failure).isNotNull();
      assertThat(failure.isRetryable()).isTrue();
      assertThat(failure.outcome()).isEqualTo(CallOutcome.NOT_DONE);
    }
  }

  private static void requireCorrupt(Runnable read) {
    assertThatThrownBy(read::run)
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("is corrupt or no longer exists");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
          "..arrivals/p/s/00112233445566778899aabbccddeeff-3",
          "..arrivals/p/s/bundles/0-00112233445566778899aabbccddeeff",
          "..arrivals/p/s/bundles/2-0011",
          "..arrivals/p/s/other/2-00112233445566778899aabbccddeeff",
          "2-00112233445566778899aabbccddeeff"})
  void otherKeysAreNoBundles(String key) {
    assertThat(StagedBundle.of(new Key(key))).isEmpty();
  }
}
