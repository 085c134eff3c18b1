package io.gypsum.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.failure.RequestFailedException.Remedy;
import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class CommandErrorsTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new GypsumException(Kind.NOT_FOUND, "no\nproject"), 3, "gypsum: no project"),
        Arguments.of(GypsumException.forbidden("not yours"), 4, "gypsum: not yours"),
        Arguments.of(
            GypsumException.unauthenticated("who"), 4,
            "gypsum: who"),
        Arguments.of(GypsumException.invalid("bad"), 1, "gypsum: bad"),
        Arguments.of(GypsumException.locked("held"), 5, "gypsum: held"),
        Arguments.of(new GypsumException(Kind.UNAVAILABLE, "down"), 1, "gypsum: down"),
        Arguments.of(
            lost("the connection was lost (Broken pipe)"), 1,
            "gypsum: cannot read x: the connection was lost (Broken pipe); run the same command"
                + " again"),
        Arguments.of(
            lost("broken").withAdvice(Remedy.REPEAT_OPERATION, "start over"), 1,
            "gypsum: cannot read x: broken; start over"),
        Arguments.of(
            lost("no answer").withAdvice(Remedy.RETRY_LONGER, "down for 60 s"), 1,
            "gypsum: cannot read x: no answer; down for 60 s; run the same command again; to wait"
                + " longer, use --retry-for"),
        Arguments.of(
            refused(Kind.INVALID, Remedy.PERMIT_INSECURE_TOKENS), 1,
            "gypsum: cannot read x: not sent; --insecure-token or GYPSUM_INSECURE_TOKEN=1 permits"
                + " it"),
        Arguments.of(
            refused(Kind.UNAVAILABLE, Remedy.GO_ONLINE), 1,
            "gypsum: cannot read x: not sent; to use the server, omit --offline and unset"
                + " GYPSUM_OFFLINE"),
        Arguments.of(
            refused(Kind.UNAVAILABLE, Remedy.CORRECT_URL), 1,
            "gypsum: cannot read x: not sent; --url or GYPSUM_URL sets the URL"),
        Arguments.of(
            busy(null), 1, "gypsum: cannot list: the server answered 429; try again later"),
        Arguments.of(
            busy(Duration.ZERO), 1,
            "gypsum: cannot list: the server answered 429; try again later"),
        Arguments.of(
            busy(Duration.ofHours(1)), 1,
            "gypsum: cannot list: the server answered 429; try again in 1 h"),
        Arguments.of(
            missing(null, "version 'big/data/v9' does not exist"), 3,
            "gypsum: version 'big/data/v9' does not exist; 'gypsum ls big/data' lists the versions"
                + " of the asset"),
        Arguments.of(
            missing(null, "asset 'big/data' does not exist"), 3,
            "gypsum: asset 'big/data' does not exist; 'gypsum ls big' lists the assets of the"
                + " project"),
        Arguments.of(
            missing(null, "project 'big' does not exist"), 3,
            "gypsum: project 'big' does not exist; 'gypsum ls' lists the projects"),
        Arguments.of(
            missing("x", "the server answered 404: project 'big' does not exist; create it"), 3,
            "gypsum: project 'big' does not exist; create it"),
        Arguments.of(
            missing(
                "object 'x' does not exist", "the server answered 404: object 'x' does not exist"),
            3,
            "gypsum: cannot read x: the server answered 404: object 'x' does not exist; use 'gypsum"
                + " ls' to list what exists"),
        Arguments.of(
            missing("no such route", "the server answered 404: no such route"), 3,
            "gypsum: cannot read x: the server answered 404: no such route; check that the URL is that"
                + " of a gypsum server: 'gypsum config' shows it"),
        Arguments.of(
            missing(null, "the server answered 404"), 3,
            "gypsum: cannot read x: the server answered 404; check that the URL is that of a gypsum"
                + " server: 'gypsum config' shows it"),
        Arguments.of(new UsageException("how", new IOException()), 2, "gypsum: how"),
        Arguments.of(
            new UncheckedIOException(new AccessDeniedException("/x")), 1,
            "gypsum: access to '/x' denied; check its owner and mode, or choose another path"),
        Arguments.of(new NoSuchFileException("/x"), 3, "gypsum: '/x' does not exist"),
        Arguments.of(new IOException("full"), 1, "gypsum: full"),
        Arguments.of(
            new IllegalStateException("bug"), 1,
            "gypsum: unexpected error (java.lang.IllegalStateException: bug); set GYPSUM_DEBUG=1"
                + " and run the command again for details"));
  }

  private static RequestFailedException missing(@Nullable String serverReason, String problem) {
    return RequestFailedException.builder(Kind.NOT_FOUND, "read x", problem)
        .status(404)
        .serverReason(serverReason)
        .build();
  }

  private static RequestFailedException refused(Kind kind, Remedy remedy) {
    return RequestFailedException.builder(kind, "read x", "not sent").remedy(remedy).build();
  }

  private static RequestFailedException lost(String problem) {
    return RequestFailedException.builder(Kind.UNAVAILABLE, "read x", problem)
        .retryable(true)
        .mayHaveHappened(true)
        .build();
  }

  @Test
  void aTransferWhoseConnectionIsLostCanBeResumed() throws Exception {
    CommandLine get = new CommandLine(new Main.RootCommand()).setCommandName("get");
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(err, true, UTF_8);
    new CommandErrors(new Terminal(stream, stream, Map.of(), Path.of("/"))).onExecution()
        .handleExecutionException(lost("the connection was lost (reset)"), get, null);

    assertThat(err.toString(UTF_8)).endsWith("(reset); run the same command again to resume\n");
  }

  private static RequestFailedException busy(@Nullable Duration retryAfter) {
    return RequestFailedException.builder(Kind.BUSY, "list", "the server answered 429")
        .status(429)
        .retryable(true)
        .retryAfter(retryAfter)
        .build();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void everyFailureIsReportedAsOneLineAndAnExitCode(Exception failure, int exitCode, String line)
      throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(err, true, UTF_8);
    CommandErrors errors = new CommandErrors(new Terminal(stream, stream, Map.of(), Path.of("/")));

    int code =
        errors.onExecution()
            .handleExecutionException(failure, new CommandLine(new Main.RootCommand()), null);

    assertThat(code).isEqualTo(exitCode);
    assertThat(err.toString(UTF_8)).isEqualTo(line + System.lineSeparator());
  }
}
