package io.gypsum.core.document;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PermissionsChangeTest {
  private static <T> T read(String text, Function<JsonInput, T> document) {
    return JsonInput.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), document);
  }

  private static String apply(String change, String stored) {
    return JsonOutput
        .text(read(change, PermissionsChange::read).applyTo(read(stored, Permissions::read)))
        .replace('"', '\'');
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "{'id':'a','asset':null}            | at '/uploaders/1/asset': expected a string, found null",
      "{'id':'a','version':null}          | at '/uploaders/1/version': expected a string, found null",
      "{'id':'a','until':null}            | at '/uploaders/1/until': expected a string, found null",
      "{'id':'a','trusted':null}          | at '/uploaders/1/trusted': expected true or false, found null",
      "{'id':null}                        | at '/uploaders/1/id': expected a string, found null",
      "{}                                 | at '/uploaders/1': property 'id' is missing",
      "'a'                                | at '/uploaders/1': expected an object, found a string",
      "{'id':'a','until':'2030-01-31'}    | at '/uploaders/1/until': expected an RFC 3339 date-time"})
  void anInvalidUploaderIsRefusedWithItsProperty(String entry, String problem) {
    PermissionsChange change =
        read("{'uploaders':[{'id':'x'}," + entry + "]}", PermissionsChange::read);

    assertThatExceptionOfType(GypsumException.class)
        .isThrownBy(() -> change.applyTo(Permissions.NONE))
        .withMessageContaining(problem)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "{'owners':['']}                                  | at '/owners/0': expected the login",
      "{'owners':['o',' ']}                             | at '/owners/1': expected the login",
      "{'owners':['a\\u001b[2Jb']}                      | at '/owners/0': expected the login",
      "{'uploaders':[{'id':''}]}                        | at '/uploaders/0/id': expected the login",
      "{'uploaders':[{'id':'a\\u202eb'}]}               | at '/uploaders/0/id': expected the login",
      "{'uploaders':[{'id':'a\\u200b'}]}                | at '/uploaders/0/id': expected the login",
      "{'uploaders':[{'id':'u','asset':''}]}            | at '/uploaders/0/asset': expected the name",
      "{'uploaders':[{'id':'u','asset':'a\\nb'}]}       | at '/uploaders/0/asset': expected the name",
      "{'uploaders':[{'id':'u','version':'\\u009b'}]}   | at '/uploaders/0/version': expected the name"})
  void emptyIdsAndInvisibleCharactersAreRefused(String request, String problem) {
    PermissionsChange change = read(request, PermissionsChange::read);

    assertThatExceptionOfType(GypsumException.class)
        .isThrownBy(() -> change.applyTo(Permissions.NONE))
        .withMessageContaining(problem)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID))
        .satisfies(e -> assertThat(Printable.isPrintable(e.reason())).isTrue());
  }

  @Test
  void storedIdsWithInvisibleCharactersMayBeSentBack() {
    String odd = "{'owners':['','o\\u0007'],'uploaders':[{'id':''},{'id':'u\\u001B'}]}";

    assertThat(apply(odd, odd)).isEqualTo(odd);
    assertThat(apply("{'owners':['p']}", odd))
        .isEqualTo("{'owners':['p'],'uploaders':[{'id':''},{'id':'u\\u001B'}]}");
  }

  @Test
  void aStoredEntryThatIsSentBackIsKeptUnchanged() {
    String odd = "{'id':'a','version':null,'x':[1.50]}";

    assertThat(
        apply(
            "{'uploaders':[{'id':'b'}," + odd + "]}",
            "{'owners':['o'],'uploaders':[" + odd.replace(",", " , ") + "]}"))
        .isEqualTo("{'owners':['o'],'uploaders':[{'id':'b'}," + odd + "]}");
  }

  @Test
  void anEntryThatDiffersFromTheStoredOneIsRefused() {
    assertThatExceptionOfType(GypsumException.class)
        .isThrownBy(
            () -> apply(
                "{'uploaders':[{'id':'b','version':null}]}",
                "{'uploaders':[{'id':'a','version':null},{'id':'b'}]}"))
        .withMessageContaining("'/uploaders/0/version'");
  }

  @Test
  void storedOddEntriesStayWhenOnlyTheOwnersChange() {
    assertThat(
        apply(
            "{'owners':['p']}",
            "{'owners':null,'uploaders':[{'id':'a','version':null},{'id':'b','until':'2031-01-01T00:00:00'}]}"))
        .isEqualTo(
            "{'owners':['p'],'uploaders':[{'id':'a','version':null},"
                + "{'id':'b','until':'2031-01-01T00:00:00Z'}]}");
  }
}
