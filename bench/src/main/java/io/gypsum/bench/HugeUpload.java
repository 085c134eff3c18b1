package io.gypsum.bench;

import java.io.IOException;

/** Uploads 100,000 files to a server with little memory, then lists their keys with even less. */
final class HugeUpload implements BenchmarkScenario {
  private static final int UPLOAD_HEAP = 256;
  private static final int FILE_BYTES = 20;
  private static final int LIST_HEAP = 64;

  @Override
  public String name() {
    return "upload and listing of very many files";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    ServerSetup setup = ServerSetup.create(bench, "huge");
    upload(setup, plan, report);
    list(setup, plan, report);
  }

  private static void upload(ServerSetup setup, BenchmarkPlan plan, Report report)
      throws IOException {
    SmallFiles files = new SmallFiles(plan.manyFiles(), FILE_BYTES);
    String what = "%,d files at -Xmx%dm".formatted(plan.manyFiles(), UPLOAD_HEAP);
    try (GypsumServerProcess gypsum = setup.serve("-Xmx" + UPLOAD_HEAP + "m");
        TimedApi api = setup.api(gypsum)) {
      api.create("huge");
      TimedApi.Session session = api.start("huge/asset/v1", "simple", files.declared());
      report.figure("`upload/start`, " + what, session.seconds(), "s", new Bound.None());
      files.stage(setup, "huge", session);
      // A failure would be a missing response.
      double seconds = api.complete(session).seconds();
      report.figure("`upload/complete`, " + what, seconds, "s", new Bound.None());
      report.figure(
          "peak resident memory, " + what, gypsum.usage().peakMegabytes(), "MB",
          new Bound.AtMost(UPLOAD_HEAP + 150, "MB"));
    }
  }

  private static void list(ServerSetup setup, BenchmarkPlan plan, Report report)
      throws IOException {
    String what = "%,d keys at -Xmx%dm".formatted(plan.manyFiles(), LIST_HEAP);
    try (GypsumServerProcess gypsum = setup.serve("-Xmx" + LIST_HEAP + "m")) {
      String url = gypsum.address() + "/list?recursive=true&prefix=huge%2F";
      long keys = 0;
      double seconds = 0;
      for (int i = 0; i < plan.rounds(); i++) {
        ProgramRunner.Result ran = setup.bench().programs().run("curl", "-sSf", url);
        keys = ran.output().chars().filter(c -> c == ',').count() + 1;
        seconds = ran.seconds();
      }
      if (keys < plan.manyFiles()) {
        throw new IOException("listed " + keys + " keys of at least " + plan.manyFiles());
      }
      report.figure("`/list`, " + what, seconds, "s", new Bound.None());
      report.figure(
          "peak resident memory, " + what, gypsum.usage().peakMegabytes(), "MB",
          new Bound.AtMost(LIST_HEAP + 100, "MB"));
    }
  }
}
