package io.gypsum.core.document;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import io.gypsum.core.decision.Authorization;
import io.gypsum.core.decision.UploadRight;
import io.gypsum.core.decision.User;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Stored documents that are older or odder than what is accepted today are read as far as they make sense. */
class StoredDocumentTest {
  private static final User ULF = new User("ulf", Set.of(), false);

  /** What was ignored, in the order of the document. */
  private final List<String> ignored = new ArrayList<>();

  private <T> T read(String text, Function<JsonInput, T> document) {
    byte[] json = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return JsonInput.read(new ByteArrayInputStream(json), document, ignored::add);
  }

  private static UploadRight right(Permissions permissions) {
    return new Authorization(Set.of())
        .uploadRight(ULF, permissions, Documents.VERSION, Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void aTimeWithoutOffsetIsReadInUtcAndWrittenWithZ() {
    Permissions permissions =
        read("{'uploaders':[{'id':'ulf','until':'2031-01-01T00:00:00'}]}", Permissions::read);

    assertThat(JsonOutput.text(permissions)).isEqualTo(
        "{\"owners\":[],\"uploaders\":[{\"id\":\"ulf\",\"until\":\"2031-01-01T00:00:00Z\"}]}");
    assertThat(right(permissions)).isEqualTo(UploadRight.UNTRUSTED);
    assertThat(ignored).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'owners':null,'uploaders':null}", "{'owners':[null]}"})
  void absentAndNullPermissionsAreEmpty(String text) {
    assertThat(read(text, Permissions::read)).isEqualTo(Permissions.NONE);
    assertThat(ignored).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "{'owners':'ulf','uploaders':{}}      | at '/owners': expected an array, found a string",
      "{'owners':[1,['ulf']]}               | at '/owners/0': expected a string, found a number",
      "{'owners':{'ulf':{'a':[1]}}}         | at '/owners': expected an array, found an object"})
  void permissionsOfTheWrongShapeGrantNothingAndAreReported(String text, String problem) {
    Permissions permissions = read(text, Permissions::read);

    assertThat(permissions).isEqualTo(Permissions.NONE);
    assertThat(ignored).first().isEqualTo(problem);
  }

  @Test
  void theRestOfOddPermissionsIsRead() {
    Permissions permissions =
        read("{'owners':['a',{'x':[{}]},'b'],'x':1,'uploaders':[{'id':'c'}]}", Permissions::read);

    assertThat(permissions).isEqualTo(
        new Permissions(
            List.of("a", "b"), List.of(new Uploader("c", null, null, null, null))));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{'id':'ulf','asset':null}", "{'id':'ulf','version':null}", "{'id':'ulf','until':null}",
      "{'id':'ulf','trusted':null}", "{'id':'ulf','asset':5}", "{'id':'ulf','version':['v']}",
      "{'id':'ulf','until':'tomorrow'}", "{'id':'ulf','until':2031}", "{'id':'ulf','trusted':1}",
      "{'id':null}", "{'id':['ulf'],'trusted':true}", "{}", "'ulf'",
      "{'id':'ulf','asset':{},'x':1e400}"})
  void anUploaderThatBreaksTheRulesIsKeptAsItIsAndGrantsNothing(String entry) {
    String text = "{'owners':[],'uploaders':[" + entry + "]}";
    Permissions permissions = read(text, Permissions::read);

    assertThat(JsonOutput.text(permissions))
        .isEqualToIgnoringCase(text.replace('\'', '"').replace("1e400", "1E+400"));
    assertThat(right(permissions)).isEqualTo(UploadRight.NONE);
    assertThat(Authorization.isUploader(ULF, permissions)).isFalse();
    assertThat(JsonInput.read(JsonOutput.bytes(permissions), Permissions::read))
        .isEqualTo(permissions);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "{'baseline':null,'growth_rate':null,'year':null} | {'baseline':10000000000,'growth_rate':20000000000}",
      "{}                                               | {'baseline':10000000000,'growth_rate':20000000000}",
      "{'baseline':0.5,'year':2020}                     | {'baseline':0.5,'growth_rate':20000000000,'year':2020}",
      "{'baseline':'5','growth_rate':-1,'year':2020.5}  | {'baseline':10000000000,'growth_rate':20000000000}"})
  void aValueThatAQuotaDoesNotHaveIsTheDefault(String text, String written) {
    assertThat(JsonOutput.text(read(text, Quota::read))).isEqualTo(written.replace('\'', '"'));
  }

  @Test
  void aQuotaWithoutYearDoesNotGrow() {
    assertThat(read("{'baseline':100.9,'growth_rate':5,'year':null}", Quota::read).limitBytes(2026))
        .isEqualTo("100");
    assertThat(read("{'baseline':100,'growth_rate':5,'year':'x'}", Quota::read).limitBytes(2026))
        .isEqualTo("100");
    assertThat(ignored).containsExactly("at '/year': expected a number, found a string");
  }

  @ParameterizedTest
  @CsvSource({"100.5,0,100,true", "100.5,0,101,false", "100.5,0.5,101,true", "100.5,0.5,102,false",
      "99.9999,0.0001,100,true"})
  void fractionsOfAByteCountForTheLimit(
      BigDecimal baseline, BigDecimal growth, long added, boolean fits) {
    assertThat(new Quota(baseline, growth, 2024).admits(new Usage(0), added, 2025)).isEqualTo(fits);
  }

  @Test
  void aSummaryIsReadWithoutOffsetsAndWithNulls() {
    Summary summary =
        read(
            "{'upload_user_id':'ann','upload_start':'2024-01-01T00:00:00',"
                + "'upload_finish':'2024-01-02 00:00:00.5','on_probation':null,'x':{}}",
            Summary::read);

    assertThat(JsonOutput.text(summary)).isEqualTo(
        "{\"upload_user_id\":\"ann\",\"upload_start\":\"2024-01-01T00:00:00.000Z\","
            + "\"upload_finish\":\"2024-01-02T00:00:00.500Z\"}");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "{'upload_finish':'2024-01-02T00:00:00Z'}                                            | 2024-01-02T00:00:00Z",
      "{'upload_user_id':null,'upload_start':null,'upload_finish':'2024-01-02T00:00:00Z'}  | 2024-01-02T00:00:00Z",
      "{'upload_user_id':7,'upload_start':'May','upload_finish':'2024-01-02T00:00:00Z'}    | 2024-01-02T00:00:00Z",
      "{'upload_finish':null}                                                              | 1970-01-01T00:00:00Z"})
  void aSummaryNeedsNeitherUserNorStart(String text, Instant start) {
    Summary summary = read(text, Summary::read);

    assertThat(summary.uploadUserId()).isEmpty();
    assertThat(summary.uploadStart()).isEqualTo(start);
    assertThat(summary.isFinished()).isEqualTo(text.contains("2024"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'size':0,'md5sum':''}", "{'md5sum':'','size':0.0,'mode':'755'}",
      "{'size':0,'md5sum':null,'link':null}"})
  void anEmptyDirectoryIsNotAFile(String entry) {
    Manifest manifest =
        read(
            "{'a':{'size':1,'md5sum':'0123456789abcdeffedcba9876543210'},'d/e':" + entry + ",'.':"
                + entry + "}",
            Manifest::read);

    assertThat(manifest.files()).containsOnlyKeys(new UserPath("a"));
    assertThat(manifest.emptyDirectories()).containsExactly(new UserPath("d/e"));
    assertThat(manifest.ownBytes()).isEqualTo(1);
    assertThat(manifest.linksByDirectory()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "{'type':'add-version','project':'p','asset':'a','version':'v'}                  | add-version",
      "{'type':'delete-version','project':'p','asset':'a','version':'v','latest':null} | delete-version",
      "{'type':'delete-version','project':'p','asset':'a','version':'v','latest':'no'} | delete-version"})
  void aLogEntryWithoutLatestIsReadAsNotTheLatest(String text, String type) {
    assertThat(JsonOutput.text(read(text, ChangeLogEntry::read))).isEqualTo(
        "{\"type\":\"" + type
            + "\",\"project\":\"p\",\"asset\":\"a\",\"version\":\"v\",\"latest\":false}");
  }

  @Test
  void aChangeOfAnUnknownTypeNamesItsPlace() {
    assertThat(read("{'type':'x','project':'p','version':'v'}", ChangeLogEntry::read))
        .isEqualTo(
            new ChangeLogEntry.OtherChange("x", Documents.VERSION.project(), null, null));
    assertThat(
        read(
            "{'type':'reindex-version','project':'p','asset':'a','version':'v','latest':true}",
            ChangeLogEntry::read))
        .isEqualTo(
            new ChangeLogEntry.OtherChange(
                "reindex-version", Documents.VERSION.project(), Documents.VERSION.asset(),
                Documents.VERSION.version()));
  }
}
