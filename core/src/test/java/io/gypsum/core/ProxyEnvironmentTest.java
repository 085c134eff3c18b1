package io.gypsum.core;

import java.net.URI;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProxyEnvironmentTest {
  private static final URI HTTPS = URI.create("https://gypsum.example.org");
  private static final URI HTTP = URI.create("http://gypsum.example.org");

  private static String proxy(URI server, Map<String, String> variables) {
    return new ProxyEnvironment(variables::get).proxyFor(server)
        .map(ProxyEnvironment.HttpProxy::toString)
        .orElse("none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"})
  void theVariableMayBeInEitherCase(String variable) {
    assertThat(proxy(HTTPS, Map.of(variable, "http://proxy:3128")))
        .isEqualTo("http://proxy:3128 (" + variable.toUpperCase(java.util.Locale.ROOT) + ")");
  }

  @Test
  void eachSchemeHasItsVariable() {
    Map<String, String> variables =
        Map.of("http_proxy", "a:1", "HTTPS_PROXY", "b:2", "ALL_PROXY", "c:3");
    assertThat(proxy(HTTP, variables)).isEqualTo("http://a:1 (HTTP_PROXY)");
    assertThat(proxy(HTTPS, variables)).isEqualTo("http://b:2 (HTTPS_PROXY)");
    assertThat(proxy(HTTPS, Map.of("HTTP_PROXY", "a:1"))).isEqualTo("none");
    assertThat(proxy(HTTPS, Map.of("https_proxy", " ", "ALL_PROXY", "c")))
        .isEqualTo("http://c:80 (ALL_PROXY)");
    assertThat(proxy(HTTPS, Map.of("https_proxy", "lower:1", "HTTPS_PROXY", "upper:1")))
        .isEqualTo("http://lower:1 (HTTPS_PROXY)");
  }

  @Test
  void credentialsAreDecodedAndNotShown() {
    ProxyEnvironment.HttpProxy proxy =
        new ProxyEnvironment(Map.of("HTTPS_PROXY", "http://us%40er:p%3Aw%2F@proxy:3128/")::get)
            .proxyFor(HTTPS)
            .orElseThrow();
    assertThat(proxy.user()).isEqualTo("us@er");
    assertThat(proxy.password()).isEqualTo("p:w/");
    assertThat(proxy).hasToString("http://proxy:3128 (HTTPS_PROXY)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"socks5://u:secret@proxy:1080", "https://u:secret@proxy", "http://",
          "http://u:secret@",
          "http://user:12/sec@proxy:1080", "http://user:12#sec@proxy", "http://user:12?sec@proxy",
          "http://proxy:99999", "http://u:sec ret@proxy", "http://u:%zz@proxy"})
  void otherValuesAreRefusedWithoutShowingThem(String value) {
    assertThatThrownBy(() -> proxy(HTTPS, Map.of("ALL_PROXY", value)))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("ALL_PROXY")
        .hasMessageContaining("expected http://HOST:PORT")
        .hasMessageNotContaining("sec");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "*| https://a.org| true", "a.org| https://a.org| true", "a.org| https://x.a.org| true",
      ".a.org| https://x.a.org| true", "*.a.org| https://x.a.org| true",
      "a.org| https://ba.org| false",
      "A.ORG| https://a.org| true", "b, a.org| https://a.org| true", "b a.org| https://a.org| true",
      "a.org:443| https://a.org| true", "a.org:444| https://a.org| false",
      "a.org:8443| https://a.org:8443| true", "10.0.0.0/8| http://10.1.2.3| true",
      "10.0.0.0/8| http://11.1.2.3| false", "10.1.2.3| http://10.1.2.3| true",
      "2.3| http://10.1.2.3| false", "fd00::/8| http://[fd00::1]| true",
      "[fd00::1]:80| http://[fd00::1]| true", "fd00::1| http://[fd00::1]| true",
      "fd00:0::1| http://[FD00:0:0::1]| true", "[fd00:0::1]:80| http://[fd00::1]| true",
      "fd00::2| http://[fd00::1]| false", "10.1.2.3| http://[::ffff:10.1.2.3]| true",
      "a.org.| https://a.org| true", "a.org| https://x.a.org.| true", "a.org| https://aborg| false",
      ".| https://a.org| false", "x| http://localhost.:4444| true", "x| http://127.1| true",
      "999.1.1.1| http://10.1.1.1| false", "1.2.3.4.5| http://10.1.1.1| false",
      "10.0.0.0/99| http://10.0.0.1| false", "10.0.0.0/8| http://ten.org| false",
      "x| http://localhost:4444| true", "x| http://127.0.0.2| true", "x| http://[::1]:4444| true"})
  void noProxyNamesServersThatAreReachedDirectly(String excluded, URI server, boolean direct) {
    for (String name : new String[] {"NO_PROXY", "no_proxy"}) {
      assertThat(proxy(server, Map.of("ALL_PROXY", "proxy:1", name, excluded)).equals("none"))
          .isEqualTo(direct);
    }
  }
}
