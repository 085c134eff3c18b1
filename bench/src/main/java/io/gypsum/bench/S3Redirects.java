package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Downloads files of 64 KiB with {@code curl --parallel} through {@code /file} of one, two and three servers, which
 * redirect to Ceph. The peer is the same curl with URLs of Ceph. The capacity of a server alone is reported too, as the
 * number of redirects that it sends if the client does not follow them.
 */
final class S3Redirects implements BenchmarkScenario {
  private static final int FILES = 1_000;
  private static final int FILE_BYTES = 64 * 1024;
  private static final String BUCKET = "redirects";
  private static final int MAX_SERVERS = 3;
  /** Multiplies the rounds of the plan, since one round takes only half a second. */
  private static final int ROUNDS = 4;
  /**
   * Rounds without following the redirects, until the code of the servers is compiled: in production they run for
   * weeks.
   */
  private static final int WARM_UPS = 30;

  @Override
  public String name() {
    return "downloads by redirect to Ceph";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    Path small = bench.path("redirected-files");
    SmallFiles files = new SmallFiles(FILES, FILE_BYTES);
    files.placeIn(small);
    ServerSetup setup = ServerSetup.create(bench, "redirects");
    List<GypsumServerProcess> servers = new ArrayList<>();
    try (CephServer ceph = CephServer.start(bench, "memstore", 4)) {
      ServerSetup onCeph = setup.on(ceph, BUCKET, "--downloads", "redirect");
      try {
        for (int i = 0; i < MAX_SERVERS; i++) {
          servers.add(onCeph.serve(""));
        }
        publish(bench, setup, servers.get(0), small);
        List<String> direct = redirects(bench, servers.get(0), files);
        report.comparison(
            "64 KB files by redirect, the first thousand requests of a server",
            FILES / follow(bench, fileUrls(servers.subList(1, 2), files)),
            FILES / follow(bench, direct), "/s", new Bound.None());
        warmUp(bench, servers, files);
        measureRedirects(bench, plan, report, servers.get(0), files, direct);
        for (int count = 1; count <= MAX_SERVERS; count++) {
          measure(bench, plan, report, servers.subList(0, count), files, direct);
        }
      } finally {
        for (GypsumServerProcess server : servers) {
          server.close();
        }
      }
    }
  }

  private static void publish(
      BenchDirectory bench, ServerSetup setup, GypsumServerProcess server, Path directory)
      throws IOException {
    try (TimedApi api = setup.api(server);
        BenchmarkClient client = BenchmarkClient.start(bench, server.address(), setup.token())) {
      api.create("load");
      client.upload("load/a/v", directory);
    }
  }

  /** Returns the URLs to which the server redirects requests for the files. */
  private static List<String> redirects(
      BenchDirectory bench, GypsumServerProcess server, SmallFiles files)
      throws IOException {
    StringBuilder text = new StringBuilder();
    for (String path : files.paths()) {
      text.append("url = \"")
          .append(server.file("load/a/v/" + path))
          .append("\"\noutput = /dev/null\n");
    }
    Path config = Files.writeString(bench.path("redirects.curl"), text);
    return bench.programs()
        .run("curl", "-sSf", "-w", "%{redirect_url}\\n", "-K", config.toString())
        .output()
        .lines()
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static void warmUp(
      BenchDirectory bench, List<GypsumServerProcess> servers, SmallFiles files)
      throws IOException {
    for (GypsumServerProcess server : servers) {
      for (int i = 0; i < WARM_UPS; i++) {
        requestOnly(bench, fileUrls(List.of(server), files));
      }
    }
  }

  private static void measureRedirects(
      BenchDirectory bench, BenchmarkPlan plan, Report report, GypsumServerProcess server,
      SmallFiles files,
      List<String> direct) throws IOException {
    List<String> fileUrls = fileUrls(List.of(server), files);
    var seconds =
        Rounds.interleaved(
            ROUNDS * plan.rounds(), () -> requestOnly(bench, fileUrls),
            () -> follow(bench, direct));
    report.comparison(
        "redirects without following them, compared with GETs of Ceph",
        FILES / Rounds.median(seconds.ours()), FILES / Rounds.median(seconds.theirs()), "/s",
        new Bound.None());
  }

  private static void measure(
      BenchDirectory bench, BenchmarkPlan plan, Report report, List<GypsumServerProcess> servers,
      SmallFiles files,
      List<String> direct) throws IOException {
    List<String> fileUrls = fileUrls(servers, files);
    var seconds =
        Rounds.interleaved(
            ROUNDS * plan.rounds(), () -> follow(bench, fileUrls),
            () -> follow(bench, direct));
    report.comparison(
        "64 KB files by redirect, servers: " + servers.size(),
        FILES / Rounds.median(seconds.ours()), FILES / Rounds.median(seconds.theirs()), "/s",
        servers.size() == 1 ? new Bound.AtLeast(0.8, "") : new Bound.None());
  }

  /** Returns the URLs of the files, alternating between the servers. */
  private static List<String> fileUrls(List<GypsumServerProcess> servers, SmallFiles files) {
    List<String> urls = new ArrayList<>();
    for (String path : files.paths()) {
      urls.add(servers.get(urls.size() % servers.size()).file("load/a/v/" + path));
    }
    return urls;
  }

  /** Returns the seconds that it takes to download all files, following redirects. */
  private static double follow(BenchDirectory bench, List<String> urls) throws IOException {
    return curl(bench, urls, "-L");
  }

  /** Returns the seconds that it takes to receive the redirects of all files. */
  private static double requestOnly(BenchDirectory bench, List<String> urls) throws IOException {
    return curl(bench, urls, "--no-location");
  }

  private static double curl(BenchDirectory bench, List<String> urls, String option)
      throws IOException {
    StringBuilder text = new StringBuilder();
    for (String url : urls) {
      text.append("url = \"").append(url).append("\"\noutput = /dev/null\n");
    }
    Path config = Files.writeString(bench.path("get.curl"), text);
    return bench.programs()
        .run(
            "curl", "-sSf", option, "--http1.1", "--parallel", "--parallel-immediate",
            "--parallel-max", "16", "-K", config.toString())
        .seconds();
  }
}
