package io.gypsum.core;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class LoopbackTest {
  @ParameterizedTest
  @CsvSource({
      "https://gypsum.example.org, true", "HTTPS://gypsum.example.org, true",
      "http://localhost:4444, true", "http://a.localhost, true", "http://127.0.0.1, true",
      "http://127.255.0.9:1, true", "http://[::1]:4444, true", "http://[0:0:0:0:0:0:0:1], true",
      "http://gypsum.example.org, false", "http://127.0.0.1.example.org, false",
      "http://localhost.example.org, false", "http://10.0.0.1, false", "http://[::2], false",
      "http://0.0.0.0, false", "ftp://localhost, false", "https:path, false", "localhost, false"})
  void requestsAreConfidentialByTlsOrOnThisMachine(URI url, boolean expected) {
    assertThat(Loopback.isConfidential(url)).isEqualTo(expected);
  }
}
