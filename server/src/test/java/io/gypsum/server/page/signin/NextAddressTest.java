package io.gypsum.server.page.signin;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class NextAddressTest {
  @ParameterizedTest
  @ValueSource(strings = {"/", "/browse/p", "/browse/p?page=2&x=%2F%2Fevil", "/a//b"})
  void pathsOfThisServerRemain(String path) {
    assertThat(NextAddress.of(path).path()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "//evil.example", "/\\evil.example", "https://evil.example", "evil", "\\/evil",
          "/\t/evil.example", "/a\r\nSet-Cookie: x=y", "/a b", "/é", " /a", "javascript:alert(1)"})
  void everythingElseLeadsToTheHomePage(String text) {
    assertThat(NextAddress.of(text).path()).isEqualTo("/");
  }
}
