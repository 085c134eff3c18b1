package io.gypsum.e2e.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.gypsum.e2e.harness.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks the installation that results from docs/admin.md. {@link GuideRun} already checks that each of its commands succeeds. */
@ExtendWith(GuideRun.Provider.class)
class AdminGuideTest {
  private static final List<String> SERVERS = List.of("server1", "server2");
  private static final String READY =
      "curl -fs --retry 30 --retry-delay 1 --retry-connrefused http://localhost:4444/health/ready\n";

  private final GuideRun guide;
  private final Sandbox sandbox;

  AdminGuideTest(GuideRun guide) {
    this.guide = guide;
    this.sandbox = guide.sandbox();
  }

  @Test
  void bothServersAnsweredRequests() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String server : SERVERS) {
      String log = accessLog(server);
      assertThat(log.lines().filter(line -> !line.contains("/health/") && line.contains(" 200 ")))
          .as("access log of %s", server)
          .isNotEmpty();
      all.append(log);
    }
    assertThat(all).contains(
        " POST /create/my-project 200 ", " POST /upload/complete/my-project/counts/v1 200 ",
        " PUT /", " DELETE /unlock/my-project 200 ");
  }

  private String accessLog(String server) throws IOException {
    StringBuilder log = new StringBuilder();
    try (Stream<Path> files = Files.list(sandbox.path(server, "/var/lib/gypsum/access"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        log.append(Files.readString(file));
      }
    }
    return log.toString();
  }

  @Test
  void nginxDoesNotBufferBodies() throws IOException {
    String log = Files.readString(sandbox.path("proxy", "/var/log/nginx-error.log"));
    assertThat(log).doesNotContain("buffered to a temporary file", "[crit]", "[emerg]");
  }

  @Test
  void nginxRedirectsToTlsAndHidesMetrics() {
    String plain = sandbox.names().plainSite() + "/list?prefix=a%2Fb";
    assertThat(sandbox.bash("laptop", "curl -sI '" + plain + "'").ok())
        .contains("301 Moved", "Location: https://localhost/list?prefix=a%2Fb");
    assertThat(curl("-o /dev/null -w '%{http_code}'", "/metrics")).isEqualTo("404");
  }

  private String curl(String options, String path) {
    return sandbox
        .bash(
            "laptop", "curl -sS --cacert ~/gypsum.crt " + options + " \"$GYPSUM_URL" + path + "\"")
        .ok();
  }

  @Test
  void processArgumentsContainNoSecrets() throws IOException {
    for (String server : SERVERS) {
      Path command =
          Path.of("/proc", Long.toString(guide.services().process(server).pid()), "cmdline");
      assertThat(Files.readString(command)).contains("io.gypsum.cli.Main\0serve\0--config");
      for (String line : Files.readAllLines(sandbox.path(server, "/etc/gypsum/s3.env"))) {
        assertThat(Files.readString(command)).doesNotContain(line.split("=", 2)[1]);
      }
    }
  }

  @Test
  void serversLogNoWarningsOrErrors() {
    for (String server : SERVERS) {
      assertThat(guide.services().journal(server)).contains("gypsum is ready at https://")
          .doesNotContain(" WARN ", " ERROR ");
    }
  }

  @Test
  void theBackupContainsTheVersion() {
    Path copy = sandbox.path("backup", "/srv/gypsum-backup/my-project/counts/v1");
    assertThat(copy.resolve("reads.bin"))
        .hasSameBinaryContentAs(sandbox.home("laptop").resolve("counts/reads.bin"));
    assertThat(copy.resolve("..summary")).exists();
  }

  @Test
  void everyServerFindsTheVersionInItsIndex() {
    for (String server : SERVERS) {
      String search = "curl -sS http://" + server + ":4444/search?q=mouse+brain";
      Eventually.await(
          server + " to find the version",
          () -> sandbox.bash("proxy", search).ok().contains("\"my-project\""));
    }
  }

  @Test
  void usersCanWorkWhileOneServerIsStopped() {
    guide.services().stop("server1");
    try {
      sandbox.bash("laptop", """
          cp -r counts more
          echo more > more/more.txt
          gypsum put more my-project/more/v1
          gypsum get my-project/more/v1 --to more-copy
          diff -r more more-copy
          """).ok();
    } finally {
      guide.services().systemctl("server1", "systemctl restart gypsum");
      sandbox.bash("server1", READY).ok();
    }
  }

  @Test
  void anUpgradeInterruptsNoRequest() {
    assertThat(guide.readsDuringUpgrade()).isPositive();
    assertThat(guide.failuresDuringUpgrade()).isEmpty();
  }

  @Test
  void verifyFindsALostFileAndTheBackupRestoresIt() {
    String lost = "s3://" + sandbox.names().bucket() + "/my-project/counts/v1/reads.bin";
    String asOwner = "set -a; . /root/gypsum/owner.env; AWS_DEFAULT_REGION=us-east-1; "
        + "aws --endpoint-url https://s3.example.org s3 ";
    // Other tests publish versions, and an older copy would restore an older usage.
    sandbox.bash("backup", """
        set -a; . /etc/gypsum/reader.env
        gypsum backup --from s3://gypsum-files --to file:/srv/gypsum-backup --s3-endpoint https://s3.example.org
        """).ok();
    sandbox.bash("ceph", asOwner + "rm " + lost).ok();
    Sandbox.Result verify = sandbox.bash("backup", """
        set -a; . /etc/gypsum/reader.env
        gypsum verify s3://gypsum-files --s3-endpoint https://s3.example.org
        """);
    assertThat(verify.exitCode()).isEqualTo(1);
    assertThat(verify.output()).contains("missing-file", "my-project/counts/v1/reads.bin");

    guide.follow("admin/backup.md");

    assertThat(sandbox.bash("ceph", asOwner + "ls " + lost).ok()).contains("5000000 reads.bin");
  }

  @Test
  void theOtherPagesOfTheGuideSucceed() throws IOException {
    try (Stream<Path> pages = Files.list(Path.of("../docs/admin"))) {
      pages.map(page -> "admin/" + page.getFileName())
          .filter(page -> page.endsWith(".md"))
          // Other tests follow these.
          .filter(page -> !page.equals("admin/backup.md") && !page.equals("admin/one-server.md"))
          // Its settings are those of providers outside; OidcGuideTest reads them.
          .filter(page -> !page.equals("admin/oidc.md"))
          .forEach(guide::follow);
    }
  }
}
