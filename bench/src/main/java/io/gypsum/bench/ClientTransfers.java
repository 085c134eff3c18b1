package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Many small files and a big one, up and down, over 16 connections. The peer is {@code curl --parallel}, which neither
 * hashes nor checks anything: down from our server, up to nginx.
 */
final class ClientTransfers implements Scenario {
  private static final double SECOND_SAVE_MILLIS = 50;
  private static final double HEAP_MEGABYTES = 134.3;

  @Override
  public String name() {
    return "transfers by the client";
  }

  @Override
  public void run(Workplace workplace, Plan plan, Report report) throws IOException {
    List<Load> loads = List.of(Load.small(workplace), Load.big(workplace, plan));
    Site site = Site.make(workplace, "client");
    Path dav = Files.createDirectories(workplace.path("dav"));
    try (Gypsum gypsum = site.serve("");
        Api api = site.api(gypsum);
        Nginx nginx = Nginx.serve(workplace, dav);
        Client client = Client.start(workplace, gypsum, site.token())) {
      api.create("load");
      for (int i = 0; i < loads.size(); i++) {
        Load load = loads.get(i);
        upload(workplace, plan, report, client, nginx, dav, load, "load/up" + i);
        download(workplace, plan, report, client, gypsum, load, "load/up" + i + "/v0");
      }
      report.figure(
          "heap of the client after all of these, at -Xmx128m", client.heapMegabytes(), "MB",
          new Bound.AtMost(HEAP_MEGABYTES, "MB"));
    }
  }

  private static void upload(
      Workplace workplace, Plan plan, Report report, Client client, Nginx nginx, Path dav,
      Load load, String asset) throws IOException {
    List<Integer> versions = new ArrayList<>();
    Path config = workplace.path("put.curl");
    var seconds =
        Rounds.interleaved(
            plan.rounds(),
            () -> {
              versions.add(versions.size());
              return client.upload(asset + "/v" + (versions.size() - 1), load.directory());
            },
            () -> {
              StringBuilder text = new StringBuilder();
              for (String path : load.paths()) {
                text.append("upload-file = \"")
                    .append(load.directory().resolve(path))
                    .append("\"\nurl = \"")
                    .append(nginx.file(path))
                    .append("\"\n");
              }
              Files.writeString(config, text);
              double taken = curl(workplace, config);
              workplace.empty(dav);
              return taken;
            });
    load.compare(report, "upload of " + load.name() + ", hashing included", seconds);
  }

  private static void download(
      Workplace workplace, Plan plan, Report report, Client client, Gypsum gypsum, Load load,
      String version) throws IOException {
    Path config = workplace.path("get.curl");
    Path copies = Files.createDirectories(workplace.path("copies"));
    Path cache = workplace.path("cache");
    var seconds =
        Rounds.interleaved(
            plan.rounds(),
            () -> {
              workplace.empty(cache);
              return client.save(version, cache);
            },
            () -> {
              StringBuilder text = new StringBuilder("create-dirs\n");
              for (String path : load.paths()) {
                text.append("url = \"")
                    .append(gypsum.file(version + "/" + path))
                    .append("\"\noutput = \"")
                    .append(copies.resolve(path))
                    .append("\"\n");
              }
              Files.writeString(config, text);
              double taken = curl(workplace, config);
              workplace.empty(copies);
              return taken;
            });
    load.compare(report, "download of " + load.name() + ", checking included", seconds);
    if (load.isMany()) {
      client.save(version, cache);
      report.figure(
          "`saveVersion` of what is there: " + load.name(), client.save(version, cache) * 1000,
          "ms", new Bound.AtMost(SECOND_SAVE_MILLIS, "ms"));
    }
    workplace.empty(cache);
  }

  private static double curl(Workplace workplace, Path config) throws IOException {
    return workplace.command()
        .run(
            "curl", "-sSf", "--http1.1", "--parallel", "--parallel-immediate", "--parallel-max",
            "16", "-o", "/dev/null", "-K", config.toString())
        .seconds();
  }
}
