package io.gypsum.bench;

import java.io.IOException;

/** Measures the time until the command prints its first output, compared with the start-up time of a Python client. */
final class CommandStart implements BenchmarkScenario {
  private static final int ROUNDS = 11;
  private static final double MAX_EXTRA_SECONDS = 0.1;

  @Override
  public String name() {
    return "start of the command";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    ServerSetup setup = ServerSetup.create(bench, "start");
    try (GypsumServerProcess gypsum = setup.serve(""); TimedApi api = setup.api(gypsum)) {
      for (String project : new String[] {"one", "two", "three"}) {
        api.create(project);
      }
      compare(bench, report, "`gypsum --version`", "--version");
      compare(
          bench, report, "`gypsum ls`", "ls", "--url", gypsum.address().toString());
    }
  }

  private static void compare(
      BenchDirectory bench, Report report, String what, String... arguments)
      throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = bench.launcher();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    var seconds =
        Rounds.interleaved(
            ROUNDS, () -> bench.programs().run(command).seconds(),
            () -> bench.programs().run("python3", "-c", "import requests").seconds());
    double ours = Rounds.median(seconds.ours());
    double theirs = Rounds.median(seconds.theirs());
    report.comparison(
        what + ", compared with `python3 -c \"import requests\"`", ours * 1000, theirs * 1000, "ms",
        new Bound.AtMost((theirs + MAX_EXTRA_SECONDS) / theirs, ""));
  }
}
