package io.gypsum.bench;

import java.io.IOException;

/** How soon the command says something, against what a Python client takes before its own first line. */
final class CommandStart implements BenchmarkScenario {
  private static final int ROUNDS = 11;
  private static final double MORE_SECONDS = 0.1;

  @Override
  public String name() {
    return "start of the command";
  }

  @Override
  public void run(BenchDirectory workplace, Plan plan, Report report) throws IOException {
    Site site = Site.make(workplace, "start");
    try (GypsumServerProcess gypsum = site.serve(""); Api api = site.api(gypsum)) {
      for (String project : new String[] {"one", "two", "three"}) {
        api.create(project);
      }
      compare(workplace, report, "`gypsum --version`", "--version");
      compare(
          workplace, report, "`gypsum ls`", "ls", "--url", gypsum.address().toString());
    }
  }

  private static void compare(
      BenchDirectory workplace, Report report, String what, String... arguments)
      throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = workplace.launcher();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    var seconds =
        Rounds.interleaved(
            ROUNDS, () -> workplace.command().run(command).seconds(),
            () -> workplace.command().run("python3", "-c", "import requests").seconds());
    double ours = Rounds.median(seconds.ours());
    double theirs = Rounds.median(seconds.theirs());
    report.comparison(
        what + ", against `python3 -c \"import requests\"`", ours * 1000, theirs * 1000, "ms",
        new Bound.AtMost((theirs + MORE_SECONDS) / theirs, ""));
  }
}
