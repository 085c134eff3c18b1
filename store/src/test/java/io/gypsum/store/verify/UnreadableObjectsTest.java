package io.gypsum.store.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ForwardingReadStore;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Objects that a store lists but cannot read, such as those on damaged sectors of a disk. */
class UnreadableObjectsTest {
  private final VerifiedBucket bucket = new VerifiedBucket();

  /** A store that cannot read some objects. */
  private static ReadStore failing(ReadStore store, Set<String> keys) {
    return new ForwardingReadStore(store) {
      @Override
      public Optional<StoredObject> get(Key key, ByteRange range) {
        if (keys.contains(key.value())) {
          throw new StoreException("Input/output error", CallOutcome.NOT_DONE, true, null);
        }
        return super.get(key, range);
      }
    };
  }

  private List<String> findings(VerifyOptions options, String... unreadable) {
    List<String> found = new ArrayList<>();
    new Verifier(
        failing(bucket.store, Set.of(unreadable)), options,
        finding -> found.add(finding.kind() + " " + finding.key() + ": " + finding.found()))
        .verify();
    return found;
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "p/..permissions", "p/..quota", "p/..usage", "p/a/..latest", "p/a/v1/..summary",
      "p/a/v1/..manifest"})
  void anUnreadableDocumentIsAFindingAndAllOthersAreChecked(String document) {
    bucket.put("p/a/v3/stray.txt", "x");

    List<String> found = findings(VerifiedBucket.options(), document);

    assertThat(found)
        .contains("unreadable-document " + document + ": it cannot be read: Input/output error")
        .anyMatch(finding -> finding.startsWith("stray-file p/a/v3/stray.txt"))
        .noneMatch(finding -> finding.contains("does not exist"));
  }

  @Test
  void anUnreadableFileIsAFindingOfADeepVerification() {
    bucket.put("p/a/v1/dir/b.txt", "changed");

    assertThat(findings(VerifiedBucket.options().withDeep(true), "p/a/v1/a.txt"))
        .containsExactly(
            "unreadable-file p/a/v1/a.txt: Input/output error",
            "wrong-size p/a/v1/dir/b.txt: 7 bytes");
    assertThat(findings(VerifiedBucket.options(), "p/a/v1/a.txt"))
        .noneMatch(finding -> finding.startsWith("unreadable"));
  }

  @Test
  void aStoreThatIsDownEndsTheVerification() {
    String[] all = new String[TolerantReader.MAX_CONSECUTIVE_FAILURES];
    for (int i = 0; i < all.length; i++) {
      all[i] = "p/a/w" + i + "/..summary";
      bucket.put(all[i], "{}");
    }

    assertThatThrownBy(() -> findings(VerifiedBucket.options().withConcurrency(1), all))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("Input/output error");
  }
}
