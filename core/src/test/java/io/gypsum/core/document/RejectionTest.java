package io.gypsum.core.document;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RejectionTest {
  private static Rejection read(String json) {
    return JsonInput.read(json.getBytes(UTF_8), Rejection::read);
  }

  @Test
  void theReasonIsOptionalAndUnknownPropertiesAreIgnored() {
    assertThat(read("{}")).isEqualTo(Rejection.WITHOUT_REASON);
    assertThat(read("{\"reason\":\" no README\\r\\nat all \",\"more\":[]}").reason())
        .isEqualTo("no README\nat all");
    assertThat(JsonOutput.text(new Rejection("no README"))).isEqualTo("{\"reason\":\"no README\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \t\r\n "})
  void aReasonIsNotBlank(String text) {
    assertThatThrownBy(() -> new Rejection(text)).isInstanceOf(GypsumException.class)
        .hasMessageContaining("is empty: expected 1 to 1000 characters");
  }

  @Test
  void aReasonHasAtMostAThousandCharacters() {
    String longest = "x".repeat(998) + "\r\ny";
    assertThat(new Rejection("  " + longest + "  ").reason()).hasSize(1_000);
    assertThatThrownBy(() -> new Rejection(longest + "y")).isInstanceOf(GypsumException.class)
        .hasMessageContaining("has 1001 characters: expected at most 1000");
  }
}
