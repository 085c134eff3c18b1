package io.gypsum.e2e.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.GypsumCommand;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class SettingsTest {
  private final TestServer server;

  @TempDir private Path home;

  SettingsTest(TestServer server) {
    this.server = server;
  }

  private CommandUser as(Users user) {
    return new CommandUser(server.process().url(), user, home);
  }

  @Test
  void configShowsEffectiveSettingsWithoutTheToken() {
    CommandUser user = as(Users.ADMIN);

    assertThat(Json.object(user.run("config", "--json").json()))
        .containsOnlyKeys("url", "cache", "token", "offline", "version", "java")
        .containsEntry("url", server.process().url().toString())
        .containsEntry("cache", user.cache().toString())
        .containsEntry("token", "GYPSUM_TOKEN")
        .containsEntry("offline", false);
    assertThat(
        user.run("config", "--url", "http://127.0.0.1:9/", "--cache", "/c", "--offline").lines())
        .contains("url        http://127.0.0.1:9", "cache      /c", "offline    yes");
    assertThat(as(null).run("config").lines()).contains("token      none");
  }

  @Test
  void aTokenMayBeInAFile() throws IOException {
    Path file = Files.writeString(home.resolve("token"), Users.ADMIN.token() + "\n");
    CommandUser user = as(Users.STRANGER);

    user.run("create", TestServer.newName(), "--token-file", file.toString()).ok();
    assertThat(user.run("config", "--token-file", file.toString()).lines())
        .contains("token      file " + file);
    user.run("create", TestServer.newName(), "--token-file", home.resolve("none").toString())
        .refused(3, "none");
  }

  @Test
  void anUnknownTokenHasExitCode4() {
    as(null).with("GYPSUM_TOKEN", "gypsum_unknown")
        .run("create", TestServer.newName())
        .refused(4, "401", "gypsum config");
  }

  @Test
  void theProcessExitsWithTheSameCode() {
    String url = server.process().url().toString();

    GypsumCommand.run("ls", "--url", url).ok();
    GypsumCommand.run("show", "none", "--url", url).refused(3, "none");
    GypsumCommand.run("create", "none", "--url", url).refused(4, "token");
    GypsumCommand.run("create", "a/b", "--url", url).refused(2, "has too many parts");
  }
}
