package io.gypsum.cli.project;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.name.ProjectName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "quota",
    description = {
        "Show or change the quota of a project.",
        "Only administrators can change it."})
public final class QuotaCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "PROJECT", converter = Converters.ToProject.class,
      description = "Name of the project.") ProjectName project;

  @Option(names = "--baseline", paramLabel = "SIZE", converter = Converters.ToBytes.class,
      description = "Quota for the baseline year, such as 10GB or 5GiB.") @Nullable Long baseline;

  @Option(names = "--growth", paramLabel = "SIZE", converter = Converters.ToBytes.class,
      description = "Annual increase of the quota after the baseline year.") @Nullable Long growth;

  @Option(names = "--year", paramLabel = "YEAR",
      description = "Baseline year.") @Nullable Integer year;

  @Option(names = {"-n", "--dry-run"},
      description = "Show the resulting quota, without changing anything.") boolean dryRun;

  public QuotaCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Output output = options.output(terminal);
    QuotaChange change = new QuotaChange(baseline, growth, year);
    try (GypsumClient client = options.client(terminal)) {
      if (!change.equals(QuotaChange.NONE) && !dryRun) {
        client.setQuota(project, change);
      }
      Quota current = client.fetchQuota(project);
      Quota quota = dryRun ? change.applyTo(current) : current;
      output.print(
          quota,
          out -> {
            out.println("baseline   " + HumanText.baseline(quota));
            out.println("growth     " + HumanText.growth(quota));
          });
    }
  }
}
