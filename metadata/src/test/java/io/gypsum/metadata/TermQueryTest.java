package io.gypsum.metadata;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TermQueryTest {

  @ParameterizedTest
  @CsvSource({
      "neur%, neur, neus", "n_ur%, n, o", "%x, '',", "_, '',", "a\uD7FF%, a\uD7FF, a\uE000",
      "\uD83D\uDE00%, \uD83D\uDE00, \uD83D\uDE01", "a\uDBFF\uDFFF%, a\uDBFF\uDFFF, b",
      "\uDBFF\uDFFF_, \uDBFF\uDFFF,", "abc, abc, abd"})
  void thePrefixEndsWhereTheFirstWildcardIs(String pattern, String prefix, String beyond) {
    TermQuery term = new TermQuery(pattern, true, null);

    assertThat(term.prefix()).isEqualTo(prefix);
    assertThat(term.prefixEnd()).isEqualTo(beyond);
  }

  @Test
  void theFieldIsPartOfATermsIdentity() {
    assertThat(new TermQuery("a", false, "f")).isNotEqualTo(new TermQuery("a", false, null));
  }
}
