package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.metadata.SchemaDownloader;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.SchemaName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SchemaTest {
  private static final String FILE = "/schemas/bioconductor/v1.json";
  private static final MetadataOptions OVERWRITE =
      MetadataOptions.DEFAULTS.withOverwrite(true);

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.client();
  private final Path schema = server.cache.resolve("schemas/bioconductor/v1.json");

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void downloadsASchemaOnce() throws IOException {
    server.bucket.publishFile(FILE, "{\"type\": \"object\"} ");
    assertThat(client.fetchMetadataSchema()).isEqualTo(schema)
        .hasContent("{\"type\": \"object\"} ");
    server.stopServing();
    client.fetchMetadataSchema();
    assertThat(server.requests()).containsExactly("GET " + FILE);
    try (Stream<Path> files = Files.list(schema.getParent())) {
      assertThat(files).containsExactly(schema);
    }
  }

  @Test
  void overwriteDownloadsAgainOrFails() {
    server.bucket.publishFile(FILE, "{}");
    client.fetchMetadataSchema();
    server.bucket.publishFile(FILE, "{\"a\": 1}");
    assertThat(client.fetchMetadataSchema(SchemaName.BIOCONDUCTOR, OVERWRITE))
        .hasContent("{\"a\": 1}");
    server.stopServing();
    assertThatThrownBy(() -> client.fetchMetadataSchema(SchemaName.BIOCONDUCTOR, OVERWRITE))
        .isInstanceOf(RequestFailedException.class);
    assertThat(schema).hasContent("{\"a\": 1}");
  }

  @Test
  void encodesEachSegmentOfAName() {
    server.bucket.publishFile("/schemas/a #é.json", "{}");
    client.fetchMetadataSchema(new SchemaName("a #é.json"), MetadataOptions.DEFAULTS);
    assertThat(server.requests()).containsExactly("GET /schemas/a%20%23%C3%A9.json");
  }

  @Test
  void aResponseThatIsNoJsonObjectIsNotSaved() {
    for (String text : new String[] {"<html>sign in</html>", "[]", "{\"half\": ", ""}) {
      server.bucket.publishFile(FILE, text);
      assertThatThrownBy(client::fetchMetadataSchema)
          .isInstanceOf(RequestFailedException.class)
          .hasMessageStartingWith("cannot fetch the schema bioconductor/v1.json");
    }
    assertThat(schema).doesNotExist();
  }

  @Test
  void acceptsASchemaOfTheMaximumSizeAndNoLarger() {
    String rest = " ".repeat(SchemaDownloader.MAX_SCHEMA_BYTES - 2);
    server.bucket.publishFile(FILE, "{}" + rest + " ");
    assertThatThrownBy(client::fetchMetadataSchema).hasMessageContaining("larger than 16777216");
    server.bucket.publishFile(FILE, "{}" + rest);
    assertThat(client.fetchMetadataSchema()).hasSize(SchemaDownloader.MAX_SCHEMA_BYTES);
  }

  @Test
  void usesAConfiguredSchemaSource() {
    try (FakeServer other = new FakeServer();
        GypsumClient elsewhere =
            server.clientBuilder().metadataSchemas(other.url().resolve("/schemas/")).build()) {
      other.bucket.publishFile(FILE, "{}");
      assertThat(elsewhere.fetchMetadataSchema()).hasContent("{}");
    }
    assertThat(server.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/etc/x", "a/../b", "../x", "a//b", "a/", "a\\b", "./a"})
  void rejectsNamesWithInvalidSegments(String name) {
    assertThatThrownBy(() -> new SchemaName(name))
        .isInstanceOf(GypsumException.class)
        .hasMessageStartingWith("schema '" + name + "' ");
  }
}
