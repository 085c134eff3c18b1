package io.gypsum.server.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ListEntry.ObjectEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PublishedSchemasTest {
  @TempDir private Path directory;

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void publishesAllFilesThatEndWithJson() throws IOException {
    write("a/v1.json", "{}");
    write("b.json", "{\"type\":\"object\"}");
    write("README.md", "no schema");
    Files.createDirectory(directory.resolve("c.json"));
    try (Stream<ObjectEntry> entries = PublishedSchemas.read(directory).list(Prefix.ALL)) {
      assertThat(entries.map(ObjectEntry::text)).containsExactly("a/v1.json", "b.json");
    }
  }

  @Test
  void publishesASchemaWithARelativeId() throws IOException {
    String schema =
        "{\"$id\":\"bioconductor.json\",\"items\":{\"$ref\":\"bioconductor.json#/definitions/x\"},"
            + "\"definitions\":{\"x\":{}}}";
    write("bioconductor/v1.json", schema);
    // Without an $id, the name of the file is the address.
    write("other/v1.json", schema.replaceFirst("\"\\$id[^,]*,", "").replace("bioconductor", "v1"));
    try (Stream<ObjectEntry> entries = PublishedSchemas.read(directory).list(Prefix.ALL)) {
      assertThat(entries.map(ObjectEntry::text))
          .containsExactly("bioconductor/v1.json", "other/v1.json");
    }
  }

  @Test
  void anInvalidSchemaPreventsTheStart() throws IOException {
    write("a/v1.json", "{\"type\":\"strin\"}");
    assertThatThrownBy(() -> PublishedSchemas.read(directory))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("cannot publish '" + directory.resolve("a/v1.json"))
        .hasMessageContaining("/type");
  }

  @Test
  void aMissingDirectoryPreventsTheStart() {
    assertThatThrownBy(() -> PublishedSchemas.read(directory.resolve("none")))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("cannot read the schemas: ");
  }

  @Test
  void schemasUpToTheMaximumSizeArePublished() throws IOException {
    int most = (int) PublishedSchemas.MAX_TOTAL_BYTES;
    write("a.json", "{" + " ".repeat(most - 3) + "}");
    write("b.json", "5");
    assertThatThrownBy(() -> PublishedSchemas.read(directory))
        .hasMessageContaining("cannot publish");
    write("b.json", "{}");
    assertThatThrownBy(() -> PublishedSchemas.read(directory))
        .hasMessageContaining("are larger than");
  }
}
