package io.gypsum.server.schema;

import io.gypsum.core.name.Key;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class DocumentValidatorTest {
  private final MemoryStore schemas = new MemoryStore();

  private void publish(String name, String required) {
    byte[] schema =
        ("{\"type\":\"object\",\"required\":[\"" + required + "\"]}").getBytes(UTF_8);
    store(name, schema);
  }

  private void store(String name, byte[] content) {
    schemas.put(new Key(name), Content.of(content), PutCondition.OVERWRITE);
  }

  private static byte[] json(String property) {
    return ("{\"" + property + "\": 1}").getBytes(UTF_8);
  }

  @Test
  void aDocumentIsValidatedByTheNewestSchemaOfItsClass() {
    publish("study.json", "old");
    publish("study/v2.json", "two");
    publish("study/v10.json", "ten");
    publish("note.json", "note");
    publish("deep/er/v1.json", "x");
    DocumentValidator validator = DocumentValidator.of(schemas);
    assertThat(validator.baseNames()).containsExactly("_note.json", "_study.json");
    assertThat(validator.validate("raw/_study.json", json("ten"))).isEmpty();
    assertThat(validator.validate("_study.json", json("two"))).singleElement()
        .asString()
        .contains("'ten'");
    assertThat(validator.validate("_note.json", json("note"))).isEmpty();
  }

  @Test
  void documentsOfOtherClassesAreNotValidated() {
    publish("study/v1.json", "x");
    assertThat(DocumentValidator.of(schemas).validate("study.json", json("y"))).isNull();
    assertThat(DocumentValidator.of(new MemoryStore()).baseNames()).isEmpty();
  }

  @Test
  void aDocumentThatIsNotJsonIsAViolation() {
    publish("study/v1.json", "x");
    assertThat(DocumentValidator.of(schemas).validate("_study.json", "{".getBytes(UTF_8)))
        .singleElement()
        .asString()
        .contains("expected a JSON document");
  }

  @Test
  void aSchemaMayReferToItselfByItsFileName() {
    store(
        "study/v1.json",
        ("{\"$id\":\"v1.json\",\"definitions\":{\"a\":{\"type\":\"string\"}},"
            + "\"properties\":{\"x\":{\"$ref\":\"v1.json#/definitions/a\"}}}").getBytes(UTF_8));
    DocumentValidator validator = DocumentValidator.of(schemas);
    assertThat(validator.validate("_study.json", "{\"x\":1}".getBytes(UTF_8))).hasSize(1);
    assertThat(validator.schemaOf("raw/_study.json")).hasToString("study/v1.json");
    assertThat(validator.schemaOf("_other.json")).isNull();
  }
}
