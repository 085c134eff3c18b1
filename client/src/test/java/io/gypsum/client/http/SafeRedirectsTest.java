package io.gypsum.client.http;

import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SafeRedirectsTest {
  @ParameterizedTest
  @CsvSource({
      "https, https, true", "http, http, true", "http, https, true", "https, http, false"})
  void neverFollowsARedirectFromHttpsToHttp(String from, String to, boolean allowed) {
    boolean follows =
        new ApacheClientFactory.SafeRedirects()
            .isRedirectAllowed(
                new HttpHost(from, "a.example"), new HttpHost(to, "b.example"),
                new BasicHttpRequest("GET", "/"), HttpClientContext.create());
    assertThat(follows).isEqualTo(allowed);
  }
}
