package io.gypsum.client.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class UnreachableServerTest {
  private static String message(IOException cause) {
    return HttpErrors.unreachable("list the projects", "nosuch.host.invalid:80", cause).reason();
  }

  @Test
  void aHostWithoutAnAddressIsReportedAsSuch() {
    assertThat(message(new UnknownHostException("nosuch.host.invalid")))
        .isEqualTo(
            "cannot list the projects: cannot resolve the host of 'nosuch.host.invalid:80'; check"
                + " the URL and the network");
  }

  @Test
  void aRefusedConnectionNamesTheServer() {
    assertThat(message(new ConnectException("Connection refused")))
        .isEqualTo(
            "cannot list the projects: 'nosuch.host.invalid:80' cannot be reached; check that the"
                + " address is correct and the server is running");
  }

  @Test
  void anUntrustedCertificateIsReportedWithTheWayToTrustItsAuthority() {
    assertThat(
        HttpErrors.untrusted("list the projects", "gypsum.example.org:443", new IOException("x"))
            .reason())
        .isEqualTo(
            "cannot list the projects: no secure connection to 'gypsum.example.org:443' could be"
                + " established (x); if its certificate was issued by a private authority, add that"
                + " authority to a trust store (JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=FILE)");
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 504})
  void aProxyThatCannotReachTheServerIsReportedAsSuch(int status) {
    assertThat(HttpErrors.ofStatus("list the projects", status, null, null).reason())
        .isEqualTo(
            "cannot list the projects: the server answered " + status
                + "; a proxy in front of the server cannot reach it");
  }
}
