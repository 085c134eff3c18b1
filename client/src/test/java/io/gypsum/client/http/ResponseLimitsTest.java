package io.gypsum.client.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ResponseLimitsTest {
  @Test
  void aBodyMayHaveExactlyTheMaximumSize() throws IOException {
    InputStream whole = ResponseLimits.limit(new ByteArrayInputStream(new byte[10]), 10, "ask");
    assertThat(whole.readAllBytes()).hasSize(10);
    InputStream longer = ResponseLimits.limit(new ByteArrayInputStream(new byte[11]), 10, "ask");
    assertThatThrownBy(longer::readAllBytes).isInstanceOf(RequestFailedException.class)
        .hasMessage(
            "cannot ask: the server's response is invalid: it is larger than 10 bytes");
    InputStream single = ResponseLimits.limit(new ByteArrayInputStream(new byte[2]), 1, "ask");
    assertThat(single.read()).isZero();
    assertThatThrownBy(single::read).isInstanceOf(RequestFailedException.class);
  }

  @Test
  void aListOfNamesThatDoesNotFitIntoMemoryIsRefused() {
    ResponseLimits.NameList names = new ResponseLimits.NameList("list");
    String name = "x".repeat(1_000_000);
    long half = Runtime.getRuntime().maxMemory() / 2 / 1_000_150;
    for (long i = 0; i < half; i++) {
      names.add(name);
    }
    assertThatThrownBy(() -> names.add(name)).hasMessageContaining("too many names");
  }

  @Test
  void largeDocumentsDependOnTheMemory() {
    assertThat(ResponseLimits.largeDocumentBytes())
        .isBetween(16L << 20, Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 12));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65_536, 99_999})
  void invalidPortsAreRefused(int port) {
    assertThatThrownBy(() -> ServerUrl.of(URI.create("https://example.org:" + port)))
        .isInstanceOf(GypsumException.class)
        .hasMessage(
            "the URL of example.org has the invalid port " + port + ": expected 1 to 65535");
  }

  @ParameterizedTest
  @CsvSource({
      "https://a/file/x, https://b/file/x, https://b",
      "https://a/file/p%2Fx, https://b/g/file/p%2Fx, https://b/g",
      "https://a/old/file/x, https://b:8443/new/file/x, https://b:8443/new",
      "https://a/file/x, /g/file/x, https://a/g", "https://a/file/x, https://b/, https://b/",
      "https://a/file/p%2Fx%2Fy%20z, https://b/g/file/p/x/y%20z, https://b/g",
      "https://a/g%2Fh/file/p%2Fx, https://b/i%2Fj/file/p/x, https://b/i%2Fj",
      "https://a/file/%E9%2Fx, https://b/i/file/%E9/x, https://b/i",
      "https://a/file/x, https://b//file/x, https://b/",
      "http://a/file/x, https://a/file/x?q=1, https://a"})
  void aRedirectNamesTheNewServer(URI requested, String location, String server) {
    assertThat(ErrorResponse.redirect(requested, location))
        .isEqualTo(
            new ErrorResponse.Redirect("it has moved to '" + server + "'", "use that URL"));
  }

  @ParameterizedTest
  @CsvSource({
      "https://a/x, http://a/x, 'it redirects to ''http://a'', which is not encrypted, so the redirect was not followed'",
      "https://a/x, ftp://a/x, it redirects to an invalid address",
      "https://a/x, http://a:70000/x, it redirects to an invalid address",
      "https://a/x,, it redirects to no address"})
  void otherRedirectsAreExplained(URI requested, String location, String expected) {
    assertThat(ErrorResponse.redirect(requested, location))
        .isEqualTo(new ErrorResponse.Redirect(expected, null));
  }

  @ParameterizedTest
  @CsvSource({
      "https://a/x, https://a/x", "https://a/g/file/p%2Fx, https://A/g/file/p/x",
      "https://a/list?prefix=p, /list"})
  void aRedirectToTheSameAddressSuggestsToCheckProxies(URI requested, String location) {
    ErrorResponse.Redirect redirect = ErrorResponse.redirect(requested, location);
    assertThat(redirect.reason()).isEqualTo("it redirects to the same address");
    assertThat(redirect.advice()).contains("proxy");
  }
}
