package io.gypsum.e2e.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class HealthTest {
  private final CommandUser anyone;

  HealthTest(TestServer server, @TempDir Path home) {
    this.anyone = new CommandUser(server.process().url(), null, home);
  }

  @Test
  void aReadyServerHasExitCode0() {
    assertThat(anyone.run("health").lines()).singleElement().asString().endsWith(" is ready");
    assertThat(Json.object(anyone.run("health", "--json").json())).containsEntry("ready", true);
  }

  @Test
  void aServerThatDoesNotAnswerHasExitCode1() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }

    anyone.run("health", "--url", "http://127.0.0.1:" + port).refused(1, "cannot");
  }
}
