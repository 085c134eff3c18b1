package io.gypsum.cli.serve;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.gypsum.cli.CommandRun;
import io.gypsum.cli.JvmProcess;
import io.gypsum.server.settings.Options;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("process")
@Timeout(60)
class ServeCommandTest {
  @TempDir Path data;

  @Test
  void printsItsAddressWhenReadyAndExitsWith0OnSigterm() throws Exception {
    Process server = JvmProcess.start("serve", "--port", "0", "--data", data.toString());
    try (BufferedReader out = server.inputReader(UTF_8)) {
      String ready = out.readLine();
      assertThat(ready).matches("gypsum is ready at http://127\\.0\\.0\\.1:\\d+");
      URI address = URI.create(ready.substring(ready.lastIndexOf(' ') + 1));
      new Socket(address.getHost(), address.getPort()).close();

      // Process.destroy would close the streams too.
      server.toHandle().destroy();

      assertThat(out.readLine()).isNull();
      assertThat(server.waitFor()).isZero();
      assertThat(new String(server.getErrorStream().readAllBytes(), UTF_8))
          .contains("gypsum account add NAME --admin --data " + data);
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void portInUseIsReportedWithTheOption() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      CommandRun run = CommandRun.of(data, "serve", "--port", port, "--data", data.toString());

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err().lines().toList().getLast()).startsWith("gypsum: ")
          .contains(port, "--port");
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void switchWithoutValueMeansTrue() {
    CommandRun run =
        CommandRun.of(
            data, "serve", "--create-bucket", "--data", data.toString(), "--store", "s3://b");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'store' (from --store) is invalid: 's3://b'");
  }

  @Test
  void everyOptionExceptSecretsIsAFlag() {
    String help = CommandRun.of(data, "serve", "--help").out();
    List<String> secrets = List.of(
        "github-app-secret", "github-web-app-secret", "oidc-client-secret", "public-s3-secret");

    assertThat(Options.ALL)
        .allSatisfy(
            option -> assertThat(
                help.contains(" " + option.flag() + (option.isSwitch() ? "[=" : "=")))
                .as(option.name())
                .isNotEqualTo(secrets.contains(option.name())));
  }

  @Test
  void checkPrintsOneLineForEachCheckAndStartsNothing() {
    CommandRun run = CommandRun.of(data, "serve", "--check", "--data", data.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).allMatch(line -> line.matches("(ok|warning) +[\\w ]+: .*"))
        .contains("ok       settings: valid");
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void checkExitsWith1WhenTheServerWouldNotStart() throws Exception {
    Files.createFile(data.resolve("file"));

    CommandRun run =
        CommandRun.of(data, "serve", "--check", "--data", data.resolve("file").toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("FAILED   data directory: ", "' is not a directory");
  }

  @Test
  void checkReportsInvalidSettings() {
    CommandRun run = CommandRun.of(data, "serve", "--check", "--port", "x");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).startsWith("FAILED   settings: ").contains("'port' (from --port)");
  }
}
