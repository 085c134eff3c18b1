package io.gypsum.client.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PercentTest {
  @Test
  void encodesEverythingButUnreservedCharacters() {
    assertThat(Percent.encode("a/b +c%é.~_-Z9")).isEqualTo("a%2Fb%20%2Bc%25%C3%A9.~_-Z9");
  }

  @Property
  void decodesToTheSame(@ForAll String text) {
    // Half a surrogate pair has no UTF-8 and is in no name.
    String whole = new String(
        text.getBytes(StandardCharsets.UTF_8),
        StandardCharsets.UTF_8);
    assertThat(URLDecoder.decode(Percent.encode(whole), StandardCharsets.UTF_8)).isEqualTo(whole);
    assertThat(Percent.encode(whole)).matches("[A-Za-z0-9%._~-]*");
  }
}
