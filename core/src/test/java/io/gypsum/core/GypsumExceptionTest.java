package io.gypsum.core;

import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class GypsumExceptionTest {
  static Stream<Arguments> shorthands() {
    return Stream.of(
        Arguments.of(GypsumException.invalid("why"), GypsumException.Kind.INVALID),
        Arguments.of(GypsumException.unauthenticated("why"), GypsumException.Kind.UNAUTHENTICATED),
        Arguments.of(GypsumException.forbidden("why"), GypsumException.Kind.FORBIDDEN),
        Arguments.of(GypsumException.locked("why"), GypsumException.Kind.LOCKED),
        Arguments.of(GypsumException.notFound("why"), GypsumException.Kind.NOT_FOUND));
  }

  @ParameterizedTest
  @MethodSource("shorthands")
  void aShorthandKeepsItsKindAndItsWords(GypsumException failure, GypsumException.Kind kind) {
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.reason()).isEqualTo("why");
    assertThat(failure).hasMessage("why").hasNoCause();
  }

  @Test
  void theCauseIsKept() {
    Exception cause = new Exception("below");
    assertThat(new GypsumException(GypsumException.Kind.UNAVAILABLE, "above", cause))
        .hasCause(cause);
  }

  /** The codes are part of the REST API. */
  @Test
  void eachKindHasAStableCode() {
    assertThat(Arrays.stream(GypsumException.Kind.values()).map(GypsumException.Kind::code))
        .containsExactly(
            "invalid", "unauthenticated", "forbidden", "locked", "not-found", "too-large", "busy",
            "unavailable", "no-space", "corrupt");
    for (GypsumException.Kind kind : GypsumException.Kind.values()) {
      assertThat(GypsumException.Kind.ofCode(kind.code())).contains(kind);
    }
    assertThat(GypsumException.Kind.ofCode("LOCKED")).isEmpty();
  }
}
