package io.gypsum.cli.project;

import io.gypsum.cli.terminal.Confirmation;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.core.json.JsonWritable;
import picocli.CommandLine.Option;

/** The options of every command that deletes something. */
final class DeletionOptions {
  @Option(names = {"-y", "--yes"}, order = 80,
      description = "Does not ask before deleting.") boolean yes;

  @Option(names = {"-n", "--dry-run"}, order = 81,
      description = "Says what would be deleted and deletes nothing.") boolean dryRun;

  /**
   * Whether to go on and delete; if not, the user knows why.
   *
   * @param what in words
   * @throws UsageException when nobody has said yes and nobody is there to ask
   */
  boolean mayDelete(Output output, JsonWritable document, String what) {
    if (dryRun) {
      output.done(document, "Would delete " + what + ".");
      return false;
    }
    if (yes || Confirmation.ask(output.terminal(), "Delete " + what + "?", "--yes")) {
      return true;
    }
    output.say("Nothing is deleted.");
    return false;
  }
}
