package io.gypsum.server.page.review;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.metadata.schema.Violation;
import io.gypsum.server.file.CachedManifests;
import io.gypsum.server.page.review.DocumentChecks.InvalidDocument;
import io.gypsum.server.schema.DocumentValidator;
import io.gypsum.server.testing.TestLanes;
import io.gypsum.server.testing.TestVersion;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which documents of a version are validated, at the bounds. */
class DocumentChecksTest {
  private static final AssetVersion VERSION = AssetVersion.parse("p/a/v");

  private final MemoryStore store = new MemoryStore();
  private final TestVersion version = new TestVersion(store, "p/a/v");

  private DocumentChecks check() {
    MemoryStore schemas = new MemoryStore();
    schemas.put(
        new Key("x/v1.json"), content("{\"type\":\"object\",\"additionalProperties\":false}"),
        PutCondition.OVERWRITE);
    return check(schemas);
  }

  private DocumentChecks check(MemoryStore schemas) {
    version.publish();
    return DocumentChecks.check(
        TestLanes.ample().turns(() -> false), new CachedManifests(new BucketReader(store)),
        DocumentValidator.of(schemas), VERSION);
  }

  private static Content content(String text) {
    return Content.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String ofSize(long bytes) {
    return "{" + " ".repeat((int) bytes - 2) + "}";
  }

  @Test
  void documentsOfAllFoldersWithASchemaAreValidated() {
    version.file("_x.json", "{}")
        .file("a/_x.json", "[]")
        .file("b/_x.json", "{")
        .file("x.json", "[]");
    DocumentChecks checks = check();
    assertThat(checks.valid()).isEqualTo(1);
    assertThat(checks.count()).isEqualTo(3);
    assertThat(checks.invalid()).extracting(document -> document.path().value())
        .containsExactly("a/_x.json", "b/_x.json");
  }

  @Test
  void withoutSchemasNothingIsValidated() {
    version.file("_x.json", "[]");
    assertThat(check(new MemoryStore())).isEqualTo(new DocumentChecks(0, List.of(), 0, false));
  }

  @Test
  void aHundredDocumentsAreValidated() {
    for (int i = 0; i <= DocumentChecks.MAX_DOCUMENTS; i++) {
      version.file(i + "/_x.json", "{}");
    }
    assertThat(check()).isEqualTo(new DocumentChecks(100, List.of(), 1, true));
  }

  @Test
  void documentsUpToTheMaximumSizeAreValidated() {
    version.file("a/_x.json", ofSize(DocumentChecks.MAX_DOCUMENT_BYTES))
        .file("b/_x.json", ofSize(DocumentChecks.MAX_DOCUMENT_BYTES + 1));
    assertThat(check()).isEqualTo(new DocumentChecks(1, List.of(), 1, true));
  }

  @Test
  void documentsUpToTheMaximumTotalSizeAreValidated() {
    long whole = DocumentChecks.MAX_TOTAL_BYTES / DocumentChecks.MAX_DOCUMENT_BYTES;
    for (int i = 0; i < whole; i++) {
      version.file(i + "/_x.json", ofSize(DocumentChecks.MAX_DOCUMENT_BYTES));
    }
    version.file("z/_x.json", "{}");
    assertThat(check()).isEqualTo(new DocumentChecks((int) whole, List.of(), 1, true));
  }

  @Test
  void theFirstViolationsAreShown() {
    StringBuilder document = new StringBuilder("{");
    for (int i = 0; i <= DocumentChecks.MAX_VIOLATIONS; i++) {
      document.append(i == 0 ? "" : ",").append("\"p").append(i).append("\":1");
    }
    version.file("_x.json", document + "}");
    InvalidDocument invalid = check().invalid().getFirst();
    assertThat(invalid.violations()).hasSize(DocumentChecks.MAX_VIOLATIONS);
    assertThat(invalid.more()).isEqualTo(1);
  }

  @Test
  void aDocumentWithoutItsContentIsInvalid() {
    version.file("_x.json", "{}");
    store.delete(List.of(BucketLayout.file(VERSION, new UserPath("_x.json"))));
    assertThat(check().invalid()).singleElement()
        .extracting(document -> document.violations())
        .isEqualTo(
            List.of(
                new Violation("", "the content that the manifest lists", "other or no content")));
  }
}
