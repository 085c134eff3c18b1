package io.gypsum.cli.project;

import io.gypsum.cli.argument.Place;
import io.gypsum.cli.terminal.Confirmation;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.UsageException;
import picocli.CommandLine.Option;

/** The options of every command that deletes something, and what they mean. */
final class DeletionOptions {
  @Option(names = {"-y", "--yes"}, order = 80,
      description = "Does not ask before deleting.") boolean yes;

  @Option(names = {"-n", "--dry-run"}, order = 81,
      description = "Says what would be deleted and deletes nothing.") boolean dryRun;

  /**
   * Deletes if that is wanted, and tells what came of it.
   *
   * @param holding what is in {@code place}, in words; may be empty
   * @throws UsageException when nobody has said yes and nobody is there to ask
   */
  void delete(Output output, Place place, String holding, Runnable deletion) {
    String what = place + (holding.isEmpty() ? "" : " (" + holding + ")");
    if (dryRun) {
      output.done(ChangedJson.deletion(place, false), "Would delete " + what + ".");
    } else if (yes
        || Confirmation.ask(output.terminal(), "Delete " + what + " for good?", "--yes")) {
      deletion.run();
      output.done(ChangedJson.deletion(place, true), place + " is deleted.");
    } else {
      output.done(ChangedJson.deletion(place, false), "Nothing is deleted.");
    }
  }
}
