package io.gypsum.cli;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ArgumentErrorsTest {
  @TempDir Path home;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|', quoteCharacter = '"', value = {
          "nothing | unknown command 'nothing'; see 'gypsum --help'",
          "help nothing | unknown command 'nothing'; see 'gypsum --help'",
          "--json | unknown option '--json'; write options after the command; see 'gypsum --help'",
          "--offline show p | unknown option '--offline'; write options after the command; see 'gypsum --help'",
          "cache nothing | unknown command 'nothing': expected ls, rm, prune or verify; see 'gypsum cache --help'",
          "cache | missing command: expected ls, rm, prune or verify; see 'gypsum cache --help'",
          "refresh | missing command: expected latest or usage; see 'gypsum refresh --help'",
          "ls a b | unexpected argument 'b'; see 'gypsum ls --help'",
          "ls --jsn | unknown option '--jsn' (did you mean --json?); see 'gypsum ls --help'",
          "ls --nothing | unknown option '--nothing'; write '--' before arguments that start with '-'; see 'gypsum ls --help'",
          "show | missing argument 'PROJECT[/ASSET[/VERSION]]'; see 'gypsum show --help'",
          "put | missing arguments 'DIR', 'PROJECT/ASSET/VERSION'; see 'gypsum put --help'",
          "get p/a --to | option '--to' requires a value: DIR; see 'gypsum get --help'",
          "backup-server | missing option '--to=DIR'; see 'gypsum backup-server --help'",
          "get p/a --to x --to y | option '--to' can be given only once; see 'gypsum get --help'",
          "search x --limit many | --limit: 'many' is invalid: expected a whole number; see 'gypsum search --help'",
          "quota p --year x | --year: 'x' is invalid: expected a whole number; see 'gypsum quota --help'",
          "put DIR p/a/v --links x | --links: 'x' is invalid: expected auto, always or never; see 'gypsum put --help'",
          "completion x | 'x' is invalid: expected bash, zsh or fish; see 'gypsum completion --help'",
          "get test-R | 'test-R' has no asset: expected PROJECT/ASSET[/VERSION][:PATH]; see 'gypsum get --help'",
          "clone test-R DIR | 'test-R' has no asset: expected PROJECT/ASSET[/VERSION][:PATH]; see 'gypsum clone --help'",
          "put DIR test-R | 'test-R' has no asset: expected PROJECT/ASSET/VERSION; see 'gypsum put --help'",
          "put DIR p/a | 'p/a' has no version: expected PROJECT/ASSET/VERSION; see 'gypsum put --help'",
          "approve p/a | 'p/a' has no version: expected PROJECT/ASSET/VERSION; see 'gypsum approve --help'",
          "diff p | 'p' has no asset: expected PROJECT/ASSET/VERSION; see 'gypsum diff --help'",
          "refresh latest p | 'p' has no asset: expected PROJECT/ASSET; see 'gypsum refresh latest --help'",
          "refresh latest p/a/v | 'p/a/v' has too many parts: expected PROJECT/ASSET; see 'gypsum refresh latest --help'",
          "refresh usage p/a | 'p/a' has too many parts: expected PROJECT; see 'gypsum refresh usage --help'",
          "quota p/a | 'p/a' has too many parts: expected PROJECT; see 'gypsum quota --help'",
          "put DIR p/a/v/f | 'p/a/v/f' has too many parts: expected PROJECT/ASSET/VERSION; see 'gypsum put --help'",
          "show a/b/c/d | 'a/b/c/d' has too many parts: expected PROJECT[/ASSET[/VERSION]]; see 'gypsum show --help'"})
  void anInvalidArgumentIsQuotedWithTheExpectedForm(String arguments, String message) {
    CommandRun run = CommandRun.of(home, arguments.split(" "));

    assertThat(run.err())
        .isEqualTo("gypsum: " + message + System.lineSeparator());
    assertThat(run.exitCode()).isEqualTo(2);
  }
}
