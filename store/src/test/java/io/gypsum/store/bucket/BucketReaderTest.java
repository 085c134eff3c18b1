package io.gypsum.store.bucket;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Usage;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.StoreException;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class BucketReaderTest {
  private static final ProjectName PROJECT = new ProjectName("p");
  private static final Key USAGE = BucketLayout.usage(PROJECT);

  private final MemoryStore store = new MemoryStore();
  private final BucketReader bucket = new BucketReader(store);

  private void put(Key key, String text) {
    store.put(key, Content.of(text), PutCondition.OVERWRITE);
  }

  @AfterEach
  void everyBodyIsClosed() {
    assertThat(store.openHandles()).isZero();
  }

  @Test
  void readReturnsTheDocumentAndTheStateOfItsObject() {
    put(USAGE, "{\"total\":12}");
    StoredDocument<Usage> stored = bucket.read(USAGE, Usage::read).orElseThrow();
    assertThat(stored.document()).isEqualTo(new Usage(12));
    assertThat(stored.etag()).isEqualTo(store.head(USAGE).orElseThrow().etag());
    assertThat(stored.lastModified()).isEqualTo(store.head(USAGE).orElseThrow().lastModified());
  }

  @Test
  void anAbsentDocumentIsAnEmptyResult() {
    assertThat(bucket.read(USAGE, Usage::read)).isEmpty();
    assertThat(bucket.readBytes(USAGE, 1)).isEmpty();
    assertThat(bucket.tryRead(USAGE, Usage::read)).isEqualTo(new DocumentResult<>(null, null));
  }

  @Test
  void aCorruptDocumentNamesItsKeyAndTheProblem() {
    put(USAGE, "{\"total\":\"x\"}");
    GypsumException failure =
        catchThrowableOfType(
            GypsumException.class, () -> bucket.read(USAGE, Usage::read));
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.CORRUPT);
    assertThat(failure)
        .hasMessage(
            "document 'p/..usage' is corrupt: at '/total': expected a number, found a string");
  }

  @Test
  void tryReadReturnsTheProblemOfACorruptDocument() {
    put(USAGE, "{\"total\":\"x\"}");
    assertThat(bucket.tryRead(USAGE, Usage::read))
        .isEqualTo(
            new DocumentResult<>(null, "at '/total': expected a number, found a string"));
  }

  @Test
  void tryReadReturnsADocumentAndWhyAPartOfItWasIgnored() {
    Key permissions = BucketLayout.permissions(PROJECT);
    put(permissions, "{\"owners\":[1,\"ann\",2]}");
    assertThat(bucket.tryRead(permissions, Permissions::read))
        .isEqualTo(
            new DocumentResult<>(
                new Permissions(List.of("ann"), List.of()),
                "at '/owners/0': expected a string, found a number"));
    assertThat(bucket.permissions(PROJECT)).isPresent();
  }

  @Test
  void aCorruptUsageIsReportedWithItsRemedy() {
    put(USAGE, "{\"total\":null}");
    assertThatThrownBy(() -> bucket.requireUsage(PROJECT))
        .hasMessageContaining("'/total': expected a number, found null")
        .hasMessageContaining("POST /refresh/usage/{project}");
  }

  @Test
  void tryReadReturnsAValidDocument() {
    put(USAGE, "{\"total\":3}");
    assertThat(bucket.tryRead(USAGE, Usage::read))
        .isEqualTo(new DocumentResult<>(new Usage(3), null));
  }

  @Test
  void parseReadsBytesThatWereReadBefore() {
    put(USAGE, "{\"total\":3}");
    byte[] content = bucket.readBytes(USAGE, 100).orElseThrow();
    assertThat(BucketReader.parse(USAGE, content, Usage::read)).isEqualTo(new Usage(3));
    assertThatThrownBy(() -> BucketReader.parse(USAGE, content, Latest::read))
        .hasMessageStartingWith("document 'p/..usage' is corrupt: ");
  }

  @Test
  void readBytesAcceptsTheMaximumAndRefusesOneByteMore() {
    put(USAGE, "12345");
    assertThat(bucket.readBytes(USAGE, 5).orElseThrow())
        .isEqualTo("12345".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> bucket.readBytes(USAGE, 4))
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.CORRUPT))
        .hasMessage("document 'p/..usage' is longer than the maximum of 4 bytes");
  }

  @Test
  void aBodyThatEndsWithAnErrorIsAReadThatMayBeRetried() {
    put(USAGE, "{\"total\":3}");
    BucketReader broken = new BucketReader(new BrokenBodies(store));
    for (StoreException failure : new StoreException[] {
        catchThrowableOfType(StoreException.class, () -> broken.read(USAGE, Usage::read)),
        catchThrowableOfType(StoreException.class, () -> broken.tryRead(USAGE, Usage::read)),
        catchThrowableOfType(StoreException.class, () -> broken.readBytes(USAGE, 100))}) {
      assertThat(failure).hasMessage("reading 'p/..usage' failed; try again");
      assertThat(failure.isRetryable()).isTrue();
      assertThat(failure.outcome()).isEqualTo(CallOutcome.NOT_DONE);
    }
  }

  @Test
  void aProjectWithoutPermissionsDoesNotExist() {
    assertThatThrownBy(() -> bucket.requirePermissions(PROJECT))
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.NOT_FOUND))
        .hasMessageContaining("project 'p' does not exist");
  }

  @Test
  void aProjectWithoutUsageIsCorrupt() {
    assertThatThrownBy(() -> bucket.requireUsage(PROJECT))
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.CORRUPT))
        .hasMessageContaining("'p/..usage' does not exist");
  }
}
