package io.gypsum.metadata.schema;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.json.DocumentFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MetadataSchemaTest {
  private static final String STUDY = """
      {"$schema": "http://json-schema.org/draft-07/schema#",
       "type": "object",
       "required": ["title", "species"],
       "properties": {
         "title": {"type": "string", "minLength": 3},
         "species": {"type": "array", "items": {"$ref": "#/definitions/taxon"}},
         "kind": {"enum": ["rna", "dna"]}},
       "allOf": [
         {"if": {"properties": {"kind": {"const": "rna"}}, "required": ["kind"]},
          "then": {"required": ["library"]}},
         {"properties": {"year": {"type": ["integer", "null"], "minimum": 1990}}}],
       "additionalProperties": true,
       "definitions": {"taxon": {"type": "string", "pattern": "^[0-9]+$"}}}
      """;

  private static MetadataSchema schema(String text) {
    try {
      return MetadataSchema.read(new ByteArrayInputStream(text.getBytes(UTF_8)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> violations(String schema, String document) {
    return schema(schema).validate(document.getBytes(UTF_8))
        .stream()
        .map(Violation::toString)
        .toList();
  }

  @Test
  void aValidDocumentHasNoViolation() {
    assertThat(
        violations(
            STUDY,
            "\uFEFF{\"title\": \"Brain\", \"species\": [\"9606\"], \"kind\": \"dna\", \"year\": null}"))
        .isEmpty();
  }

  @Test
  void reportsEveryViolationInTheOrderOfTheDocument() {
    assertThat(
        violations(
            STUDY,
            "{\"year\": 1980, \"kind\": \"rna\", \"species\": [\"9606\", \"mouse\", 7],"
                + " \"title\": \"B\"}"))
        .containsExactly(
            "the top level: expected the property 'library', found none",
            "/year: expected at least 1990, found 1980",
            "/species/1: expected a string that matches ^[0-9]+$, found \"mouse\"",
            "/species/2: expected a string, found 7",
            "/title: expected at least 3 characters, found \"B\"");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{\"type\":[\"string\",\"null\"]} | [1] | a string or null | an array of 1 item",
      "{\"type\":\"integer\"} | 1.5 | an integer | 1.5",
      "{\"type\":\"boolean\"} | {} | true or false | an object",
      "{\"enum\":[1,\"a\"]} | \"b\" | 1 or \"a\" | \"b\"",
      "{\"const\":{\"a\":1}} | null | {\"a\":1} | null",
      "{\"maxLength\":1} | \"ab\" | at most 1 character | \"ab\"",
      "{\"minItems\":1} | [] | at least 1 item | an array of 0 items",
      "{\"maxItems\":0} | [1] | at most 0 items | an array of 1 item",
      "{\"minProperties\":1} | {} | at least 1 property | an object",
      "{\"maxProperties\":0} | {\"a\":1} | at most 0 properties | an object",
      "{\"maximum\":5} | 6 | at most 5 | 6",
      "{\"exclusiveMinimum\":5} | 5 | more than 5 | 5",
      "{\"exclusiveMaximum\":5} | 5 | less than 5 | 5",
      "{\"multipleOf\":0.1} | 0.25 | a multiple of 0.1 | 0.25",
      "{\"uniqueItems\":true} | [1,1] | distinct items | an array of 2 items",
      "{\"contains\":{\"const\":9}} | [1] | an item that matches {\"const\":9} | an array of 1 item",
      "{\"not\":{\"type\":\"null\"}} | null | a value that does not match {\"type\":\"null\"} | null",
      "{\"format\":\"date-time\"} | \"soon\" | a string in the format date-time | \"soon\"",
      "{\"required\":[\"a\"]} | {} | the property 'a' | none"})
  void describesWhatWasExpectedAndFound(
      String schema, String document, String expected, String found) {
    assertThat(schema(schema).validate(document.getBytes(UTF_8)))
        .containsExactly(new Violation("", expected, found));
  }

  @Test
  void pointsToTheProperty() {
    assertThat(
        violations(
            "{\"properties\":{\"a/b~\":false},\"additionalProperties\":false}",
            "{\"x/y\":[],\"a/b~\":1}"))
        .containsExactly(
            "/x~1y: expected no such property, found an array of 0 items",
            "/a~1b~0: expected no value, found 1");
  }

  @Test
  void reportsWhyEachAlternativeDoesNotMatch() {
    String alternatives = "[{\"type\":\"string\"},{\"type\":\"null\"}]";
    assertThat(violations("{\"anyOf\":" + alternatives + "}", "5"))
        .containsExactly(
            "the top level: expected a string, found 5", "the top level: expected null, found 5");
    assertThat(violations("{\"oneOf\":" + alternatives + "}", "5"))
        .first()
        .isEqualTo(
            "the top level: expected exactly one of the alternatives to match, found 0 that match");
  }

  @Test
  void shortensLongValues() {
    assertThat(violations("{\"type\":\"null\"}", "\"" + "x".repeat(5000) + "\""))
        .singleElement()
        .asString()
        .hasSizeLessThan(200)
        .endsWith("…");
  }

  @Test
  void reportsThousandsOfViolations() {
    String numbers =
        IntStream.range(0, 10_000).mapToObj(String::valueOf).collect(Collectors.joining(","));
    assertThat(violations("{\"items\":{\"type\":\"string\"}}", "[" + numbers + "]"))
        .hasSize(10_000)
        .startsWith("/0: expected a string, found 0")
        .endsWith("/9999: expected a string, found 9999");
  }

  @Test
  void comparesNumbersOfAnySize() {
    assertThat(violations("{\"type\":\"integer\",\"maximum\":4}", "1e400")).hasSize(1);
    assertThat(violations("{\"type\":\"integer\"}", "12345678901234567890123")).isEmpty();
    assertThat(violations("{\"const\":9007199254740993}", "9007199254740992")).hasSize(1);
    assertThat(violations("{\"const\":3}", "3.0")).isEmpty();
    assertThatThrownBy(() -> violations("{\"type\":\"integer\",\"maximum\":4}", "1e99999999"))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("too large to compare");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "`{\n  \"a\": tru}` | line 2, column 8", "[1,] | line 1, column 4",
      "{\"a\":1} 2 | line 1, column", "{\"a\":1,\"a\":2} | line 1", "`<html>` | line 1, column",
      "`` | is empty", "` ` | is empty"})
  void aTextThatIsNotJsonIsRefusedWithItsPosition(String text, String where) {
    MetadataSchema any = schema("{}");
    assertThatThrownBy(() -> any.validate(text.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID))
        .hasMessageStartingWith("the document ")
        .hasMessageContaining(where);
    assertThatThrownBy(() -> schema(text))
        .hasMessageStartingWith("the schema ")
        .hasMessageContaining(where);
  }

  @Test
  void aTextThatIsNotUtf8IsRefused() {
    assertThatThrownBy(() -> schema("{}").validate(new byte[] {'"', (byte) 0xe9, '"'}))
        .hasMessage("the document is not JSON: it is not UTF-8");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{\"type\":\"strin\"} | /type: expected",
      "{\"properties\":[]} | /properties: expected an object",
      "{\"required\":\"a\"} | /required: expected an array", "5 | the top level: expected",
      "{\"properties\":{\"a\":{\"pattern\":\"(\"}}} | a string in the format regex",
      "{\"properties\":{\"a\":{\"$ref\":\"#/definitions/none\"}}} | /definitions/none",
      "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"} | expected 'http://json-schema.org/draft-07",
      "{\"$schema\":\"http://example.org/mine\"} | expected 'http://json-schema.org/draft-07",
      "{\"$schema\":[\"a\",{}]} | the dialect '[\"a\",{}]': expected",
      "{\"$schema\":null} | the dialect 'null': expected"})
  void anInvalidSchemaIsRefused(String text, String problem) {
    assertThatThrownBy(() -> schema(text))
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID))
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
          "other.json", "other.json#/a", "file:///etc/passwd", "classpath:x", "//127.0.0.1/x"})
  void aReferenceToAnotherDocumentIsRefused(String reference) {
    assertThatThrownBy(
        () -> schema("{\"allOf\":[{\"properties\":{\"a\":{\"$ref\":\"" + reference + "\"}}}]}"))
        .isInstanceOf(GypsumException.class)
        .hasMessageStartingWith(
            "the schema refers to '" + reference + "' at '/allOf/0/properties/a'");
  }

  @Test
  void nothingIsFetched() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(1);
      String address = "http://127.0.0.1:" + server.getLocalPort() + "/";
      assertThatThrownBy(() -> schema("{\"$ref\":\"" + address + "\"}"))
          .hasMessageContaining("never fetched");
      // A reference relative to an $id that is a URL, and an $id that redefines the base of references.
      assertThatThrownBy(
          () -> schema("{\"$id\":\"" + address + "a\",\"items\":{\"$ref\":\"b\"}}"))
          .hasMessageContaining("never fetched");
      assertThatThrownBy(() -> schema("{\"$schema\":\"" + address + "\"}"))
          .isInstanceOf(GypsumException.class);
      assertThat(
          violations(
              "{\"$id\":\"" + address + "a\",\"items\":{\"$ref\":\"" + address
                  + "a#/definitions/x\"},\"definitions\":{\"x\":{\"type\":\"null\"}}}",
              "[1]"))
          .hasSize(1);
      assertThatThrownBy(server::accept).isInstanceOf(java.net.SocketTimeoutException.class);
    }
  }

  /** The form of the schema that the public service uses. */
  @Test
  void aRelativeIdIsResolvedAgainstTheAddressOfTheSchema(@TempDir Path directory)
      throws IOException {
    String schema = """
        {"$schema": "http://json-schema.org/draft-07/schema",
         "$id": "bioconductor.json",
         "type": "object",
         "properties": {"taxonomy_id": {"type": "array", "items": {"$ref": "#/definitions/taxon"}}},
         "definitions": {"taxon": {"type": "string", "pattern": "^[0-9]+$"}}}
        """;
    byte[] document = "{\"taxonomy_id\": [\"9606\", \"mouse\"]}".getBytes(UTF_8);
    Violation violation =
        new Violation("/taxonomy_id/1", "a string that matches ^[0-9]+$", "\"mouse\"");
    Path file = Files.writeString(directory.resolve("v1 é.json"), schema);
    assertThat(MetadataSchema.read(file).validate(document)).containsExactly(violation);
    assertThat(schema(schema).validate(document)).containsExactly(violation);
    for (String address : List.of("https://example.org/s/v1.json", "v1.json", "jar:file:/a!/b")) {
      assertThat(
          MetadataSchema.read(schema.getBytes(UTF_8), URI.create(address)).validate(document))
          .as(address)
          .containsExactly(violation);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      // The schema's own relative, absolute and empty address, with and without a fragment.
      "b.json | b.json#/definitions/x | x.json", "b.json | #/definitions/x | x.json",
      "b.json# | b.json#/definitions/x | x.json", "sub/b.json | b.json#/definitions/x | x.json",
      "/b.json | /b.json#/definitions/x | x.json", "../b.json | #/definitions/x | x.json",
      "b.json | https://example.org/s/b.json#/definitions/x | x.json",
      "`` | v1.json#/definitions/x | x.json", "# | #/definitions/x | x.json",
      "urn:uuid:1 | #/definitions/x | urn:uuid:2",
      // The address of a part of the schema.
      "b.json | x.json | x.json", "b.json | x.json | /s/x.json", "b.json | x.json# | x.json",
      "b.json | https://example.org/s/x.json | x.json", "b.json | #named | #named",
      "https://example.com/ | x.json | x.json", "b.json | x.json#/definitions/y | x.json"})
  void aSchemaMayReferToItselfAndItsPartsByTheirAddresses(
      String id, String reference, String partId) {
    String schema =
        "{\"$id\":\"" + id + "\",\"items\":{\"$ref\":\"" + reference
            + "\"},\"definitions\":{\"x\":{"
            + "\"$id\":\"" + partId + "\",\"allOf\":[{\"$ref\":\"#/definitions/y\"}],"
            + "\"definitions\":{\"y\":{\"type\":\"null\"}}},\"y\":{\"type\":\"null\"}}}";
    URI address = URI.create("https://example.org/s/v1.json");
    assertThat(
        MetadataSchema.read(schema.getBytes(UTF_8), address).validate("[1]".getBytes(UTF_8)))
        .containsExactly(new Violation("/0", "null", "1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"b", "sub/bioconductor.json#/x", "https://example.org/bioconductor.json"})
  void aReferenceOutsideOfASchemaWithARelativeIdIsRefused(String reference) {
    assertThatThrownBy(
        () -> schema(
            "{\"$id\":\"bioconductor.json\",\"items\":{\"$ref\":\"" + reference + "\"}}"))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("never fetched");
  }

  @Test
  void anIdThatIsNotAUriIsRefused() {
    assertThatThrownBy(() -> schema("{\"$id\":\"bio conductor.json\"}"))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("bio conductor.json");
  }

  @Test
  void referencesInDataAreIgnored() {
    assertThat(
        violations(
            "{\"const\":{\"$ref\":\"http://example.org\"}}",
            "{\"$ref\":\"http://example.org\"}"))
        .isEmpty();
  }

  @Test
  void aRecursiveSchemaTerminates() {
    String tree = "{\"items\":{\"$ref\":\"#\"},\"type\":\"array\"}";
    assertThat(violations(tree, "[[[],[[]]]]")).isEmpty();
    assertThat(violations(tree, "[".repeat(400) + "]".repeat(400))).isEmpty();
    assertThatThrownBy(() -> violations("{\"allOf\":[{\"$ref\":\"#\"}]}", "{}"))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("check whether the schema refers to itself");
  }

  @Test
  void aDocumentOfTheMaximumDepthIsValidated() {
    int inside = DocumentFormat.MAX_DEPTH - 1;
    String document = "{\"tree\":" + "[".repeat(inside) + "]".repeat(inside) + ",\"title\":7}";
    assertThat(
        violations(
            "{\"properties\":{\"tree\":{\"type\":\"array\"},\"title\":{\"type\":\"string\"}}}",
            document))
        .containsExactly("/title: expected a string, found 7");
  }

  @Test
  void aDocumentOverTheMaximumSizeIsRefused() {
    byte[] document = new byte[DocumentFormat.MAX_BYTES + 1];
    Arrays.fill(document, (byte) ' ');
    document[0] = '1';
    assertThatThrownBy(() -> schema("{}").validate(document))
        .hasMessage("the document is longer than the maximum of 33554432 bytes");
    assertThat(schema("{}").validate(Arrays.copyOf(document, DocumentFormat.MAX_BYTES))).isEmpty();
  }

  @Test
  void readsFiles(@TempDir Path directory) throws IOException {
    Path schema = Files.writeString(directory.resolve("s.json"), "{\"type\":\"object\"}");
    Path document = Files.writeString(directory.resolve("d.json"), "[]");
    assertThat(MetadataSchema.read(schema).validate(document))
        .containsExactly(new Violation("", "an object", "an array of 0 items"));
  }

  @Test
  void schemasWithTheSameIdAreIndependent() {
    String first = "{\"$id\":\"https://example.org/s\",\"type\":\"null\"}";
    String second = "{\"$id\":\"https://example.org/s\",\"type\":\"string\"}";
    assertThat(violations(first, "null")).isEmpty();
    assertThat(violations(second, "null")).hasSize(1);
  }
}
