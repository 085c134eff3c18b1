package io.gypsum.e2e.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.GypsumCommand;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the login and logout commands; the sign-in flows are tested in the client module. */
@ExtendWith(SharedServer.class)
class LoginCommandTest {
  private static final String TOKEN = "gho_not-to-be-shown";

  private final TestServer server;

  @TempDir private Path home;
  private Path tokenFile;
  private HttpServer github;
  private CommandUser user;

  LoginCommandTest(TestServer server) {
    this.server = server;
  }

  /** A GitHub with one valid token. */
  @BeforeEach
  void prepare() throws IOException {
    tokenFile = Files.writeString(home.resolve("token"), TOKEN + "\n");
    github =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    github.createContext("/api/v3/user", exchange -> {
      String who = exchange.getRequestHeaders().getFirst("Authorization");
      boolean known = ("Bearer " + TOKEN).equals(who);
      byte[] body = "{\"login\":\"jane\"}".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(known ? 200 : 401, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    github.start();
    user =
        new CommandUser(server.process().url(), null, home)
            .with("GYPSUM_GITHUB", "http://127.0.0.1:" + github.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    github.stop(0);
  }

  @Test
  void aTokenIsSavedUntilLogout() throws IOException {
    GypsumCommand login = user.run("login", "--token-file", tokenFile.toString());

    assertThat(login.ok().errors()).isEqualToIgnoringNewLines("Signed in as jane.");
    Path kept = user.cache().resolve("credentials/token.txt");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
        .isEqualTo("rw-------");
    assertThat(user.run("config").output()).contains("token      signed in as jane")
        .doesNotContain(TOKEN);

    user.run("logout", "--json").isJson("{'deleted':true}");
    assertThat(kept).doesNotExist();
    assertThat(user.run("logout").ok().errors()).contains("Not signed in");
    assertThat(user.run("config").lines()).contains("token      none");
  }

  @Test
  void loginAsJsonPrintsTheUserWithoutTheToken() {
    user.run("login", "--token-file", tokenFile.toString(), "--json")
        .isJson("{'login':'jane','expiry':null}");
  }

  @Test
  void anOverridingEnvironmentVariableIsReported() {
    assertThat(
        user.with("GYPSUM_TOKEN", "other")
            .run("login", "--token-file", tokenFile.toString())
            .ok()
            .errors())
        .contains("GYPSUM_TOKEN is set");
  }

  @Test
  void invalidTokensAreRefused() throws IOException {
    Path other = Files.writeString(home.resolve("other"), "gho_unknown");
    Path account = Files.writeString(home.resolve("account"), "gypsum_account");

    user.run("login", "--token-file", other.toString()).refused(4, "gypsum login");
    user.run("login", "--token-file", account.toString()).refused(1, "GYPSUM_TOKEN");
    user.run("login", "--token-file", home.resolve("none").toString()).refused(3, "none");
    assertThat(user.cache().resolve("credentials/token.txt")).doesNotExist();
  }

  @Test
  void aServerWithoutSignInHasExitCode3() {
    user.run("login").refused(3, "does not support signing in", "GYPSUM_TOKEN");
    user.run("login", "--browser").refused(3, "does not support signing in");
  }

  @Test
  void theTokenOfAnAccountIsSavedForItsServerOnly() throws IOException {
    String token = Users.OWNER.token();

    GypsumCommand login = user.runInteractively(token, "login", "--account");

    assertThat(login.ok().errors())
        .contains("Access token for ", "Signed in as olga; the token is saved for ");
    assertThat(login.output() + login.errors()).doesNotContain(token);
    assertThat(user.run("whoami").lines())
        .contains("login          olga", "token          account olga, saved for this server");
    assertThat(user.run("config").lines())
        .contains("token      account olga, saved for this server");
    String other = "http://localhost:" + server.process().url().getPort();
    user.run("whoami", "--url", other).refused(4, "access token is required");

    user.run("logout", "--json").isJson("{'deleted':true}");
    user.run("whoami").refused(4, "access token is required");
    try (Stream<Path> files = Files.list(user.cache().resolve("credentials/accounts"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void theTokenOfAnAccountCanBeReadFromAFile() throws IOException {
    Path file = Files.writeString(home.resolve("mine"), Users.OWNER.token() + "\n");

    user.run("login", "--account", "--token-file", file.toString(), "--json")
        .isJson("{'login':'olga','expiry':null}");

    assertThat(user.run("whoami").lines()).contains("login          olga");
  }

  @Test
  void anInvalidTokenOfAnAccountIsNotSaved() {
    user.run("login", "--account").refused(2, "expected the access token on stdin");
    GypsumCommand login = user.runInteractively("gypsum_unknown", "login", "--account");
    assertThat(login.exitCode()).isEqualTo(4);
    assertThat(login.errors()).doesNotContain("gypsum_unknown");
    user.run("login", "--account", "--browser").refused(2, "mutually exclusive");
    user.run("whoami").refused(4, "access token is required");
  }

  @Test
  void optionsForDifferentSignInsAreExclusive() {
    user.run("login", "--browser", "--device").refused(2, "mutually exclusive");
    user.run("login", "--browser", "--token-file", tokenFile.toString()).refused(2, "--token-file");
    user.run("login", "--github", "not an address").refused(2, "--github");
  }
}
