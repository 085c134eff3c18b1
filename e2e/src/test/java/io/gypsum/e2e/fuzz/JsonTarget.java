package io.gypsum.e2e.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Links;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.document.Summary;
import io.gypsum.core.document.Usage;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.metadata.schema.MetadataSchema;
import io.gypsum.server.operation.UploadRequest;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads an input as a document: the first byte selects which, the rest is the text. */
final class JsonTarget implements FuzzTarget {
  private static final int MAX_FILES = 1_000;
  private static final MetadataSchema SCHEMA =
      MetadataSchema.read(
          """
          {"$schema": "http://json-schema.org/draft-07/schema", "type": "object",
           "required": ["title"], "additionalProperties": {"type": ["number", "array", "object"]},
           "properties": {"title": {"type": "string", "maxLength": 9, "pattern": "^a*b"},
             "n": {"type": "integer", "multipleOf": 3, "maximum": 1e30},
             "list": {"items": {"$ref": "#"}, "uniqueItems": true}}}
          """
              .getBytes(StandardCharsets.UTF_8));
  private static final List<Function<JsonInput, ? extends JsonWritable>> DOCUMENTS =
      List.of(
          Manifest::read, Permissions::read, PermissionsChange::read, Quota::read,
          QuotaChange::read, Usage::read, Latest::read, Links::read, Lock::read, Summary::read,
          Journal::read);
  private final Path settings = Files.createTempFile("gypsum-fuzz", ".conf");

  JsonTarget() throws IOException {}

  @Override
  public void run(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    byte[] text = Arrays.copyOfRange(input, 1, input.length);
    int document = input[0] - 'a';
    if (document >= 0 && document < DOCUMENTS.size()) {
      document(text, DOCUMENTS.get(document));
      return;
    }
    try {
      switch (input[0]) {
        case 'u' -> {
          var _ = JsonInput.read(text, in -> UploadRequest.read(in, MAX_FILES));
        }
        case 'm' -> {
          var _ = SCHEMA.validate(text);
        }
        case 's' -> {
          var _ = MetadataSchema.read(text)
              .validate(
                  "{\"title\": [1, {}]}".getBytes(
                      StandardCharsets.UTF_8));
        }
        case 'z' -> settings(text);
        default -> {}
      }
    } catch (MalformedJsonException e) {
      requirePrintable(e.problem());
    } catch (GypsumException e) {
      assertThat(e.kind()).as(e.reason()).isEqualTo(GypsumException.Kind.INVALID);
    }
  }

  /** A document that was read is written as a text that is read as the same document. */
  private static void document(byte[] text, Function<JsonInput, ? extends JsonWritable> reader) {
    JsonWritable first;
    try {
      first = JsonInput.read(text, reader);
    } catch (MalformedJsonException e) {
      requirePrintable(e.problem());
      return;
    }
    byte[] written = JsonOutput.bytes(first);
    assertThat(JsonOutput.text(JsonInput.read(written, reader)))
        .isEqualTo(new String(written, StandardCharsets.UTF_8));
  }

  private static void requirePrintable(String problem) {
    assertThat(problem.chars().noneMatch(Character::isISOControl))
        .as("problem without control characters: %s", problem)
        .isTrue();
  }

  private void settings(byte[] text) throws IOException {
    Files.write(settings, text);
    var _ = SettingsReader.read(new SettingsSources(Map.of(), Map.of(), settings, Path.of("/h")))
        .toString();
  }

  @Override
  public void close() throws IOException {
    Files.delete(settings);
  }
}
