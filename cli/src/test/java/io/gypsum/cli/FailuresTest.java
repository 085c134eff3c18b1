package io.gypsum.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class FailuresTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new GypsumException(Kind.NOT_FOUND, "no\nproject"), 3, "gypsum: no project"),
        Arguments.of(GypsumException.forbidden("not yours"), 4, "gypsum: not yours"),
        Arguments.of(
            GypsumException.unauthenticated("who"), 4,
            "gypsum: who"),
        Arguments.of(GypsumException.invalid("bad"), 1, "gypsum: bad"),
        Arguments.of(GypsumException.locked("held"), 1, "gypsum: held"),
        Arguments.of(new GypsumException(Kind.UNAVAILABLE, "down"), 1, "gypsum: down"),
        Arguments.of(new UsageException("how", new IOException()), 2, "gypsum: how"),
        Arguments.of(
            new UncheckedIOException(new AccessDeniedException("/x")), 1,
            "gypsum: no access to /x: check who owns it and its mode, or name another directory"),
        Arguments.of(new IOException("full"), 1, "gypsum: full"),
        Arguments.of(
            new IllegalStateException("bug"), 1,
            "gypsum: failed unexpectedly (java.lang.IllegalStateException: bug); GYPSUM_DEBUG=1"
                + " before the command shows the details"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void everyFailureIsOneLineAndAnExitCode(Exception failure, int exitCode, String line)
      throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(err, true, UTF_8);
    Failures failures = new Failures(new Terminal(stream, stream, Map.of(), Path.of("/")));

    int code =
        failures.onExecution()
            .handleExecutionException(failure, new CommandLine(new Gypsum()), null);

    assertThat(code).isEqualTo(exitCode);
    assertThat(err.toString(UTF_8)).isEqualTo(line + System.lineSeparator());
  }
}
