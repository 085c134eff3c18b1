package io.gypsum.client.http;

import java.net.URI;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServerUrlTest {
  private final ServerUrl server = ServerUrl.of(URI.create("https://example.org/gypsum//"));

  @Test
  void removesTrailingSlashes() {
    assertThat(server.base()).hasToString("https://example.org/gypsum");
  }

  @Test
  void encodesAKeyAsOnePathSegment() {
    assertThat(server.file(new Key("p/a b/v/..manifest")))
        .hasToString("https://example.org/gypsum/file/p%2Fa%20b%2Fv%2F..manifest");
  }

  @Test
  void encodesAPlusSignInAQuery() {
    assertThat(server.list(new Prefix("p/a+b &/"), true))
        .hasToString("https://example.org/gypsum/list?prefix=p%2Fa%2Bb%20%26%2F&recursive=true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://example.org", "https:///x", "example.org", "https://e.org?x=1"})
  void rejectsOtherUrls(String url) {
    assertThatThrownBy(() -> ServerUrl.of(URI.create(url)))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining(url);
  }

  @Test
  void messagesDoNotContainAPassword() {
    assertThatThrownBy(() -> ServerUrl.of(URI.create("https://me:secret@example.org")))
        .isInstanceOf(GypsumException.class)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"//evil.org/x", "https://evil.org/x", "@evil.org/x", ".evil.org", "/a b"})
  void rejectsPathsThatLeadToAnotherServer(String path) {
    assertThatThrownBy(() -> server.resolve("ask", path))
        .isInstanceOf(RequestFailedException.class)
        .hasMessageContaining(path);
  }
}
