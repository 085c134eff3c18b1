package io.gypsum.e2e.command;

import java.nio.file.Path;
import java.util.Map;

import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class WhoAmITest {
  private final TestServer server;
  @TempDir private Path home;

  WhoAmITest(TestServer server) {
    this.server = server;
  }

  private CommandUser user(Users user) {
    return new CommandUser(server.process().url(), user, home);
  }

  @ParameterizedTest
  @CsvSource({"ADMIN,true", "ORG_ADMIN,true", "OWNER,false", "STRANGER,false"})
  void theServerReportsTheUserAndTheRole(Users user, boolean administrator) {
    assertThat(Json.object(user(user).run("whoami", "--json").json()))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "login", user.login(), "url", server.process().url().toString(), "token",
                "GYPSUM_TOKEN", "administrator", administrator));
  }

  @Test
  void theUserIsPrintedAsAList() {
    assertThat(user(Users.ADMIN).run("whoami").lines())
        .containsExactly(
            "login          ada", "url            " + server.process().url(),
            "token          GYPSUM_TOKEN", "administrator  yes");
  }

  @Test
  void withoutAValidTokenTheExitCodeIs4() {
    user(null).run("whoami").refused(4, "access token is required", "gypsum login");
    user(null).with("GYPSUM_TOKEN", "gypsum_unknown").run("whoami").refused(4, "access token");
    server.anonymous().get("/whoami").refused(401, "Authorization: Bearer");
  }
}
