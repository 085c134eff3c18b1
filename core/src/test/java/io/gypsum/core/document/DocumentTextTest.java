package io.gypsum.core.document;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.gypsum.core.document.Documents.Kind;
import io.gypsum.core.document.Documents.Sample;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.MalformedJsonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Properties of all documents: their exact text, what is ignored and what is refused. */
class DocumentTextTest {
  private static final String UNKNOWN =
      "\"zzz\":[1e400,{\"zzz\":[null,\"\\ud800\"]},\"..\"],\"_\":null";
  /** Their names are data, or (steps) nothing may be ignored. */
  private static final Set<Kind> WITHOUT_UNKNOWN = Set.of(Kind.MANIFEST, Kind.LINKS, Kind.STEP);

  /** Kinds of documents that have no required property. */
  private static final Set<Kind> WITHOUT_REQUIRED =
      Set.of(
          Kind.PERMISSIONS, Kind.QUOTA, Kind.SUMMARY, Kind.MANIFEST, Kind.LINKS,
          Kind.PERMISSIONS_CHANGE, Kind.QUOTA_CHANGE);

  static List<Sample> samples() {
    return Documents.samples();
  }

  static Stream<Sample> samplesWithRoomForMore() {
    return samples().stream().filter(sample -> !WITHOUT_UNKNOWN.contains(sample.kind()));
  }

  @Test
  void everyKindHasASample() {
    assertThat(samples()).extracting(Sample::kind).contains(Kind.values());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aDocumentIsWrittenExactlyAsExpected(Sample sample) {
    assertThat(JsonOutput.text(sample.document())).isEqualTo(sample.text());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aWrittenDocumentIsReadAsItWas(Sample sample) {
    assertThat(sample.kind().read(sample.text())).isEqualTo(sample.document());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whitespaceBetweenTokensIsIgnored(Sample sample) {
    String spaced =
        sample.text().replaceAll("(?<=[\\[{,])(?=[\"{\\[])|(?=[\\]}]$)", " \r\n\t") + "\n";
    assertThat(sample.kind().read(" \n" + spaced)).isEqualTo(sample.document());
  }

  @ParameterizedTest
  @MethodSource("samplesWithRoomForMore")
  void unknownPropertiesAreIgnored(Sample sample) {
    String inner = sample.text().substring(1, sample.text().length() - 1);
    assertThat(sample.kind().read("{" + UNKNOWN + "," + inner + "}")).isEqualTo(sample.document());
    assertThat(sample.kind().read("{" + inner + "," + UNKNOWN + "}")).isEqualTo(sample.document());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void noDocumentIsAnArrayOrAScalar(Sample sample) {
    for (String text : List.of("[]", "[" + sample.text() + "]", "null", "1", "\"x\"", "true")) {
      assertThatExceptionOfType(MalformedJsonException.class).as(text)
          .isThrownBy(() -> sample.kind().read(text))
          .withMessageStartingWith("at the top: expected an object, found ");
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aTruncatedDocumentIsRefused(Sample sample) {
    for (int length = 0; length < sample.text().length(); length++) {
      String cut = sample.text().substring(0, length);
      assertThatExceptionOfType(MalformedJsonException.class).as(cut)
          .isThrownBy(() -> sample.kind().read(cut));
    }
  }

  static Stream<Arguments> absentOrNull() {
    return Stream.of(
        Arguments.of(Kind.LOCK, "{\"session_hash\":\"x\",", "asset"),
        Arguments.of(Kind.LOCK, "{\"session_hash\":\"x\",", "version"),
        Arguments.of(Kind.LOCK, "{\"session_hash\":\"x\",", "journal"),
        Arguments.of(
            Kind.JOURNAL,
            "{\"operation\":\"o\",\"user\":\"u\",\"holder\":\"h\",\"since\":\"2024-01-01T00:00:00Z\","
                + "\"until\":\"2024-01-01T00:00:00Z\",",
            "steps"),
        Arguments.of(
            Kind.SUMMARY, "{\"upload_user_id\":\"u\",\"upload_start\":\"2024-01-01T00:00:00Z\",",
            "upload_finish"),
        Arguments.of(
            Kind.SUMMARY, "{\"upload_user_id\":\"u\",\"upload_start\":\"2024-01-01T00:00:00Z\",",
            "on_probation"),
        Arguments.of(
            Kind.MANIFEST_ENTRY, "{\"size\":1,\"md5sum\":\"0123456789abcdeffedcba9876543210\",",
            "link"),
        Arguments.of(
            Kind.LINK,
            "{\"project\":\"p\",\"asset\":\"a\",\"version\":\"v\",\"path\":\"x\",", "ancestor"));
  }

  @ParameterizedTest
  @MethodSource
  void absentOrNull(Kind kind, String start, String property) {
    String absent = start.substring(0, start.length() - 1) + "}";
    assertThat(kind.read(start + "\"" + property + "\":null}")).isEqualTo(kind.read(absent));
    assertThat(JsonOutput.text(kind.read(absent))).doesNotContain("null", "\"" + property + "\"");
  }

  static Stream<Arguments> missing() {
    return samples().stream()
        .filter(
            sample -> !WITHOUT_REQUIRED.contains(sample.kind()))
        .map(
            sample -> Arguments.of(sample.kind(), switch (sample.kind()) {
              case USAGE -> "total";
              case LOCK -> "session_hash";
              case LATEST -> "version";
              case MANIFEST_ENTRY -> "size";
              case LINK, CHANGE -> "project";
              case JOURNAL -> "operation";
              case STEP -> "put";
              case UPLOADER -> "id";
              case PERMISSIONS, QUOTA, SUMMARY, MANIFEST, LINKS, PERMISSIONS_CHANGE, QUOTA_CHANGE ->
                  throw new AssertionError(sample.kind());
            }))
        .distinct();
  }

  @ParameterizedTest
  @MethodSource
  void missing(Kind kind, String property) {
    assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> kind.read("{}"))
        .withMessage("at the top: property '" + property + "' is missing");
  }

  static Stream<Arguments> wrongStructures() {
    String time = "\"2024-01-01T00:00:00Z\"";
    String entry = "\"size\":1,\"md5sum\":\"0123456789abcdeffedcba9876543210\"";
    return Stream.of(
        Arguments
            .of(Kind.USAGE, "{\"total\":\"12\"}", "at '/total': expected a number, found a string"),
        Arguments.of(Kind.USAGE, "{\"total\":null}", "at '/total': expected a number, found null"),
        Arguments
            .of(Kind.USAGE, "{\"total\":true}", "at '/total': expected a number, found a boolean"),
        Arguments
            .of(Kind.USAGE, "{\"total\":{}}", "at '/total': expected a number, found an object"),
        Arguments
            .of(Kind.USAGE, "{\"total\":[1]}", "at '/total': expected a number, found an array"),
        Arguments.of(Kind.USAGE, "{\"total\":1.5}", "at '/total': expected a whole number"),
        Arguments
            .of(Kind.LATEST, "{\"version\":1}", "at '/version': expected a string, found a number"),
        Arguments.of(Kind.LATEST, "{\"version\":\"..x\"}", "version name '..x'"),
        Arguments.of(
            Kind.QUOTA_CHANGE, "{\"baseline\":-1}",
            "at '/baseline': expected a non-negative number of bytes, found -1"),
        Arguments.of(
            Kind.QUOTA_CHANGE, "{\"growth_rate\":-0.5}",
            "at '/growth_rate': expected a non-negative number of bytes"),
        Arguments.of(
            Kind.QUOTA_CHANGE, "{\"baseline\":1e30}",
            "at '/baseline': expected at most 9223372036854775807 bytes, found 1000000000000000000000000000000"),
        Arguments
            .of(
                Kind.QUOTA_CHANGE, "{\"baseline\":null}",
                "at '/baseline': expected a number, found null"),
        Arguments.of(
            Kind.QUOTA_CHANGE, "{\"year\":-1}",
            "at '/year': expected a calendar year from 0 to 9999, found -1"),
        Arguments.of(Kind.QUOTA_CHANGE, "{\"year\":10000}", "at '/year': expected a calendar year"),
        Arguments.of(Kind.QUOTA_CHANGE, "{\"year\":2024.5}", "at '/year': expected a whole number"),
        Arguments.of(
            Kind.PERMISSIONS_CHANGE, "{\"owners\":\"ann\"}",
            "at '/owners': expected an array, found a string"),
        Arguments.of(
            Kind.PERMISSIONS_CHANGE, "{\"owners\":null}",
            "at '/owners': expected an array, found null"),
        Arguments.of(
            Kind.PERMISSIONS_CHANGE, "{\"owners\":{}}",
            "at '/owners': expected an array, found an object"),
        Arguments.of(
            Kind.PERMISSIONS_CHANGE, "{\"owners\":[\"a\",2]}",
            "at '/owners/1': expected a string, found a number"),
        Arguments.of(
            Kind.PERMISSIONS_CHANGE, "{\"owners\":[\"\\ud800\"]}",
            "at '/owners/0': the string contains an unpaired surrogate"),
        Arguments.of(
            Kind.PERMISSIONS_CHANGE, "{\"uploaders\":null}",
            "at '/uploaders': expected an array, found null"),
        Arguments.of(
            Kind.QUOTA_CHANGE, "{\"growth_rate\":null}",
            "at '/growth_rate': expected a number, found null"),
        Arguments.of(
            Kind.QUOTA_CHANGE, "{\"year\":null}", "at '/year': expected a number, found null"),
        Arguments.of(
            Kind.UPLOADER, "{\"id\":null}", "at '/id': expected a string, found null"),
        Arguments.of(
            Kind.UPLOADER, "{\"id\":\"x\",\"asset\":null}",
            "at '/asset': expected a string, found null"),
        Arguments.of(
            Kind.UPLOADER, "{\"id\":\"x\",\"version\":null}",
            "at '/version': expected a string, found null"),
        Arguments.of(
            Kind.UPLOADER, "{\"id\":\"x\",\"until\":null}",
            "at '/until': expected a string, found null"),
        Arguments.of(
            Kind.UPLOADER, "{\"id\":\"x\",\"trusted\":null}",
            "at '/trusted': expected true or false, found null"),
        Arguments.of(
            Kind.UPLOADER, "{\"id\":\"x\",\"until\":\"tomorrow\"}",
            "at '/until': expected an RFC 3339 date-time"),
        Arguments.of(
            Kind.UPLOADER, "{\"id\":\"x\",\"until\":\"2024-01-01\"}",
            "at '/until': expected an RFC 3339 date-time"),
        Arguments.of(
            Kind.UPLOADER, "{\"id\":\"x\",\"until\":12}",
            "at '/until': expected a string, found a number"),
        Arguments.of(
            Kind.UPLOADER, "{\"id\":\"x\",\"trusted\":\"true\"}",
            "at '/trusted': expected true or false, found a string"),
        Arguments.of(
            Kind.UPLOADER, "{\"id\":\"x\",\"trusted\":1}",
            "at '/trusted': expected true or false, found a number"),
        Arguments.of(
            Kind.UPLOADER, "{\"id\":\"x\",\"asset\":[]}",
            "at '/asset': expected a string, found an array"),
        Arguments.of(
            Kind.SUMMARY, "{\"upload_finish\":\"9999-12-31T23:59:59-01:00\"}",
            "at '/upload_finish': expected a time within"),
        Arguments.of(
            Kind.SUMMARY, "{\"upload_finish\":\"0000-01-01T00:00:00+01:00\"}",
            "at '/upload_finish': expected a time within"),
        Arguments.of(
            Kind.SUMMARY, "{\"on_probation\":\"yes\"}",
            "at '/on_probation': expected true or false, found a string"),
        Arguments.of(
            Kind.SUMMARY, "{\"upload_finish\":\"2024-02-30T00:00:00Z\"}",
            "at '/upload_finish': expected an RFC 3339"),
        Arguments.of(
            Kind.MANIFEST, "{\"a\":{" + entry + "},\"b\":[]}",
            "at '/b': expected an object, found an array"),
        Arguments.of(
            Kind.MANIFEST, "{\"a/b\":{\"size\":-1}}",
            "at '/a~1b/size': expected a non-negative number of bytes, found -1"),
        Arguments.of(
            Kind.MANIFEST, "{\"a\":{\"md5sum\":\"x\"}}",
            "at '/a/md5sum': 'x' is not an MD5 checksum: expected 32 hex digits"),
        Arguments
            .of(Kind.MANIFEST, "{\"a\":{\"size\":1}}", "at '/a': property 'md5sum' is missing"),
        Arguments.of(
            Kind.MANIFEST, "{\"a\":{\"size\":1,\"md5sum\":\"\"}}",
            "at '/a': 'md5sum' is empty: expected 32 hex digits"),
        Arguments.of(Kind.MANIFEST, "{\"../x\":{" + entry + "}}", "path '../x'"),
        Arguments.of(Kind.MANIFEST, "{\"a//b\":{" + entry + "}}", "path 'a//b' has an empty part"),
        Arguments.of(Kind.MANIFEST, "{\"\":{" + entry + "}}", "path '' is empty"),
        Arguments.of(
            Kind.MANIFEST, "{\"a\":{" + entry + "},\"\\u0061\":{" + entry + "}}",
            "Duplicate Object property \"a\""),
        Arguments.of(
            Kind.MANIFEST, "{\"a\":{" + entry + ",\"link\":{}}}",
            "at '/a/link': property 'project' is missing"),
        Arguments.of(
            Kind.LINK, "{\"project\":\"p\",\"asset\":\"a\",\"version\":\"v\",\"path\":\"..x\"}",
            "path '..x'"),
        Arguments.of(
            Kind.LINK, "{\"project\":\"p\",\"asset\":\"a/b\",\"version\":\"v\",\"path\":\"x\"}",
            "asset name 'a/b' contains '/'"),
        Arguments.of(
            Kind.LINK, "{\"project\":\"p\",\"ancestor\":1}",
            "at '/ancestor': expected an object, found a number"),
        Arguments.of(Kind.LINKS, "{\"a/b\":{}}", "at '/a~1b': expected a file name without '/'"),
        Arguments.of(Kind.LINKS, "{\"..\":{}}", "path '..'"),
        Arguments.of(
            Kind.CHANGE, "{\"type\":\"add\",\"asset\":\"a\"}", "property 'project' is missing"),
        Arguments.of(
            Kind.CHANGE, "{\"type\":\"add\",\"project\":\"p\",\"asset\":\"..a\"}",
            "asset name '..a'"),
        Arguments.of(
            Kind.CHANGE, "{\"type\":\"delete-asset\",\"project\":\"p\"}",
            "property 'asset' is missing"),
        Arguments.of(
            Kind.CHANGE,
            "{\"type\":\"delete-version\",\"project\":\"p\",\"asset\":\"a\",\"latest\":true}",
            "property 'version' is missing"),
        Arguments.of(
            Kind.LOCK, "{\"session_hash\":null}",
            "at '/session_hash': expected a string, found null"),
        Arguments.of(
            Kind.LOCK, "{\"session_hash\":\"h\",\"journal\":{\"since\":" + time + "}}",
            "at '/journal': property 'operation' is missing"),
        Arguments.of(
            Kind.LOCK, "{\"journal\":{\"steps\":[{\"delete\":\"x\"},{\"burn\":\"y\"}]}}",
            "at '/journal/steps/1/burn': unknown step 'burn'"),
        Arguments.of(Kind.STEP, "{\"delete\":\"a/../b\"}", "key 'a/../b'"),
        Arguments.of(Kind.STEP, "{\"delete_below\":\"\"}", "expected a trailing '/'"),
        Arguments.of(
            Kind.STEP, "{\"delete_below\":\"p\"}",
            "at '/delete_below': 'p' does not name a directory: expected a trailing '/'"),
        Arguments.of(
            Kind.STEP, "{\"write_links\":\"p/a\"}",
            "at '/write_links': 'p/a' does not name a version: expected project/asset/version"),
        Arguments.of(Kind.STEP, "{\"put\":\"p/x\"}", "property 'content' is missing"),
        Arguments
            .of(Kind.STEP, "{\"content\":\"x\",\"delete\":\"p/x\"}", "property 'put' is missing"),
        Arguments.of(
            Kind.STEP, "{\"put\":\"p/x\",\"content\":\"\",\"delete\":\"p/x\"}", "several in one"),
        Arguments.of(Kind.STEP, "{\"delete\":\"p/x\",\"delete_below\":\"p/\"}", "several in one"));
  }

  @ParameterizedTest
  @MethodSource("wrongStructures")
  void aWrongStructureIsRefusedWithItsProperty(Kind kind, String text, String message) {
    assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> kind.read(text))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.problem()).isEqualTo(e.getMessage()));
  }
}
