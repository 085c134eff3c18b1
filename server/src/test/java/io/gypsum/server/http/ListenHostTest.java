package io.gypsum.server.http;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.AccessDeniedException;

import io.gypsum.core.GypsumException;
import io.gypsum.server.http.HttpSettings.ListenAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ListenHostTest {
  private static final IOException IN_USE =
      new IOException("cannot listen", new BindException("Address already in use"));

  @Test
  void namesAndAddressesOfThisMachineAreResolved() throws IOException {
    assertThat(ListenHost.resolve("127.0.0.1")).isEqualTo(InetAddress.getLoopbackAddress());
    assertThat(ListenHost.resolve("127.0.0.2").isLoopbackAddress()).isTrue();
    assertThat(ListenHost.resolve("0.0.0.0").isAnyLocalAddress()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "256.1.1.1.invalid | cannot resolve host '256.1.1.1.invalid'; correct --host",
      "192.0.2.1 | '192.0.2.1' is not an address of this machine; correct --host"})
  void aWrongHostIsNotReportedAsAnOccupiedPort(String host, String message) {
    assertThatThrownBy(() -> ListenHost.resolve(host)).isInstanceOf(GypsumException.class)
        .hasMessage(message);
    assertThat(ListenHost.failure(new ListenAddress(host, 80), IN_USE)).hasMessage(message);
  }

  @Test
  void anOccupiedPortIsReportedWithTheSettingToChange() {
    assertThat(ListenHost.failure(new ListenAddress("127.0.0.1", 80), IN_USE))
        .hasMessage(
            "cannot listen on '127.0.0.1:80' (Address already in use); stop the program that uses"
                + " the port, or choose another --port");
  }

  @Test
  void anotherFailureHasNoAdviceAboutThePort() {
    assertThat(
        ListenHost.failure(
            new ListenAddress("127.0.0.1", 80), new AccessDeniedException("/var/log/access")))
        .hasMessage("cannot listen on '127.0.0.1:80' (/var/log/access)");
  }
}
