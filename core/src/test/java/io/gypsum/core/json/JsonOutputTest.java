package io.gypsum.core.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

import static io.gypsum.core.property.ForAll.forAll;
import static io.gypsum.core.property.Generators.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JsonOutputTest {
  @Test
  void textIsCompactAndEscapedOnlyWhereNecessary() {
    assertThat(JsonOutput.text(out -> out.writeString("a/b<é€😀>\u2028\"\\\n\0\u007f")))
        .isEqualTo("\"a/b<é€😀>\u2028\\\"\\\\\\n\\u0000\u007f\"");
  }

  @Test
  void supplementaryCharactersAreFourBytesOfUtf8() {
    assertThat(JsonOutput.bytes(out -> out.writeString("😀")))
        .isEqualTo("\"😀\"".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theStreamStaysOpen() {
    boolean[] closed = {false};
    OutputStream stream = new ByteArrayOutputStream() {
      @Override
      public void close() {
        closed[0] = true;
      }
    };
    JsonOutput.stream(stream, out -> out.writeString("x"));
    assertThat(closed[0]).isFalse();
    assertThat(stream).hasToString("\"x\"");
  }

  @Test
  void outputThatFailsInTheMiddleIsNotCompleted() {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    assertThatIllegalStateException().isThrownBy(() -> JsonOutput.stream(stream, out -> {
      out.writeStartArray();
      out.writeString("x");
      throw new IllegalStateException("the store went away");
    })).withMessage("the store went away");
    assertThat(stream).hasToString("[\"x\"");
  }

  @Test
  void aFailureOfTheStreamIsThrown() {
    IOException failure = new IOException("connection reset");
    OutputStream stream = new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw failure;
      }
    };
    assertThatThrownBy(() -> JsonOutput.stream(stream, out -> out.writeString("x")))
        .isInstanceOf(JacksonException.class)
        .hasCause(failure);
  }

  @Test
  void everyEncodableStringIsReadAsItWasWritten() {
    forAll(500, strings(), text -> {
      String clean =
          new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
      String again =
          JsonInput.read(JsonOutput.bytes(out -> out.writeString(clean)), JsonInput::string);
      assertThat(again).isEqualTo(clean);
    });
  }
}
